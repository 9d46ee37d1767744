import type { Problem } from '@project-utils/contract'
import type { Alias, Document, Node, Scalar, YAMLMap } from 'yaml'
import { inLongForm, longForm } from './tags.ts'
import { onlyKey, put, type TemplateMap, type TemplateValue } from './value.ts'

/** More nodes than any template CloudFormation takes has; reached only by aliases that multiply. */
const nodeLimit = 200_000

/** Deeper than anybody nests; each level takes a call. */
const depthLimit = 200

/** Takes what is wrong, and at which offset of the text. */
export type ReportAt = (offset: number, code: Problem['code'], message: string, hint?: string) => void

/** The value of a parsed text: short forms in their long form, anchors and merge keys put in. */
export function convert(document: Document.Parsed, yaml: typeof import('yaml'), report: ReportAt): TemplateValue {
  const { isAlias, isMap, isScalar, isSeq } = yaml
  const anchors = new Map<string, Node>()
  const repeated = new Set<number>()
  let nodes = 0
  let depth = 0
  let stopped = false

  const problem = (node: Node, code: Problem['code'], message: string, hint?: string): null => {
    report(node.range?.[0] ?? 0, code, message, hint)
    return null
  }

  const stop = (node: Node, message: string, hint: string): null => {
    stopped = true
    return problem(node, 'TEMPLATE_SYNTAX', message, hint)
  }

  // What an alias repeats is told once.
  const twice = (key: Node, name: string): void => {
    const offset = key.range?.[0] ?? 0
    if (repeated.has(offset)) return
    repeated.add(offset)
    const hint = 'remove one of the two, or join what they hold'
    problem(key, 'TEMPLATE_SYNTAX', `the key "${name}" stands twice`, hint)
  }

  const mapping = (node: YAMLMap): TemplateMap => {
    const result: Record<string, TemplateValue> = {}
    const merged: TemplateValue[] = []
    for (const { key, value } of node.items) {
      if (!isScalar(key)) {
        problem(node, 'TEMPLATE_SYNTAX', 'a key must be plain text', 'write the key as one word, in quotes if need be')
        continue
      }
      const name = String(key.source ?? key.value)
      if (name === '<<' && key.type === 'PLAIN') merged.push(visit(value as Node | null))
      else {
        if (Object.hasOwn(result, name)) twice(key, name)
        put(result, name, visit(value as Node | null))
      }
    }
    return merged.length === 0 ? result : { ...mergedMaps(merged), ...result }
  }

  const bare = (node: Node): TemplateValue => {
    if (isScalar(node)) return scalarValue(node)
    if (isSeq(node)) return node.items.map((item) => visit(item as Node | null))
    if (!isMap(node)) return null
    const map = mapping(node)
    const text = map['Fn::GetAtt']
    return typeof text === 'string' && onlyKey(map) !== undefined ? inLongForm('Fn::GetAtt', text) : map
  }

  const tagged = (node: Exclude<Node, Alias>): TemplateValue => {
    if (node.anchor !== undefined) anchors.set(node.anchor, node)
    if (node.tag === undefined) return bare(node)
    const key = longForm(node.tag)
    if (key === undefined) {
      const hint = 'write the function in its long form ("Fn::Name: …") if CloudFormation has it'
      return problem(node, 'TEMPLATE_UNKNOWN_TAG', `CloudFormation has no short form ${node.tag}`, hint)
    }
    return key === null ? bare(node) : inLongForm(key, bare(node))
  }

  const visit = (node: Node | null): TemplateValue => {
    if (node === null || stopped) return null
    nodes += 1
    if (nodes === nodeLimit) return stop(node, `more than ${nodeLimit} values: aliases multiply`, 'use fewer aliases')
    if (depth === depthLimit) return stop(node, `more than ${depthLimit} levels of nesting`, 'nest less deeply')
    depth += 1
    const value = isAlias(node) ? aliased(node) : tagged(node)
    depth -= 1
    return value
  }

  const aliased = (node: Alias): TemplateValue => {
    const target = anchors.get(node.source)
    const hint = 'name an anchor that stands above'
    return target === undefined ? problem(node, 'TEMPLATE_SYNTAX', `no anchor &${node.source}`, hint) : visit(target)
  }

  return visit(document.contents)
}

/**
 * Numbers keep their text where JSON would write them differently (`1.0`, `0123`, ids beyond 2^53), and the booleans of
 * YAML 1.1, which CloudFormation reads, are booleans.
 */
function scalarValue({ value, type, tag }: Scalar): TemplateValue {
  const text = String(value ?? '')
  if (type !== 'PLAIN' || (tag !== undefined && !valueTags.has(tag))) return text
  if (text.length <= 5) {
    const word = words.get(text)
    if (word !== undefined) return word
  }
  const first = text.charCodeAt(0)
  const isNumeric = (first >= 48 && first <= 57) || first === 45
  return isNumeric && String(Number(text)) === text ? Number(text) : text
}

/** Tags of YAML under which a plain scalar may be more than a text; under short forms it never is. */
const valueTags: ReadonlySet<string> = new Set(
  ['bool', 'float', 'int', 'null'].map((name) => `tag:yaml.org,2002:${name}`),
)

/** Plain words that are no texts. */
const words: ReadonlyMap<string, boolean | null> = new Map([
  ...['yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((text): [string, boolean] => [text, true]),
  ...['no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((text): [string, boolean] => [text, false]),
  ...['', '~', 'null', 'Null', 'NULL'].map((text): [string, null] => [text, null]),
])

/** Of several maps of a merge the first wins, as YAML has it. */
function mergedMaps(values: readonly TemplateValue[]): TemplateMap {
  const maps = values.flatMap((value) => (Array.isArray(value) ? (value as readonly TemplateValue[]) : [value]))
  const result: Record<string, TemplateValue> = {}
  for (const map of maps.toReversed()) {
    if (map === null || typeof map !== 'object' || Array.isArray(map)) continue
    for (const [key, value] of Object.entries(map as TemplateMap)) put(result, key, value)
  }
  return result
}

import { createRequire } from 'node:module'
import { isDeepStrictEqual } from 'node:util'
import type { Document, Node, ParsedNode, Scalar, YAMLMap } from 'yaml'
import { parseTemplate } from './parse.ts'
import { longForm } from './tags.ts'
import { isMap, type TemplateMap, type TemplatePath, type TemplateValue } from './value.ts'

/**
 * A template's text with as little changed as makes it mean another value: comments, short forms and layout stay. Where
 * that cannot be done in place (such as values behind aliases), it is the value as indented JSON.
 *
 * @param text as it was parsed, without problems
 */
export function rewriteTemplate(text: string, file: string, value: TemplateMap): string {
  const before = parseTemplate(text, file).value
  if (isDeepStrictEqual(before, value)) return text
  const edited = edit(text, before, value)
  return edited !== undefined && means(edited, file, value) ? edited : `${JSON.stringify(value, null, 2)}\n`
}

/** Text that takes the place of what stands from one offset to another. */
interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** A key that is gone has no value. */
interface Change {
  readonly path: TemplatePath
  readonly value: TemplateValue | undefined
}

function means(text: string, file: string, value: TemplateMap): boolean {
  try {
    return isDeepStrictEqual(parseTemplate(text, file).value, value)
  } catch {
    return false
  }
}

function edit(text: string, before: TemplateMap, after: TemplateMap): string | undefined {
  const yaml: typeof import('yaml') = createRequire(import.meta.url)('yaml')
  const document = yaml.parseDocument(text, { logLevel: 'silent', merge: true, prettyErrors: false })
  if (document.errors.length > 0) return undefined
  const isJson = text.trimStart().startsWith('{')
  const edits: Edit[] = []
  for (const change of changesOf(before, after, [])) {
    const one = editOf(change, { yaml, document, text, isJson })
    if (one === undefined) return undefined
    edits.push(one)
  }
  return edits
    .toSorted((a, b) => b.from - a.from || b.to - a.to)
    .reduce((all, { from, to, text: by }) => all.slice(0, from) + by + all.slice(to), text)
}

/** The outermost values that differ, so that each is one place of the text. */
function changesOf(before: TemplateValue, after: TemplateValue, path: TemplatePath): readonly Change[] {
  if (isDeepStrictEqual(before, after)) return []
  if (isMap(before) && isMap(after) && Object.keys(before).some((key) => Object.hasOwn(after, key))) {
    const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key))
    return [
      ...gone.map((key) => ({ path: [...path, key], value: undefined })),
      ...Object.entries(after).flatMap(([key, value]) => {
        const known = Object.hasOwn(before, key) ? before[key] : undefined
        return known === undefined ? [{ path: [...path, key], value }] : changesOf(known, value, [...path, key])
      }),
    ]
  }
  const sameLength = Array.isArray(before) && Array.isArray(after) && before.length === after.length
  if (!sameLength) return [{ path, value: after }]
  return after.flatMap((item, index) => changesOf(before[index] as TemplateValue, item, [...path, index]))
}

interface Text {
  readonly yaml: typeof import('yaml')
  readonly document: Document.Parsed
  readonly text: string
  readonly isJson: boolean
}

function editOf({ path, value }: Change, of: Text): Edit | undefined {
  const { yaml, document, text, isJson } = of
  let node: ParsedNode | null = document.contents
  for (const [index, step] of path.entries()) {
    if (value === undefined && index === path.length - 1)
      return yaml.isMap(node) ? removed(node, String(step)) : undefined
    if (node?.tag !== undefined && longForm(node.tag) === step) continue
    const below = childOf(node, step, yaml)
    if (below !== undefined) node = below
    else
      return index === path.length - 1 && yaml.isMap(node)
        ? inserted(node, String(step), value as TemplateValue, of)
        : undefined
  }
  const range = node?.range
  if (node === null || range == null || yaml.isAlias(node) || node.anchor !== undefined || node.tag !== undefined)
    return undefined
  const [from, to] = range
  const length = text.slice(from, to).trimEnd().length
  return { from, to: from + length, text: written(value as TemplateValue, isJson) }
}

function childOf(node: Node | null, step: string | number, yaml: Text['yaml']): ParsedNode | undefined {
  if (yaml.isSeq(node)) return node.items[Number(step)] as ParsedNode | undefined
  if (!yaml.isMap(node)) return undefined
  const pair = node.items.find(({ key }) => yaml.isScalar(key) && String(key.source ?? key.value) === String(step))
  return (pair?.value ?? undefined) as ParsedNode | undefined
}

/** A key with its value and what leads to the next one, or to it from the one before. */
function removed(map: YAMLMap, name: string): Edit | undefined {
  const starts = map.items.map(({ key }) => (key as ParsedNode).range?.[0])
  const at = map.items.findIndex(({ key }) => String((key as Scalar).source ?? (key as Scalar).value) === name)
  const [from, next] = [starts[at], starts[at + 1]]
  if (from === undefined) return undefined
  if (next !== undefined) return { from, to: next, text: '' }
  const before = (map.items[at - 1]?.value as ParsedNode | null | undefined)?.range
  const own = (map.items[at]?.value as ParsedNode | null | undefined)?.range
  return before == null || own == null
    ? undefined
    : { from: before[1], to: own[1], text: map.flow === true ? '' : '\n' }
}

/** A new key before the first one. */
function inserted(map: YAMLMap, key: string, value: TemplateValue, { text, isJson }: Text): Edit | undefined {
  const first = map.items[0]?.key as ParsedNode | undefined
  const at = first?.range?.[0]
  if (at === undefined) return undefined
  const line = isJson ? `${JSON.stringify(key)}: ${written(value, true)}` : `${key}: ${written(value, false)}`
  const indentation = at - (text.lastIndexOf('\n', at - 1) + 1)
  return { from: at, to: at, text: line + (map.flow === true ? ', ' : `\n${' '.repeat(indentation)}`) }
}

function written(value: TemplateValue, isJson: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => written(item, isJson)).join(', ')}]`
  if (!isMap(value)) return !isJson && typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value)
  const entries = Object.entries(value).map(([key, item]) => {
    return `${isJson || !isPlain(key) ? JSON.stringify(key) : key}: ${written(item, isJson)}`
  })
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

/** Text that means itself wherever it stands in YAML. */
function isPlain(text: string): boolean {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text)
}

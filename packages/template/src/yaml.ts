import { createRequire } from 'node:module'
import type { Place, Problem } from '@project-utils/contract'
import type { Document, LineCounter, Node, ParsedNode, Scalar } from 'yaml'
import { inLongForm, longForm } from './tags.ts'
import type { TemplatePath, TemplateValue } from './value.ts'

/** More nodes than any template CloudFormation takes has; reached only by aliases that multiply. */
const nodeLimit = 200_000

/** More lines than anybody indents this way; each one takes another parse. */
const mostIndented = 200

/** A YAML text (or JSON, for its positions) as value, problems and places. */
export interface YamlText {
  readonly value: TemplateValue
  readonly problems: readonly Problem[]
  locate(path: TemplatePath): Pick<Place, 'line' | 'column'>
}

/** Reads YAML with CloudFormation's short forms. Never throws: what is wrong stands in `problems`, each with its place. */
export function readYaml(text: string, file: string): YamlText {
  const { document, lines } = parseIndented(text)
  // Of an error in the grammar follow others, up to the end of the text.
  const first = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY')
  const errors = document.errors.filter((error) => first === undefined || error.pos[0] <= first.pos[0])
  const problems: Problem[] = errors.map((error) => ({
    code: 'TEMPLATE_SYNTAX',
    message: error.message,
    hint:
      error.code === 'DUPLICATE_KEY'
        ? 'remove one of the two, or join what they hold'
        : 'compare indentation, quotes and brackets of this line and the one before',
    where: { file, ...position(lines, error.pos[0]) },
  }))
  const value = problems.length > 0 ? null : convert(document, problems, lines, file)
  return { value, problems, locate: (path) => locate(document.contents, path, lines) }
}

/** Where an offset of the text that was parsed lies in the text that was written. */
interface Lines {
  linePos(offset: number): { readonly line: number; readonly col: number }
}

/**
 * Parses a text whose flow collections may go on, or end, at the indentation of what surrounds them: CloudFormation takes
 * that, and the parser does not. Such lines are indented for it, one after the other.
 */
function parseIndented(text: string): { readonly document: Document.Parsed; readonly lines: Lines } {
  const yaml = loadYaml()
  const written = text.split('\n')
  const indented = new Map<number, number>()
  let asWritten: ReturnType<typeof parseIndented> | undefined
  const width = 2 + Math.max(...written.map((line) => line.search(/[^ ]/)))
  for (;;) {
    const counter: LineCounter = new yaml.LineCounter()
    const parsed = written.map((line, index) => ' '.repeat(indented.get(index + 1) ?? 0) + line).join('\n')
    const options = { lineCounter: counter, logLevel: 'silent', merge: true, prettyErrors: false } as const
    const document = yaml.parseDocument(parsed, options)
    const [error] = document.errors
    const at = error === undefined ? 0 : counter.linePos(error.pos[0]).line
    const linePos: Lines['linePos'] = (offset) => {
      const { line, col } = counter.linePos(offset)
      return { line, col: col - (indented.get(line) ?? 0) }
    }
    if (error === undefined) return { document, lines: { linePos } }
    asWritten ??= { document, lines: counter }
    const isShallow = error.code === 'BAD_INDENT' && error.message.startsWith('Flow ')
    if (!isShallow || indented.has(at) || indented.size === mostIndented) return asWritten
    indented.set(at, width)
  }
}

function convert(document: Document.Parsed, problems: Problem[], lines: Lines, file: string): TemplateValue {
  const { isAlias, isMap, isScalar, isSeq } = loadYaml()
  let nodes = 0

  const problem = (node: Node, code: Problem['code'], message: string, hint?: string): null => {
    const where = { file, ...position(lines, node.range?.[0] ?? 0) }
    problems.push({ code, message, where, ...(hint === undefined ? {} : { hint }) })
    return null
  }

  const bare = (node: Node): TemplateValue => {
    if (isScalar(node)) return scalarValue(node)
    if (isSeq(node)) return node.items.map((item) => visit(item as Node | null))
    if (!isMap(node)) return null
    const entries: [string, TemplateValue][] = []
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.source ?? key.value) : ''
      if (!isScalar(key)) problem(node, 'TEMPLATE_SYNTAX', 'a key must be plain text')
      else if (name === '<<' && key.type === 'PLAIN') entries.unshift(...merged(visit(value as Node | null)))
      else entries.push([name, visit(value as Node | null)])
    }
    return normalized(Object.fromEntries(entries))
  }

  const visit = (node: Node | null): TemplateValue => {
    if (node === null) return null
    nodes += 1
    if (nodes === nodeLimit) return problem(node, 'TEMPLATE_SYNTAX', `more than ${nodeLimit} values: aliases multiply`)
    if (nodes > nodeLimit) return null
    if (isAlias(node)) {
      const target = node.resolve(document)
      return target === undefined
        ? problem(node, 'TEMPLATE_SYNTAX', `no anchor &${node.source}`)
        : visit(target as Node)
    }
    if (node.tag === undefined) return bare(node)
    const key = longForm(node.tag)
    if (key === undefined) {
      const hint = 'write the function in its long form ("Fn::Name: …") if CloudFormation has it'
      return problem(node, 'TEMPLATE_UNKNOWN_TAG', `CloudFormation has no short form ${node.tag}`, hint)
    }
    return key === null ? bare(node) : inLongForm(key, bare(node))
  }

  return visit(document.contents)
}

/**
 * Numbers keep their text where JSON would write them differently (`1.0`, `0123`, ids beyond 2^53), and the booleans of
 * YAML 1.1, which CloudFormation reads, are booleans.
 */
function scalarValue(node: Scalar): TemplateValue {
  const { source, value, type } = node
  if (type === 'PLAIN' && source !== undefined) {
    if (typeof value === 'number' || typeof value === 'bigint') return String(value) === source ? Number(value) : source
    if (/^(yes|Yes|YES|on|On|ON)$/.test(source)) return true
    if (/^(no|No|NO|off|Off|OFF)$/.test(source)) return false
  }
  return typeof value === 'boolean' || typeof value === 'string' || value === null ? value : String(source ?? value)
}

function merged(value: TemplateValue): [string, TemplateValue][] {
  const maps = Array.isArray(value) ? value.toReversed() : [value]
  return maps.flatMap((map) => (map !== null && typeof map === 'object' ? Object.entries(map) : []))
}

function normalized(value: { readonly [key: string]: TemplateValue }): TemplateValue {
  const text = value['Fn::GetAtt']
  return typeof text === 'string' && Object.keys(value).length === 1 ? inLongForm('Fn::GetAtt', text) : value
}

function locate(root: ParsedNode | null, path: TemplatePath, lines: Lines): Pick<Place, 'line' | 'column'> {
  const { isMap, isScalar, isSeq } = loadYaml()
  let node: Node | null = root
  let offset = root?.range?.[0] ?? 0
  for (const step of path) {
    if (node?.tag !== undefined && longForm(node.tag) === step) continue
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.source ?? key.value) === String(step))
      if (pair === undefined) break
      offset = (pair.key as Scalar).range?.[0] ?? offset
      node = pair.value as Node | null
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as Node | undefined
      if (item === undefined) break
      offset = item.range?.[0] ?? offset
      node = item
    } else break
  }
  return position(lines, offset)
}

function position(lines: Lines, offset: number): Pick<Place, 'line' | 'column'> {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

/** Loaded at the first use only: a JSON template and a plain import of this package do without (37 ms). */
function loadYaml(): typeof import('yaml') {
  return createRequire(import.meta.url)('yaml')
}

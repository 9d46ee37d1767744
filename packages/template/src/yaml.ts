import { createRequire } from 'node:module'
import type { Problem } from '@project-utils/contract'
import type { Document, DocumentOptions, Node, ParsedNode, ParseOptions, Scalar, Schema, SchemaOptions } from 'yaml'
import { convert } from './convert.ts'
import { countLines, type Position } from './lines.ts'
import { longForm, shortForms, takes } from './tags.ts'
import type { TemplatePath, TemplateValue } from './value.ts'

/** More lines than anybody indents this way; each one takes another parse. */
const mostIndented = 200

/** A YAML text (or JSON, for its positions) as value, problems and places. */
export interface YamlText {
  readonly value: TemplateValue
  readonly problems: readonly Problem[]
  locate(path: TemplatePath): Position
}

/** Reads YAML with CloudFormation's short forms. Never throws: what is wrong stands in `problems`, each with its place. */
export function readYaml(text: string, file: string): YamlText {
  const yaml = loadYaml()
  const parsed = parsedOr(text, yaml)
  if (parsed === undefined || parsed.document.errors.some(({ message }) => message === stackMessage)) {
    const message = 'nested more deeply than can be read'
    const where = { file, line: 1, column: 1 }
    const problem: Problem = { code: 'TEMPLATE_SYNTAX', message, hint: 'nest less deeply', where }
    return { value: null, problems: [problem], locate: () => ({ line: 1, column: 1 }) }
  }
  const { document, position } = parsed
  // Of an error in the grammar follow others, up to the end of the text.
  const [first] = document.errors
  const errors = first === undefined ? [] : document.errors.filter(({ pos }) => pos[0] <= first.pos[0]).slice(0, 1)
  const problems: Problem[] = errors.map((error) => ({
    code: 'TEMPLATE_SYNTAX',
    message: meaningOf(error.code, error.message),
    hint: hints[error.code] ?? 'compare indentation, quotes and brackets of this line and the one before',
    where: { file, ...position(error.pos[0]) },
  }))
  const report = (offset: number, code: Problem['code'], message: string, hint?: string): void => {
    problems.push({ code, message, where: { file, ...position(offset) }, ...(hint === undefined ? {} : { hint }) })
  }
  const value = problems.length > 0 ? null : convert(document, yaml, report)
  return { value, problems, locate: (path) => position(offsetOf(document.contents, path, yaml)) }
}

const hints: Readonly<Partial<Record<string, string>>> = {
  MULTIPLE_DOCS: 'keep one template a file: remove the line "---" and what follows',
  TAB_AS_INDENT: 'indent with blanks',
  BAD_ALIAS: 'name an anchor (&name) that stands above',
}

function meaningOf(code: string, message: string): string {
  return code === 'MULTIPLE_DOCS' ? 'a second document begins here, and a template is one' : message
}

interface Parsed {
  readonly document: Document.Parsed
  /** Where an offset of the text that was parsed lies in the text that was written. */
  position(offset: number): Position
}

/** What the parser makes an error of the text when it runs out of stack itself. */
const stackMessage = 'Maximum call stack size exceeded'

/** Undefined where the parser runs out of stack. */
function parsedOr(text: string, yaml: typeof import('yaml')): Parsed | undefined {
  try {
    return parseIndented(text, yaml)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * Parses a text whose flow collections may go on, or end, at the indentation of what surrounds them: CloudFormation takes
 * that, and the parser does not. Such lines are indented for it, one after the other.
 */
function parseIndented(text: string, yaml: typeof import('yaml')): Parsed {
  const asWritten = parse(text, yaml, new Map())
  if (!isShallow(asWritten.document)) return asWritten
  const written = text.split('\n')
  const width = written.reduce((most, line) => Math.max(most, 2 + line.search(/[^ ]/)), 2)
  const indented = new Map<number, number>()
  for (let parsed = asWritten; ; ) {
    const [error] = parsed.document.errors
    if (error === undefined) return parsed
    const { line } = parsed.position(error.pos[0])
    if (!isShallow(parsed.document) || indented.has(line) || indented.size === mostIndented) return asWritten
    indented.set(line, width)
    const shifted = written.map((one, index) => ' '.repeat(indented.get(index + 1) ?? 0) + one).join('\n')
    parsed = parse(shifted, yaml, new Map(indented))
  }
}

function isShallow({ errors: [error] }: Document.Parsed): boolean {
  return error?.code === 'BAD_INDENT' && error.message.startsWith('Flow ')
}

function parse(text: string, yaml: typeof import('yaml'), indented: ReadonlyMap<number, number>): Parsed {
  const document = yaml.parseDocument(text, options(yaml))
  const lines = countLines(text)
  const position = (offset: number): Position => {
    const { line, column } = lines(offset)
    return { line, column: Math.max(column - (indented.get(line) ?? 0), 1) }
  }
  return { document, position }
}

let made: { readonly schema: Schema } | undefined

/**
 * All scalars are texts for the parser: what they mean is decided where they are converted. The short forms are made known
 * to it, or it would make an error object of each; keys that stand twice are found faster where they are converted.
 */
function options(yaml: typeof import('yaml')): ParseOptions & DocumentOptions & SchemaOptions {
  if (made === undefined) {
    const schema = new yaml.Schema({ schema: 'failsafe' })
    for (const tag of shortForms) schema.knownTags[tag] = { tag, resolve: (text: string) => text }
    for (const tag of shortForms) {
      for (const collection of ['seq', 'map'] as const)
        if (takes(tag, collection)) schema.tags.push({ tag, collection })
    }
    made = { schema }
  }
  return { ...made, logLevel: 'error', prettyErrors: false, uniqueKeys: false }
}

function offsetOf(root: ParsedNode | null, path: TemplatePath, yaml: typeof import('yaml')): number {
  const { isMap, isScalar, isSeq } = yaml
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
  return offset
}

let loaded: typeof import('yaml') | undefined

/** Loaded at the first use only: a JSON template and a plain import of this package do without (37 ms). */
function loadYaml(): typeof import('yaml') {
  loaded ??= createRequire(import.meta.url)('yaml') as typeof import('yaml')
  return loaded
}

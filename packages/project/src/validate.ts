import * as v from 'valibot'
import { keyOffset, type Located, locate, type Path, plainValue } from './located.ts'
import { isMistyped, type Mistakes } from './mistakes.ts'
import { nearestName } from './nearest.ts'
import type { Complaint, Problems } from './problems.ts'

type Issue = v.BaseIssue<unknown>

/**
 * Checks a value against a schema; every issue becomes a problem at its place. `name` begins the names in messages, and
 * `keyStart` is where the value's own key stands.
 * Unknown keys are told by `checkKeys`, and what is missing because of one is not told. Returns the typed data, or undefined where something is wrong.
 */
export function validate<Schema extends v.GenericSchema>(
  schema: Schema,
  value: Located,
  { name, keyStart }: { readonly name: string; readonly keyStart: number | undefined },
  { problems, mistakes }: { readonly problems: Problems; readonly mistakes: Mistakes },
): v.InferOutput<Schema> | undefined {
  const result = v.safeParse(schema, plainValue(value) ?? {})
  const issues = (result.issues ?? []).flatMap(deepest)
  for (const issue of issues) {
    const path = pathOf(issue)
    if (isUnknownKey(issue)) continue
    const aboutKey = issue.path?.at(-1)?.origin === 'key'
    const missing = isMissingKey(issue)
    const at = missing ? path.slice(0, -1) : path
    if (missing && isMistyped(String(path.at(-1)), locate(value, at), mistakes)) continue
    const own = at.length === 0 ? keyStart : keyOffset(value, at)
    const offset = aboutKey || missing ? own : locate(value, at)?.start
    problems.add(offset, explain(issue, [name, ...path].filter((part) => part !== '').join('.'), locate(value, path)))
  }
  return result.success ? result.output : undefined
}

/** Of a value that fits none of several forms, the issues of the form it comes nearest to. */
function deepest(issue: Issue): readonly Issue[] {
  if (issue.type !== 'union' || issue.issues === undefined) return [issue]
  const isList = Array.isArray(issue.input)
  const inner = issue.issues
    // A form of maps finds its keys missing in a list, too: that form is not meant.
    .filter((one) => !(isList && one.path?.[0]?.type === 'object'))
    .filter((one) => one.path !== undefined || one.kind === 'validation')
  if (inner.length === 0) return [issue]
  // Keys of several forms of maps are missing: what else is wrong says which form is meant.
  const present = inner.filter((one) => !isMissingKey(one))
  const isOneOfMaps = new Set(inner.filter(isMissingKey).map((one) => pathOf(one).join('.'))).size > 1
  const meant = isOneOfMaps && present.length > 0 ? present : inner
  const placed = meant.map(
    (one): Issue => ({ ...one, path: [...(issue.path ?? []), ...(one.path ?? [])] as Issue['path'] }),
  )
  return placed.flatMap(deepest)
}

function pathOf(issue: Issue): Path {
  return (issue.path ?? []).map((item) => item.key as string | number)
}

function isUnknownKey(issue: Issue): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never'
}

function isMissingKey(issue: Issue): boolean {
  return issue.received === 'undefined' && issue.path?.at(-1)?.origin === 'key'
}

function explain(issue: Issue, name: string, value: Located | undefined): Complaint {
  if (isMissingKey(issue)) {
    const key = name.split('.').at(-1)
    return { code: 'PROJECT_KEY_MISSING', message: `${name} is missing`, hint: `add "${key}: …" here` }
  }
  if (issue.path?.at(-1)?.origin === 'key') {
    const proposal = proposalFor(issue)
    const hint = proposal === undefined ? 'rename it' : `rename it, for example to "${proposal}"`
    return { code: 'PROJECT_NAME_INVALID', message: `the name ${name} ${issue.message}`, hint }
  }
  if (issue.kind === 'validation') {
    return { code: 'PROJECT_VALUE_INVALID', message: `${name} ${issue.message}`, hint: correction(issue, name) }
  }
  const written = value?.kind === 'scalar' ? value.written : undefined
  if (value?.kind === 'scalar' && value.value === null) {
    return { code: 'PROJECT_VALUE_INVALID', message: `${name} is empty`, hint: 'write a value, or remove the line' }
  }
  if (issue.type === 'string' && written !== undefined) {
    return {
      code: 'PROJECT_VALUE_UNQUOTED',
      message: `${name} is read as a ${typeof issue.input}, but a text is needed`,
      hint: `write it in quotes: "${written}"`,
    }
  }
  return { code: 'PROJECT_VALUE_INVALID', ...expectation(issue, name, written) }
}

/** What to do about a value of the right kind that is outside what is allowed. */
function correction(issue: Issue, name: string): string {
  const proposal = proposalFor(issue)
  if (proposal !== undefined) return `for example "${proposal}"`
  const example = /such as ("[^"]+")/.exec(issue.message)?.[1]
  if (example !== undefined) return `for example ${example}`
  const limit = issue.requirement
  if (issue.type === 'non_empty' || (issue.type === 'min_length' && limit === 1)) return 'write one, or remove the key'
  if (issue.type === 'max_length') return `shorten it to ${limit} characters`
  if (typeof limit === 'number') return `for example ${limit}`
  return `correct it, or remove it; ${name.split('.')[0]} is described in the configuration reference`
}

function expectation(issue: Issue, name: string, written: string | undefined): Omit<Complaint, 'code'> {
  if (issue.type === 'picklist' || issue.type === 'literal') {
    const allowed = (issue.expected ?? '').replace(/[()"]/g, '').split(' | ')
    const near = nearestName(String(issue.input), allowed)
    const message = `${name} is ${shown(issue.input)}; it must be ${allowed.join(', ').replace(/, ([^,]*)$/, ' or $1')}`
    return { message, hint: near === undefined ? `write ${allowed.join(' or ')}` : `did you mean "${near}"?` }
  }
  const needed = kinds[issue.expected ?? ''] ?? kinds[issue.type] ?? 'something else'
  const message = `${name} is ${shown(issue.input)}; it must be ${needed}`
  const truth = /^(yes|on|no|off|true|false)$/i.exec(String(issue.input))?.[1]?.toLowerCase()
  if (issue.type === 'boolean' && typeof issue.input === 'string' && truth !== undefined) {
    const meant = ['yes', 'on', 'true'].includes(truth)
    return {
      message,
      hint: `YAML 1.2 knows only true and false: write ${meant}${written === undefined ? '' : ', without quotes'}`,
    }
  }
  if (issue.type === 'number' && typeof issue.input === 'string' && /^\d+$/.test(issue.input)) {
    return { message, hint: `write it without quotes: ${issue.input}` }
  }
  return { message, hint: spellings[needed] ?? `write ${needed}` }
}

const spellings: Readonly<Record<string, string>> = {
  'a list': 'write "- value" lines, or [value, value]',
  'a map': 'write "name: value" lines',
  'true or false': 'write true or false, without quotes',
  'a text, a number, or true or false': 'write one plain value',
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  strict_object: 'a map',
  loose_object: 'a map',
  record: 'a map',
  '(string | number | boolean)': 'a text, a number, or true or false',
  '(string | Object)': 'a text or a map',
  '(number | Object)': 'a number or a map',
}

function shown(input: unknown): string {
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'object' && input !== null) return 'a map'
  return typeof input === 'string' ? `the text "${input.slice(0, 40)}"` : String(input)
}

/** What was written, spelled as its pattern wants it; undefined where that is not to be guessed. */
function proposalFor(issue: Issue): string | undefined {
  if (typeof issue.input !== 'string' || !(issue.requirement instanceof RegExp)) return undefined
  const words = issue.input.match(/[A-Z]*[a-z0-9]+|[A-Z0-9]+/g) ?? []
  const spellings = [
    words.join('-').toLowerCase(),
    words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(''),
    issue.input.replace(/\D/g, ''),
  ]
  const pattern = issue.requirement
  return spellings.find((spelling) => spelling !== '' && pattern.test(spelling))
}

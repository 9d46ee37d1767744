/** The operations of REST APIs, by method, path and query; table and source in `operations.json`. */
import { readFileSync } from 'node:fs'

/** One row of the table. */
export interface Binding {
  readonly method: string
  /** `{}` for any one part, `{+}` for all that follows. */
  readonly parts: readonly string[]
  /** What the query must hold: names, or `name=value`. */
  readonly query: readonly string[]
  readonly operation: string
}

const table: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(new URL('./operations.json', import.meta.url), 'utf8'),
)
const parsed = new Map<string, readonly Binding[]>()

const reading =
  /^(Get|List|Describe|Head|BatchGet|BatchDescribe|TransactGet|Lookup|Query|Scan|Search|Select|Filter|Simulate|Validate|Verify|Estimate|Preview|Test|Check(?!point)|StartQuery|StopQuery|AssumeRole|Decrypt)/

/** Whether an operation's name says that it only reads. */
export function isReading(operation: string): boolean {
  return reading.test(operation)
}

/** The table's rows for a service; none for one that is not in it. */
export function bindingsOf(service: string): readonly Binding[] {
  const known = parsed.get(service)
  if (known !== undefined) return known
  const rows = table[service]
  const bindings = Array.isArray(rows) ? rows.map((row) => parseBinding(String(row))) : []
  parsed.set(service, bindings)
  return bindings
}

/** The operation whose binding fits best: the most literal parts, then the most of the query. */
export function matchRest(service: string, method: string, path: string, query: URLSearchParams): string | undefined {
  const parts = partsOf(path)
  const fitting = bindingsOf(service).filter(
    (each) => each.method === method && fits(each.parts, parts) && hasQuery(each, query),
  )
  return best(fitting)?.operation
}

/** Whether a query holds all that a binding asks for. */
export function hasQuery({ query: wanted }: Binding, query: URLSearchParams): boolean {
  return wanted.every((each) => {
    const [name = '', value] = each.split('=')
    return query.has(name) && (value === undefined || query.get(name) === value)
  })
}

/** The most particular of several bindings. */
export function best(bindings: readonly Binding[]): Binding | undefined {
  const weight = ({ parts, query }: Binding): number =>
    parts.filter((part) => !part.startsWith('{')).length * 10 + query.length
  return bindings.toSorted((a, b) => weight(b) - weight(a))[0]
}

function parseBinding(row: string): Binding {
  const [method = '', address = '', operation = ''] = row.split(' ')
  const [path = '', query = ''] = address.split('?')
  return { method, parts: partsOf(path), query: query === '' ? [] : query.split('&'), operation }
}

function partsOf(path: string): readonly string[] {
  return path.replace(/\/$/, '').split('/').slice(1)
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  const open = pattern.at(-1) === '{+}'
  if (open ? parts.length < pattern.length : parts.length !== pattern.length) return false
  return pattern.every((part, index) => part.startsWith('{') || part === parts[index])
}

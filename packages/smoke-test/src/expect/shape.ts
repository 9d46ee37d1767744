import type { Report } from '../report.ts'
import { unresolved } from '../step-kind.ts'
import { isMap, show } from '../values.ts'
import { readPattern } from './text-expectation.ts'

/** A word for a kind of JSON value. `any` is any value that is there, null included. */
type TypeWord = 'any' | 'array' | 'boolean' | 'null' | 'number' | 'object' | 'string'

/** What is expected of a JSON value; see this package's README for the language. */
export type Shape =
  | { readonly is: 'type'; readonly type: TypeWord }
  | { readonly is: 'equals'; readonly value: unknown }
  | { readonly is: 'matches'; readonly pattern: RegExp }
  | { readonly is: 'length'; readonly least: number; readonly most: number }
  | { readonly is: 'contains'; readonly text?: string; readonly item: Shape }
  | { readonly is: 'fields'; readonly fields: readonly (readonly [string, Shape])[] }
  | { readonly is: 'items'; readonly item: Shape }
  | { readonly is: 'all'; readonly of: readonly Shape[] }

const typeWords: readonly TypeWord[] = ['any', 'array', 'boolean', 'null', 'number', 'object', 'string']
const operators = ['equals', 'matches', 'length', 'contains', 'each', 'fields'] as const

/** Reads a shape; tells a problem for each part that has no meaning, and gives undefined then. */
export function parseShape(value: unknown, report: Report): Shape | undefined {
  if (typeof value === 'string') return typeShape(value, report)
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return { is: 'equals', value }
  if (Array.isArray(value)) return itemsShape(value, report)
  if (!isMap(value)) return refuse(value, report)
  const keys = Object.keys(value)
  const isOperation = keys.length > 0 && keys.every((key) => operators.some((operator) => operator === key))
  if (!isOperation) return fieldsShape(value, report)
  const parts = operators.flatMap((operator) =>
    Object.hasOwn(value, operator) ? [operation(operator, value[operator], report.at(operator))] : [],
  )
  return together(parts, (of) => (of.length === 1 && of[0] !== undefined ? of[0] : { is: 'all', of }))
}

function typeShape(word: string, report: Report): Shape | undefined {
  const type = typeWords.find((known) => known === word)
  if (type !== undefined) return { is: 'type', type }
  if (word.includes(unresolved)) {
    const hint = 'for exactly this value: { equals: "${captured.id}" }'
    report.tell('SMOKE_EXPECTATION_INVALID', 'a reference might become the name of a kind of value', hint)
    return undefined
  }
  report.tell(
    'SMOKE_EXPECTATION_INVALID',
    `${show(word)} is no kind of value, such as ${typeWords.join(', ')}`,
    `for exactly this text: { equals: ${show(word)} }`,
  )
  return undefined
}

function itemsShape(value: readonly unknown[], report: Report): Shape | undefined {
  const [only, ...others] = value
  if (value.length === 0 || others.length > 0) {
    const hint = 'for exactly this list: { equals: […] }; for an empty one: { length: 0 }'
    report.tell('SMOKE_EXPECTATION_INVALID', 'a list holds the one shape that all its items have', hint)
    return undefined
  }
  const item = parseShape(only, report.at(0))
  return item === undefined ? undefined : { is: 'items', item }
}

function fieldsShape(value: Readonly<Record<string, unknown>>, report: Report): Shape | undefined {
  const fields = Object.entries(value).map(([name, inner]) => {
    const shape = parseShape(inner, report.at(name))
    return shape === undefined ? undefined : ([name, shape] as const)
  })
  return together(fields, (known) => ({ is: 'fields', fields: known }))
}

function operation(operator: (typeof operators)[number], value: unknown, report: Report): Shape | undefined {
  if (operator === 'equals') return { is: 'equals', value }
  if (operator === 'length') return lengthShape(value, report)
  if (operator === 'fields') return isMap(value) ? fieldsShape(value, report) : refuse(value, report)
  if (operator === 'each') {
    const item = parseShape(value, report)
    return item === undefined ? undefined : { is: 'items', item }
  }
  if (operator === 'contains' && typeof value !== 'string') {
    const item = parseShape(value, report)
    return item === undefined ? undefined : { is: 'contains', item }
  }
  if (typeof value !== 'string') return refuse(value, report)
  if (value === '') {
    report.tell('SMOKE_NO_EXPECTATION', `every text ${operator} ""`, 'say what the text is to hold')
    return undefined
  }
  if (operator === 'contains') return { is: 'contains', text: value, item: { is: 'equals', value } }
  const pattern = readPattern(value, report)
  return pattern === undefined ? undefined : { is: 'matches', pattern }
}

function lengthShape(value: unknown, report: Report): Shape | undefined {
  if (isCount(value)) return { is: 'length', least: value, most: value }
  const { min, max, ...others } = isMap(value) ? value : { others: value }
  const isRange = Object.keys(others).length === 0 && (min !== undefined || max !== undefined)
  const least = min ?? 0
  const most = max ?? Number.MAX_SAFE_INTEGER
  if (isRange && isCount(least) && isCount(most) && least <= most && !(least === 0 && max === undefined)) {
    return { is: 'length', least, most }
  }
  report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} is no length`, 'a number, { min: 1 } or { min: 1, max: 9 }')
  return undefined
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function together<T>(parts: readonly (T | undefined)[], make: (parts: readonly T[]) => Shape): Shape | undefined {
  const known = parts.filter((part) => part !== undefined)
  return known.length === parts.length ? make(known) : undefined
}

function refuse(value: unknown, report: Report): undefined {
  report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} has no meaning here`)
}

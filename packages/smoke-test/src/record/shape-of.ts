import { isMap } from '../values.ts'
import { isVolatile } from './route.ts'
import { looksSecret } from './secrets.ts'

/** A shape as it is written in a suite. */
export type WrittenShape = string | readonly WrittenShape[] | { readonly [field: string]: WrittenShape }

/** Depth and fields beyond which only the kind is told. */
const limits = { depth: 6, fields: 40 }

/** Names that mean something in the language of shapes. */
const words = new Set([
  'equals',
  'matches',
  'length',
  'contains',
  'fields',
  'exact',
  'subset',
  'schema',
  'type',
  'optional',
])

/**
 * The shape that a value has, and that the next one will have: kinds instead of values, for an array what all its items have
 * in common.
 */
export function shapeOf(value: unknown, depth = 0): WrittenShape {
  if (value === null || value === undefined) return 'any'
  if (Array.isArray(value)) return depth >= limits.depth ? 'array' : shapeOfItems(value, depth)
  if (!isMap(value)) return typeof value
  const names = Object.keys(value)
  const isTable = names.length > limits.fields || names.some(isData)
  if (depth >= limits.depth || isTable || names.length === 0) return 'object'
  return asFields(Object.fromEntries(names.map((name) => [name, shapeOf(value[name], depth + 1)])))
}

/** A name that is itself of one thing only, such as an identifier, or that no person gave. */
function isData(name: string): boolean {
  return !/^[A-Za-z_][\w.-]{0,60}$/.test(name) || isVolatile(name) || looksSecret(name)
}

function shapeOfItems(items: readonly unknown[], depth: number): WrittenShape {
  const [first, ...others] = items.map((item) => shapeOf(item, depth + 1))
  if (first === undefined) return 'array'
  const shape = others.reduce(inCommon, first)
  return shape === 'any' ? 'array' : [shape]
}

/** What two shapes have in common: of objects the fields that both have. */
function inCommon(a: WrittenShape, b: WrittenShape): WrittenShape {
  if (JSON.stringify(a) === JSON.stringify(b)) return a
  if (Array.isArray(a) || Array.isArray(b) || a === 'array' || b === 'array') {
    return (Array.isArray(a) || a === 'array') && (Array.isArray(b) || b === 'array') ? 'array' : 'any'
  }
  const [left, right] = [fieldsOf(a), fieldsOf(b)]
  if (left === undefined || right === undefined) {
    const isObject = (one: WrittenShape): boolean => one === 'object' || fieldsOf(one) !== undefined
    return isObject(a) && isObject(b) ? 'object' : 'any'
  }
  const shared = Object.keys(left).filter((name) => Object.hasOwn(right, name))
  if (shared.length === 0) return 'object'
  const entries = shared.map((name) => [name, inCommon(left[name] as WrittenShape, right[name] as WrittenShape)])
  return asFields(Object.fromEntries(entries))
}

type Fields = Readonly<Record<string, WrittenShape>>

/** Fields named like a word of the language are marked as fields. */
function asFields(fields: Fields): WrittenShape {
  return Object.keys(fields).some((name) => words.has(name)) ? { fields } : fields
}

function fieldsOf(shape: WrittenShape): Fields | undefined {
  if (typeof shape === 'string' || Array.isArray(shape)) return undefined
  const fields = shape as Fields
  const inner = fields['fields']
  const isMarked = Object.keys(fields).length === 1 && typeof inner === 'object' && !Array.isArray(inner)
  return isMarked ? (inner as Fields) : fields
}

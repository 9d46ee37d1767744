/** A published JSON Schema becomes a `Shape`: what rules need, in few words. */
import type { Shape, ValueType } from '@project-utils/template'
import { isReadable, trusted } from './patterns.ts'

export type Json = null | boolean | number | string | readonly Json[] | JsonMap
export interface JsonMap {
  readonly [key: string]: Json
}

type Draft = { -readonly [key in keyof Shape]: Shape[key] }

const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
/** A block of IPv4 addresses, such as `10.0.0.0/16`. */
const network = `^${octet}(\\.${octet}){3}/(3[0-2]|[12]?\\d)$`

/** Keywords that say nothing of a value. */
const words = new Set(['description', 'title', '$comment', 'examples', 'default', 'format', 'relationshipRef', 'type'])

/** The shape of a schema; `type` and `path` name it for the list of patterns that are not trusted. */
export function distilShape(schema: JsonMap, type: string, path: string): Shape {
  if (typeof schema['$ref'] === 'string') return { ref: referenceName(schema['$ref']) }
  const only = listOf(schema['allOf']).filter(isMap)
  // A reference with a default beside it.
  if (only.length === 1 && only[0] !== undefined && schema['properties'] === undefined)
    return distilShape(only[0], type, path)
  return {
    ...typeOf(schema),
    ...members(schema, type, path),
    ...limits(schema, type, path),
    ...combinations(schema),
    ...alternatives(schema, type, path),
  }
}

/** The name under which what a reference leads to is kept. */
export function referenceName(reference: string): string {
  return reference.replace(/^#\/definitions\/([^/]+)$/, '$1')
}

function typeOf(schema: JsonMap): Draft {
  const type = schema['type']
  if (typeof type === 'string') return { type: type as ValueType }
  if (!Array.isArray(type)) return {}
  const types = type.filter((one) => one !== 'null') as ValueType[]
  return types.length === 1 && types[0] !== undefined ? { type: types[0] } : { type: types }
}

function members(schema: JsonMap, type: string, path: string): Draft {
  const draft: Draft = {}
  const { properties, patternProperties: patterns, additionalProperties: additional, items, required } = schema
  const named = (map: JsonMap, within: string): Record<string, Shape> =>
    Object.fromEntries(
      Object.entries(map).flatMap(([key, one]) =>
        isMap(one) ? [[key, distilShape(one, type, `${within}/${key}`)]] : [],
      ),
    )
  if (isMap(properties)) draft.properties = named(properties, path)
  // A pattern of names that JavaScript reads otherwise could refuse any name.
  if (isMap(patterns) && Object.keys(patterns).every(isReadable)) draft.patterns = named(patterns, path)
  else if (isMap(patterns)) return { ...draft, ...requiredOf(required) }
  if (additional === false) draft.additional = false
  else if (isMap(additional) && Object.keys(additional).length > 0)
    draft.additional = distilShape(additional, type, `${path}/*`)
  if (isMap(items)) draft.items = distilShape(items, type, `${path}/*`)
  // Legacy schemas write "nothing but the patterns" beside patterns that fit any name, and mean no names at all.
  if (draft.additional === false && draft.properties === undefined && draft.patterns === undefined)
    delete draft.additional
  return { ...draft, ...requiredOf(required) }
}

function requiredOf(required: Json | undefined): Pick<Shape, 'required'> {
  return Array.isArray(required) && required.length > 0 ? { required: required as readonly string[] } : {}
}

function limits(schema: JsonMap, type: string, path: string): Draft {
  const draft: Draft = {}
  for (const key of ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const) {
    const value = schema[key]
    if (typeof value === 'number') draft[key] = value
  }
  const { enum: values, enumCaseInsensitive: anyCase, const: only, pattern, uniqueItems } = schema
  const list = Array.isArray(anyCase)
    ? anyCase
    : Array.isArray(values)
      ? values
      : only === undefined
        ? undefined
        : [only]
  if (list !== undefined) draft.enum = list as (string | number | boolean)[]
  if (Array.isArray(anyCase)) draft.anyCase = true
  if (typeof pattern === 'string' && trusted(pattern, type, path)) draft.pattern = pattern
  else if (pattern === undefined && schema['format'] === 'ipv4-network') draft.pattern = network
  if (uniqueItems === true) draft.unique = true
  return draft
}

function combinations(schema: JsonMap): Draft {
  const draft: Draft = {}
  const { requiredXor: xor, requiredOr: or, dependentExcluded: excludes, dependentRequired: needs } = schema
  if (Array.isArray(xor)) draft.oneOf = xor.map((name) => [String(name)])
  if (Array.isArray(or)) draft.anyOf = or.map((name) => [String(name)])
  if (isMap(excludes)) draft.excludes = excludes as Readonly<Record<string, readonly string[]>>
  if (isMap(needs)) draft.needs = needs as Readonly<Record<string, readonly string[]>>
  return draft
}

function alternatives(schema: JsonMap, type: string, path: string): Draft {
  for (const kind of ['oneOf', 'anyOf'] as const) {
    const list = listOf(schema[kind]).filter(isMap)
    if (list.length === 0) continue
    if (list.every(isGroup)) {
      const groups = list.map((one) => one['required'] as readonly string[])
      // One group alone, or two of which one holds the other, is no choice.
      return groups.length > 1 && !overlaps(groups) ? { [kind]: groups } : { anyOf: groups }
    }
    if (list.every(saysNothing)) continue
    const types = list.map((one) => (Object.keys(one).length === 1 ? one['type'] : undefined))
    if (types.every((one) => typeof one === 'string')) return { type: [...new Set(types)] as ValueType[] }
    const branches = list.map((one) => distilShape(withParent(one, schema), type, path))
    const [first] = branches
    return branches.length === 1 && first !== undefined ? first : { branches }
  }
  return {}
}

/** A branch that only demands properties. */
function isGroup(one: JsonMap): boolean {
  return Array.isArray(one['required']) && Object.keys(one).every((key) => key === 'required' || words.has(key))
}

function saysNothing(one: JsonMap): boolean {
  return Object.keys(one).every((key) => words.has(key) && (key !== 'type' || one['type'] === 'string'))
}

function overlaps(groups: readonly (readonly string[])[]): boolean {
  return groups.some((one) => groups.some((other) => other !== one && one.every((name) => other.includes(name))))
}

/** A branch that names no type has that of the schema around it. */
function withParent(one: JsonMap, { type }: JsonMap): JsonMap {
  return type === undefined || one['type'] !== undefined || one['$ref'] !== undefined ? one : { ...one, type }
}

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

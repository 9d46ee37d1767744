import { isMap } from '../values.ts'
import { dereference } from './pointer.ts'

/** What a schema describes: a field that is only written is in no answer, one that is only read in no request. */
export type Direction = 'request' | 'response'

interface Conversion {
  /** Whether it is OpenAPI 3.0, whose schemas are a dialect of their own. */
  readonly isOld: boolean
  readonly direction: Direction
}

type Json = Readonly<Record<string, unknown>>

/** A document whose schemas are JSON Schema 2020-12 everywhere; the rest of it is left as it is. */
export function toJsonSchema(document: Json, conversion: Conversion): Json {
  return walk(document, document, conversion, false) as Json
}

const lists: readonly string[] = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const maps: readonly string[] = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions']
const singles: readonly string[] = [
  'items',
  'additionalProperties',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
]

/** Looks for schemas: what stands under `schema`, and the members of `schemas`. */
function walk(value: unknown, document: Json, conversion: Conversion, isNames: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, document, conversion, false))
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (isNames) return [key, walk(inner, document, conversion, false)]
      if (key === 'schema') return [key, convert(inner, document, conversion)]
      if (key === 'schemas' && isMap(inner)) return [key, convertEach(inner, document, conversion)]
      if (key === 'example' || key === 'examples' || key.startsWith('x-')) return [key, inner]
      return [key, walk(inner, document, conversion, named.includes(key))]
    }),
  )
}

/** Maps whose keys are names that somebody chose. */
const named: readonly string[] = [
  'paths',
  'responses',
  'headers',
  'parameters',
  'requestBodies',
  'content',
  'callbacks',
  'links',
  'webhooks',
]

function convertEach(value: Json, document: Json, conversion: Conversion): Json {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, convert(one, document, conversion)]))
}

function convert(schema: unknown, document: Json, conversion: Conversion): unknown {
  if (!isMap(schema)) return schema
  const { isOld, direction } = conversion
  // Beside a reference 3.0 knows nothing else.
  if (isOld && typeof schema['$ref'] === 'string') return { $ref: schema['$ref'] }
  const converted: Record<string, unknown> = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (lists.includes(key) && Array.isArray(value))
        return [key, value.map((one) => convert(one, document, conversion))]
      if (maps.includes(key) && isMap(value)) return [key, convertEach(value, document, conversion)]
      return [key, singles.includes(key) ? convert(value, document, conversion) : value]
    }),
  )
  const hidden = direction === 'response' ? 'writeOnly' : 'readOnly'
  const { required, properties } = schema
  if (Array.isArray(required) && isMap(properties)) {
    converted['required'] = required.filter((name) => {
      const property = typeof name === 'string' ? behind(properties[name], document) : undefined
      return !isMap(property) || property[hidden] !== true
    })
  }
  return isOld ? fromOld(converted) : converted
}

function behind(value: unknown, document: Json): unknown {
  const reference = isMap(value) ? value['$ref'] : undefined
  return typeof reference === 'string' && reference.startsWith('#')
    ? dereference(document, reference.slice(1)).value
    : value
}

/** What JSON Schema draft 4, on which 3.0 stands, writes otherwise; and `nullable`. */
function fromOld(schema: Record<string, unknown>): unknown {
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = schema
  const ranged: Record<string, unknown> = rest
  if (exclusiveMinimum === true) move(ranged, 'minimum', 'exclusiveMinimum')
  if (exclusiveMaximum === true) move(ranged, 'maximum', 'exclusiveMaximum')
  if (nullable !== true) return ranged
  return { anyOf: [{ type: 'null' }, ranged] }
}

function move(schema: Record<string, unknown>, from: string, to: string): void {
  schema[to] = schema[from]
  delete schema[from]
}

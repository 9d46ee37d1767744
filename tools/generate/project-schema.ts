import { vocabularySchema } from '@project-utils/project'
import { toJsonSchema } from '@valibot/to-json-schema'
import type { Generated } from './main.ts'

/** The parts of JSON Schema that the vocabulary uses. */
export interface JsonSchema {
  readonly $schema?: string
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly const?: string
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly propertyNames?: JsonSchema
  readonly additionalProperties?: boolean | JsonSchema
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
}

/** The schema that editors complete and check `config/*.yaml` by. */
export async function generate(): Promise<readonly Generated[]> {
  const schema = shared(await projectSchema())
  return [{ path: 'docs/reference/project.schema.json', text: `${JSON.stringify(schema, undefined, 2)}\n` }]
}

/** Characters from which on items of lists that stand in several places are written once. */
const longItems = 2000

/** The same schema with long items of lists written once, under `definitions`. */
function shared(schema: JsonSchema): unknown {
  const count = new Map<string, number>()
  const visit = (value: unknown, key: string): void => {
    if (typeof value !== 'object' || value === null) return
    const text = key === 'items' ? JSON.stringify(value) : ''
    if (text.length > longItems) count.set(text, (count.get(text) ?? 0) + 1)
    for (const [name, inner] of Object.entries(value)) visit(inner, name)
  }
  visit(schema, '')
  const names = new Map([...count].filter(([, times]) => times > 1).map(([text], index) => [text, `item${index + 1}`]))
  const put = (value: unknown, key: string): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const name = key === 'items' ? names.get(JSON.stringify(value)) : undefined
    if (name !== undefined) return { $ref: `#/definitions/${name}` }
    if (Array.isArray(value)) return value.map((item) => put(item, ''))
    return Object.fromEntries(Object.entries(value).map(([each, inner]) => [each, put(inner, each)]))
  }
  const definitions = Object.fromEntries([...names].map(([text, name]) => [name, JSON.parse(text) as unknown]))
  return names.size === 0 ? schema : { ...(put(schema, '') as object), definitions }
}

/** The vocabulary as JSON Schema; under an environment nothing is required, since it is merged over the rest. */
export async function projectSchema(): Promise<JsonSchema> {
  const { $schema: _, ...file } = toJsonSchema(await vocabularySchema(), {
    target: 'draft-07',
    errorMode: 'ignore',
  }) as JsonSchema
  const { environments, ...others } = file.properties ?? {}
  const environment = environments?.additionalProperties
  if (environments === undefined || typeof environment !== 'object') throw new Error('the vocabulary has environments')
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'project-utils configuration',
    ...file,
    properties: {
      ...emptiable(others),
      environments: {
        ...environments,
        additionalProperties: { ...environment, properties: emptiable(mapOf(environment.properties, partial)) },
      },
    },
    patternProperties: { '^x-': { description: 'Free for anchors that other places repeat.' } },
  }
}

/** A section with nothing after its key counts as not written. */
function emptiable(properties: Readonly<Record<string, JsonSchema>>): Readonly<Record<string, JsonSchema>> {
  return mapOf(properties, (schema) => (schema.type === 'object' ? { ...schema, type: ['object', 'null'] } : schema))
}

/** The same schema with no key required, also in the maps within; items of lists stay whole, as lists replace. */
function partial(schema: JsonSchema): JsonSchema {
  const { required: _, properties, additionalProperties, anyOf, ...rest } = schema
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: mapOf(properties, partial) }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === 'object' ? partial(additionalProperties) : additionalProperties,
        }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(partial) }),
  }
}

function mapOf(
  schemas: Readonly<Record<string, JsonSchema>> | undefined,
  change: (schema: JsonSchema) => JsonSchema,
): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(Object.entries(schemas ?? {}).map(([key, schema]) => [key, change(schema)]))
}

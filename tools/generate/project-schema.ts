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
  return [
    { path: 'docs/reference/project.schema.json', text: `${JSON.stringify(await projectSchema(), undefined, 2)}\n` },
  ]
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

/** A published resource schema becomes a `ResourceSchema`. */
import type { ResourceSchema } from '@project-utils/template'
import { distilShape, isMap, type Json, type JsonMap, listOf, referenceName } from './distil-shape.ts'

/** The schema of one type; `attributes` beside those that the schema itself tells. */
export function distilResource(schema: JsonMap, attributes: readonly string[]): ResourceSchema {
  const name = String(schema['typeName'])
  const own = isMap(schema['definitions']) ? Object.entries(schema['definitions']) : []
  const definitions = [...own, ...otherReferences(schema)]
  const shapes = definitions.flatMap(([key, one]) => (isMap(one) ? [[key, distilShape(one, name, `#${key}`)]] : []))
  const tagging = schema['tagging']
  const tagProperty = isMap(tagging) && tagging['taggable'] !== false ? tagging['tagProperty'] : undefined
  const draft = {
    name,
    ...distilShape(withoutChoiceOfOne(schema), name, ''),
    ...(shapes.length === 0 ? {} : { definitions: Object.fromEntries(shapes) }),
    // Those of AWS SAM are attributes of what it makes; a template may set properties of the same name.
    ...paths(name.startsWith('AWS::Serverless::') ? 'attributes' : 'readOnly', schema['readOnlyProperties']),
    ...paths('createOnly', schema['createOnlyProperties']),
    ...paths('maybeCreateOnly', schema['conditionalCreateOnlyProperties']),
    ...paths('writeOnly', schema['writeOnlyProperties']),
    ...paths('identifier', schema['primaryIdentifier']),
    ...paths('deprecated', schema['deprecatedProperties']),
    ...(attributes.length === 0 ? {} : { attributes }),
    ...(typeof tagProperty === 'string' ? { tags: pathOf(tagProperty) } : {}),
    ...(schema['replacementStrategy'] === 'delete_then_create' ? { deletesFirst: true as const } : {}),
    ...lifecycleOf(schema['lifecycle']),
  }
  const nameProperty = nameOf(schema, name)
  return nameProperty === undefined ? draft : { ...draft, nameProperty }
}

/** `allOf` at the top holds conditions that are left out; it must not take the place of the whole. */
function withoutChoiceOfOne(schema: JsonMap): JsonMap {
  const { allOf: _, ...rest } = schema
  return rest
}

/** What references other than to definitions lead to, such as `#/properties/Arn`. */
function otherReferences(schema: JsonMap): readonly (readonly [string, Json])[] {
  const found = new Set<string>()
  JSON.stringify(schema, (key, value) => {
    if (key === '$ref' && typeof value === 'string' && referenceName(value) === value) found.add(value)
    return value
  })
  return [...found].flatMap((pointer) => {
    const keys = pointer.replace(/^#\//, '').split('/')
    const value = keys.reduce<Json | undefined>((one, key) => (isMap(one) ? one[key] : undefined), schema)
    return value === undefined ? [] : [[pointer, value] as const]
  })
}

function paths(key: string, value: Json | undefined): Readonly<Record<string, readonly string[]>> {
  const list = listOf(value).map((one) => pathOf(String(one)))
  return list.length === 0 ? {} : { [key]: list }
}

function pathOf(pointer: string): string {
  return pointer
    .replace(/^\/properties\//, '')
    .replaceAll('/properties/', '/')
    .replaceAll('/items/', '/*/')
}

function lifecycleOf(value: Json | undefined): Pick<ResourceSchema, 'lifecycle'> {
  if (!isMap(value) || typeof value['status'] !== 'string') return {}
  const { status, date } = value
  return { lifecycle: { status, ...(typeof date === 'string' ? { date } : {}) } }
}

/** The property that fixes the physical name: an identifier that the author may choose, else one that is called a name. */
function nameOf(schema: JsonMap, type: string): string | undefined {
  const properties = isMap(schema['properties']) ? schema['properties'] : {}
  const readOnly = new Set(listOf(schema['readOnlyProperties']).map(String))
  const chosen = (pointer: Json | undefined): string | undefined => {
    if (typeof pointer !== 'string' || readOnly.has(pointer)) return undefined
    const name = pathOf(pointer)
    return /(Name|Id|Identifier|Domain)$/.test(name) && isMap(properties[name]) ? name : undefined
  }
  const identifiers = [schema['primaryIdentifier'] ?? [], ...listOf(schema['additionalIdentifiers'])]
  for (const identifier of identifiers) {
    const list = listOf(identifier)
    const name = list.length === 1 ? chosen(list[0]) : undefined
    if (name !== undefined) return name
  }
  const thing = type.split('::').at(-1) ?? ''
  const fixed = listOf(schema['createOnlyProperties']).map((one) => pathOf(String(one)))
  const called = [`${thing}Name`, `${thing}Identifier`].find((name) => chosen(`/properties/${name}`) !== undefined)
  const own = called ?? (fixed.includes('Name') ? 'Name' : undefined)
  if (own !== undefined || properties[`${thing}Config`] === undefined) return own
  const definitions = isMap(schema['definitions']) ? schema['definitions'] : {}
  const config = definitions[`${thing}Config`]
  const needed = isMap(config) ? listOf(config['required']) : []
  return needed.includes('Name') ? `${thing}Config.Name` : undefined
}

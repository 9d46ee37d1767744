import { generatedType, ownerOf } from './resource-types.ts'
import type { SchemaBook } from './schema-book.ts'
import { definitionOf, type ResourceSchema, type Shape, typesOf } from './shape.ts'

/**
 * The attributes that `Fn::GetAtt` may ask of a type; `*` at the end of one stands for any name. Undefined where nothing is
 * published: custom resources, modules, types of third parties.
 */
export function attributesOf(type: string, schemas: SchemaBook): readonly string[] | undefined {
  const owner = ownerOf(type)
  if (owner !== 'aws' && owner !== 'serverless') return undefined
  const own = schemas.schemaOf(type)
  if (own === undefined) return undefined
  const generated = generatedType(type)
  const behind = generated === type ? undefined : schemas.schemaOf(generated)
  const published = [own, behind].flatMap((schema) => (schema === undefined ? [] : attributesIn(schema)))
  return [...new Set([...published, ...(referenceable[type] ?? []).flatMap((name) => [name, `${name}.*`])])]
}

/** What AWS SAM lets a template ask of the resources it makes beside one. Source: AWS SAM, "Generated CloudFormation resources". */
const referenceable: Readonly<Record<string, readonly string[]>> = {
  'AWS::Serverless::Api': [
    'ApiKey',
    'BasePathMapping',
    'Deployment',
    'DomainName',
    'Stage',
    'UsagePlan',
    'UsagePlanKey',
  ],
  'AWS::Serverless::Function': ['Alias', 'DestinationQueue', 'DestinationTopic', 'Version'],
  'AWS::Serverless::HttpApi': ['ApiGatewayDomainName', 'ApiMapping', 'Stage'],
}

/** Tells whether an attribute is among those of `attributesOf`. */
export function hasAttribute(attributes: readonly string[], attribute: string): boolean {
  return attributes.some((one) => one === attribute || (one.endsWith('*') && attribute.startsWith(one.slice(0, -1))))
}

/** What an attribute holds, as far as its schema says. */
export function attributeShape(type: string, attribute: string, schemas: SchemaBook): Shape | undefined {
  const schema = schemas.schemaOf(type)
  return schema === undefined ? undefined : shapeAt(attribute.split('.'), schema)
}

function attributesIn(schema: ResourceSchema): readonly string[] {
  const { readOnly = [], attributes = [] } = schema
  const published = readOnly.flatMap((path) => {
    const steps = path.split('/')
    return partsOf(steps.join('.'), shapeAt(steps, schema), schema, 0)
  })
  return [...published, ...attributes]
}

function shapeAt(steps: readonly string[], schema: ResourceSchema): Shape | undefined {
  return steps.reduce<Shape | undefined>((found, key) => definitionOf(found?.properties?.[key], schema), schema)
}

/** An attribute and what lies below it; any name, where nothing is published of that. */
function partsOf(name: string, shape: Shape | undefined, schema: ResourceSchema, depth: number): readonly string[] {
  const types = shape === undefined ? [] : typesOf(shape)
  if (types.length > 0 && !types.includes('object')) return [name]
  const members = Object.entries(shape?.properties ?? {})
  if (members.length === 0 || depth > 3) return [name, `${name}.*`]
  const below = members.flatMap(([key, one]) => partsOf(`${name}.${key}`, definitionOf(one, schema), schema, depth + 1))
  return [name, ...below]
}

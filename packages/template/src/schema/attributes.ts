import { generatedType, ownerOf } from './resource-types.ts'
import type { SchemaBook } from './schema-book.ts'
import { definitionOf, type ResourceSchema, type Shape } from './shape.ts'

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
  return [...new Set([...published, ...(referenceable[type] ?? [])])]
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

/** Tells whether an attribute is among those of `attributesOf`; what lies below a known attribute is. */
export function hasAttribute(attributes: readonly string[], attribute: string): boolean {
  return attributes.some(
    (one) =>
      one === attribute ||
      attribute.startsWith(`${one}.`) ||
      (one.endsWith('*') && attribute.startsWith(one.slice(0, -1))),
  )
}

/** What an attribute holds, as far as its schema says. */
export function attributeShape(type: string, attribute: string, schemas: SchemaBook): Shape | undefined {
  const schema = schemas.schemaOf(type)
  if (schema === undefined) return undefined
  let shape: Shape | undefined = schema
  for (const key of attribute.split('.')) shape = definitionOf(shape?.properties?.[key], schema)
  return shape
}

function attributesIn({ readOnly = [], attributes = [] }: ResourceSchema): readonly string[] {
  return [...readOnly.map((path) => path.replaceAll('/', '.')), ...attributes]
}

import type { SchemaBook } from './schema-book.ts'

/** Whose a resource type is. */
export type TypeOwner = 'aws' | 'serverless' | 'custom' | 'module' | 'third-party'

/** Tells by its name whose a type is: only those of AWS and of AWS SAM have a published schema. */
export function ownerOf(type: string): TypeOwner {
  if (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource') return 'custom'
  if (type.endsWith('::MODULE')) return 'module'
  if (type.startsWith('AWS::Serverless::')) return 'serverless'
  return /^(AWS|Alexa|AMZN)::/.test(type) ? 'aws' : 'third-party'
}

/** Tells whether a type is one that CloudFormation, or a macro of AWS, may know; types that nothing is published of are. */
export function isKnownType(type: string, schemas: SchemaBook): boolean {
  const owner = ownerOf(type)
  return owner === 'aws' || owner === 'serverless' ? schemas.schemaOf(type) !== undefined : true
}

/** The type that AWS SAM gives to the resource of the same logical id; the type itself where it is no SAM type. */
export function generatedType(type: string): string {
  return generated[type] ?? type
}

/** Source: AWS SAM specification, "Generated CloudFormation resources". */
const generated: Readonly<Record<string, string>> = {
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi',
  'AWS::Serverless::Application': 'AWS::CloudFormation::Stack',
  'AWS::Serverless::CapacityProvider': 'AWS::Lambda::CapacityProvider',
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::GraphQLApi': 'AWS::AppSync::GraphQLApi',
  'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api',
  'AWS::Serverless::LayerVersion': 'AWS::Lambda::LayerVersion',
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
  'AWS::Serverless::WebSocketApi': 'AWS::ApiGatewayV2::Api',
}

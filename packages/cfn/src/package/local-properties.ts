/**
 * What lies at a path: `code` is what Lambda runs, always a zip; `archive` a file as it is, or a whole folder zipped; `file`
 * a file as it is; `template` a template, packaged itself.
 */
export type Content = 'code' | 'archive' | 'file' | 'template'

/** How the place in the bucket is written: the names of two keys, or one address. */
export type Form =
  | { readonly kind: 'keys'; readonly bucket: string; readonly key: string }
  | { readonly kind: 's3' }
  | { readonly kind: 'https' }

/** A property that may name something on the own disk. */
export interface LocalProperty {
  /** Below `Properties`; `*` is any key or item. */
  readonly path: readonly string[]
  readonly content: Content
  readonly form: Form
}

const s3Keys: Form = { kind: 'keys', bucket: 'S3Bucket', key: 'S3Key' }
const keys: Form = { kind: 'keys', bucket: 'Bucket', key: 'Key' }
const s3: Form = { kind: 's3' }
const https: Form = { kind: 'https' }

/**
 * By type. Sources: AWS CLI user guide, `cloudformation package`, "Description"; AWS SAM CLI, `sam package`; for those that
 * neither knows (`AWS::ApiGatewayV2::Api`, `AWS::CloudFormation::HookVersion`, `AWS::ServiceCatalog::*`, AppSync's
 * `CodeS3Location`, functions of a `GraphQLApi`) the resource type's own page in the CloudFormation user guide.
 */
export const localProperties: Readonly<Record<string, readonly LocalProperty[]>> = {
  'AWS::ApiGateway::RestApi': [{ path: ['BodyS3Location'], content: 'file', form: keys }],
  'AWS::ApiGatewayV2::Api': [{ path: ['BodyS3Location'], content: 'file', form: keys }],
  'AWS::AppSync::FunctionConfiguration': [
    { path: ['CodeS3Location'], content: 'file', form: s3 },
    { path: ['RequestMappingTemplateS3Location'], content: 'file', form: s3 },
    { path: ['ResponseMappingTemplateS3Location'], content: 'file', form: s3 },
  ],
  'AWS::AppSync::GraphQLSchema': [{ path: ['DefinitionS3Location'], content: 'file', form: s3 }],
  'AWS::AppSync::Resolver': [
    { path: ['CodeS3Location'], content: 'file', form: s3 },
    { path: ['RequestMappingTemplateS3Location'], content: 'file', form: s3 },
    { path: ['ResponseMappingTemplateS3Location'], content: 'file', form: s3 },
  ],
  'AWS::CloudFormation::HookVersion': [{ path: ['SchemaHandlerPackage'], content: 'archive', form: s3 }],
  'AWS::CloudFormation::ModuleVersion': [{ path: ['ModulePackage'], content: 'archive', form: s3 }],
  'AWS::CloudFormation::ResourceVersion': [{ path: ['SchemaHandlerPackage'], content: 'archive', form: s3 }],
  'AWS::CloudFormation::Stack': [{ path: ['TemplateURL'], content: 'template', form: https }],
  'AWS::CloudFormation::StackSet': [{ path: ['TemplateURL'], content: 'template', form: https }],
  'AWS::CodeCommit::Repository': [{ path: ['Code', 'S3'], content: 'archive', form: keys }],
  'AWS::ElasticBeanstalk::ApplicationVersion': [{ path: ['SourceBundle'], content: 'archive', form: s3Keys }],
  'AWS::Glue::Job': [{ path: ['Command', 'ScriptLocation'], content: 'file', form: s3 }],
  'AWS::Lambda::Function': [{ path: ['Code'], content: 'code', form: s3Keys }],
  'AWS::Lambda::LayerVersion': [{ path: ['Content'], content: 'code', form: s3Keys }],
  'AWS::Serverless::Api': [{ path: ['DefinitionUri'], content: 'file', form: keys }],
  'AWS::Serverless::Application': [{ path: ['Location'], content: 'template', form: https }],
  'AWS::Serverless::Function': [{ path: ['CodeUri'], content: 'code', form: keys }],
  'AWS::Serverless::GraphQLApi': [
    { path: ['SchemaUri'], content: 'file', form: s3 },
    { path: ['Functions', '*', 'CodeUri'], content: 'file', form: s3 },
  ],
  'AWS::Serverless::HttpApi': [{ path: ['DefinitionUri'], content: 'file', form: keys }],
  'AWS::Serverless::LayerVersion': [{ path: ['ContentUri'], content: 'code', form: keys }],
  'AWS::Serverless::StateMachine': [{ path: ['DefinitionUri'], content: 'file', form: keys }],
  'AWS::ServiceCatalog::CloudFormationProduct': [
    { path: ['ProvisioningArtifactParameters', '*', 'Info', 'LoadTemplateFromURL'], content: 'template', form: https },
  ],
  'AWS::StepFunctions::StateMachine': [{ path: ['DefinitionS3Location'], content: 'file', form: keys }],
}

/** The parts of `Globals` that stand for properties above: part, then the type. Source: AWS SAM specification, "Globals". */
export const globalTypes: Readonly<Record<string, string>> = {
  Api: 'AWS::Serverless::Api',
  Function: 'AWS::Serverless::Function',
}

/** What is published beside an application, under its key in `Metadata`. Source: `aws cloudformation package`. */
export const metadataProperties: Readonly<Record<string, readonly LocalProperty[]>> = {
  'AWS::ServerlessRepo::Application': [
    { path: ['LicenseUrl'], content: 'file', form: s3 },
    { path: ['ReadmeUrl'], content: 'file', form: s3 },
  ],
}

/** Where `AWS::Include` takes a part of a template from. */
export const includeLocation: LocalProperty = { path: ['Location'], content: 'file', form: s3 }

/**
 * Properties that hold a mapping once the template is packaged, and a path of this machine before. Source: AWS CLI,
 * `cloudformation package`, and AWS SAM CLI, `sam package`.
 */
const packaged: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::RestApi BodyS3Location',
  'AWS::ElasticBeanstalk::ApplicationVersion SourceBundle',
  'AWS::Lambda::Function Code',
  'AWS::Lambda::LayerVersion Content',
  'AWS::StepFunctions::StateMachine DefinitionS3Location',
])

/** Tells whether a path of this machine may stand at a property, to be packaged. */
export function isPackaged(type: string, property: string): boolean {
  return packaged.has(`${type} ${property}`)
}

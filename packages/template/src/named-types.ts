/** The property that fixes a resource's physical name, and whether `Ref` returns that name. */
export interface NamedType {
  readonly property: string
  readonly refIsName: boolean
}

const byRef = (property: string): NamedType => ({ property, refIsName: true })
const notByRef = (property: string): NamedType => ({ property, refIsName: false })

/**
 * Types whose physical name a template may fix; two resources of one account and region cannot share it. Source:
 * CloudFormation template reference, "Name type" and the return values of each type, as of November 2026.
 */
export const namedTypes: Readonly<Record<string, NamedType>> = {
  'AWS::CloudFront::CachePolicy': notByRef('CachePolicyConfig.Name'),
  'AWS::CloudFront::Function': notByRef('Name'),
  'AWS::CloudFront::OriginAccessControl': notByRef('OriginAccessControlConfig.Name'),
  'AWS::CloudFront::OriginRequestPolicy': notByRef('OriginRequestPolicyConfig.Name'),
  'AWS::CloudFront::ResponseHeadersPolicy': notByRef('ResponseHeadersPolicyConfig.Name'),
  'AWS::CloudWatch::Alarm': byRef('AlarmName'),
  'AWS::CloudWatch::CompositeAlarm': byRef('AlarmName'),
  'AWS::CloudWatch::Dashboard': byRef('DashboardName'),
  'AWS::DynamoDB::GlobalTable': byRef('TableName'),
  'AWS::DynamoDB::Table': byRef('TableName'),
  'AWS::ECR::Repository': byRef('RepositoryName'),
  'AWS::Events::EventBus': byRef('Name'),
  'AWS::Events::Rule': byRef('Name'),
  'AWS::IAM::Group': byRef('GroupName'),
  'AWS::IAM::InstanceProfile': byRef('InstanceProfileName'),
  'AWS::IAM::ManagedPolicy': notByRef('ManagedPolicyName'),
  'AWS::IAM::Role': byRef('RoleName'),
  'AWS::IAM::User': byRef('UserName'),
  'AWS::KMS::Alias': byRef('AliasName'),
  'AWS::Kinesis::Stream': byRef('Name'),
  'AWS::Lambda::Function': byRef('FunctionName'),
  'AWS::Logs::LogGroup': byRef('LogGroupName'),
  'AWS::S3::Bucket': byRef('BucketName'),
  'AWS::SNS::Topic': notByRef('TopicName'),
  'AWS::SQS::Queue': notByRef('QueueName'),
  'AWS::SSM::Parameter': byRef('Name'),
  'AWS::Scheduler::Schedule': byRef('Name'),
  'AWS::SecretsManager::Secret': notByRef('Name'),
  'AWS::StepFunctions::StateMachine': notByRef('StateMachineName'),
}

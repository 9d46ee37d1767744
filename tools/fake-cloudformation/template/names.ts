/** What a resource is called once it is there, and what Ref and GetAtt give of it. */
import { createHash } from 'node:crypto'
import type { JsonMap } from '../cloud/model.ts'

/** The property by which a type's physical id is chosen. Source: "Return values", Ref, of each type's page. */
const nameOf: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi': '',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::CompositeAlarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::ECR::Repository': 'RepositoryName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
}

/** The property that holds a type's name, if it has one. */
export function nameProperty(type: string): string | undefined {
  return nameOf[type] || undefined
}

/** The name that a resource's properties fix; undefined where CloudFormation chooses one. */
export function fixedName(type: string, properties: JsonMap): string | undefined {
  const property = nameProperty(type)
  const name = property === undefined ? undefined : properties[property]
  return typeof name === 'string' ? name : undefined
}

/** A name as CloudFormation makes it: stack, logical id and letters that no other creation has. */
export function chosenName(type: string, stack: string, logicalId: string, turn: string): string {
  const letters = createHash('sha256').update(`${stack} ${logicalId} ${turn}`).digest('hex').slice(0, 12)
  const name = `${stack}-${logicalId}-${letters.toUpperCase()}`
  return type === 'AWS::S3::Bucket' ? name.toLowerCase().slice(-63).replace(/^-+/, '') : name
}

/** Account and region, as identifiers hold them. */
export interface Owner {
  readonly account: string
  readonly region: string
}

/** What Ref gives, from a name: most types the name itself, some an ARN or an address. */
export function physicalId(type: string, name: string, owner: Owner): string {
  const { account, region } = owner
  if (type === 'AWS::SQS::Queue') return `https://sqs.${region}.amazonaws.com/${account}/${name}`
  return refersByArn.has(type) ? arnOf(type, name, owner) : name
}

const refersByArn: ReadonlySet<string> = new Set([
  'AWS::IAM::ManagedPolicy',
  'AWS::SNS::Topic',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
])

/** An attribute of a resource; an ARN where it is one, else a text that names resource and attribute. */
export function attributeOf(type: string, id: string, attribute: string, owner: Owner): string {
  if (/^(Arn|.*Arn|LatestStreamLabel)$/.test(attribute))
    return id.startsWith('arn:') ? id : arnOf(type, bare(id), owner)
  if (type === 'AWS::S3::Bucket') return `${id}.s3.amazonaws.com`
  return /Name$/.test(attribute) ? bare(id) : `${bare(id)}.${attribute}`
}

/** The name inside a physical id. */
export function bare(id: string): string {
  return id.split(/[:/]/).at(-1) ?? id
}

function arnOf(type: string, name: string, { account, region }: Owner): string {
  const service = (type.split('::')[1] ?? 'custom').toLowerCase()
  switch (type) {
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${name}`
    case 'AWS::IAM::Role':
    case 'AWS::IAM::User':
      return `arn:aws:iam::${account}:${type.split('::')[2]?.toLowerCase()}/${name}`
    case 'AWS::IAM::ManagedPolicy':
      return `arn:aws:iam::${account}:policy/${name}`
    case 'AWS::Lambda::Function':
      return `arn:aws:lambda:${region}:${account}:function:${name}`
    case 'AWS::DynamoDB::Table':
      return `arn:aws:dynamodb:${region}:${account}:table/${name}`
    case 'AWS::SNS::Topic':
    case 'AWS::SQS::Queue':
      return `arn:aws:${service}:${region}:${account}:${name}`
    default:
      return `arn:aws:${service}:${region}:${account}:${name}`
  }
}

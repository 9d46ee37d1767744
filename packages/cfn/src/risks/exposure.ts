import { isKnownMap, type ResolvedMap, type ResolvedResource, type ResolvedValue } from '@project-utils/template'

/** How a resource is open to everybody, to follow its name; undefined where nothing shows that it is. */
export function exposureOf({ type, properties }: ResolvedResource): string | undefined {
  switch (type) {
    case 'AWS::Lambda::Url':
      return properties['AuthType'] === 'NONE' ? 'can be called by everybody' : undefined
    case 'AWS::Lambda::Permission':
      return properties['Principal'] === '*' && properties['SourceArn'] === undefined
        ? 'lets everybody call the function'
        : undefined
    case 'AWS::S3::Bucket':
      return isOpenBucket(properties) ? 'may be read by everybody' : undefined
    case 'AWS::S3::BucketPolicy':
    case 'AWS::SNS::TopicPolicy':
    case 'AWS::SQS::QueuePolicy':
      return statementsOf(properties).some(isForEverybody) ? 'allows everybody without condition' : undefined
    case 'AWS::RDS::DBInstance':
      return String(properties['PubliclyAccessible']) === 'true' ? 'can be reached from the internet' : undefined
    default:
      return undefined
  }
}

/** Tells whether a resource only lets an AWS service call a function: part of every API, and no right of a person. */
export function isServicePermission(resource: ResolvedResource | undefined): boolean {
  const principal = resource?.properties['Principal']
  return (
    resource?.type === 'AWS::Lambda::Permission' && typeof principal === 'string' && /\.amazonaws\.com/.test(principal)
  )
}

function isOpenBucket(properties: ResolvedMap): boolean {
  if (/^PublicRead/.test(String(properties['AccessControl'] ?? ''))) return true
  const block = properties['PublicAccessBlockConfiguration']
  return isKnownMap(block) && Object.values(block).some((value) => String(value) === 'false')
}

function statementsOf(properties: ResolvedMap): readonly ResolvedMap[] {
  const document = properties['PolicyDocument']
  const statement = isKnownMap(document) ? document['Statement'] : undefined
  return (Array.isArray(statement) ? statement : [statement]).filter((one) => isKnownMap(one))
}

function isForEverybody(statement: ResolvedMap): boolean {
  if (statement['Effect'] !== 'Allow' || statement['Condition'] !== undefined) return false
  const principal = statement['Principal']
  const aws = isKnownMap(principal) ? principal['AWS'] : principal
  return aws === '*' || (Array.isArray(aws) && aws.some((one: ResolvedValue) => one === '*'))
}

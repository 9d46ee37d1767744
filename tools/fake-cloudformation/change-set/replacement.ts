/** Which properties CloudFormation cannot change in place. Source: "Update requires" on the page of each type. */
import { nameProperty } from '../template/names.ts'

export type Recreation = 'Always' | 'Conditionally' | 'Never'

const always: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['KeySchema', 'LocalSecondaryIndexes', 'ImportSourceSpecification'],
  'AWS::Lambda::Function': ['PackageType'],
  'AWS::Lambda::LayerVersion': ['CompatibleArchitectures', 'CompatibleRuntimes', 'Content', 'LayerName', 'LicenseInfo'],
  'AWS::Lambda::Permission': ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
  'AWS::Lambda::Version': ['CodeSha256', 'Description', 'FunctionName'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn'],
  'AWS::SNS::Topic': ['FifoTopic'],
  'AWS::SQS::Queue': ['FifoQueue'],
}

/** Whether a change of a property makes another resource. */
export function recreationOf(type: string, property: string): Recreation {
  if (property !== '' && nameProperty(type) === property) return 'Always'
  if (always[type]?.includes(property) === true) return 'Always'
  // New indexes can need another table where the attributes of its key change with them.
  return type === 'AWS::DynamoDB::Table' && property === 'AttributeDefinitions' ? 'Conditionally' : 'Never'
}

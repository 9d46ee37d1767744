/** What names are built from. */
export interface NameSetting {
  readonly project: string
  readonly environment: string
}

/** The words that the convention has for types; names of other types only need project and environment. */
const words: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'alarm',
  'AWS::CloudWatch::CompositeAlarm': 'alarm',
  'AWS::CloudWatch::Dashboard': 'dashboard',
  'AWS::DynamoDB::GlobalTable': 'table',
  'AWS::DynamoDB::Table': 'table',
  'AWS::Events::EventBus': 'bus',
  'AWS::Events::Rule': 'rule',
  'AWS::IAM::Group': 'group',
  'AWS::IAM::ManagedPolicy': 'policy',
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::Kinesis::Stream': 'stream',
  'AWS::Lambda::Function': 'function',
  'AWS::Lambda::LayerVersion': 'layer',
  'AWS::SNS::Topic': 'topic',
  'AWS::SQS::Queue': 'queue',
  'AWS::Scheduler::Schedule': 'schedule',
  'AWS::SecretsManager::Secret': 'secret',
  'AWS::Serverless::Function': 'function',
  'AWS::Serverless::SimpleTable': 'table',
  'AWS::Serverless::StateMachine': 'machine',
  'AWS::StepFunctions::StateMachine': 'machine',
}

/** How a name of a type begins by convention: `{project}-{environment}-{type}`, the type left out where it has no word. */
export function conventionalName(type: string, { project, environment }: NameSetting): string {
  const word = Object.hasOwn(words, type) ? words[type] : undefined
  return [project, environment, ...(word === undefined ? [] : [word])].join('-')
}

/**
 * Tells whether a name follows the convention: `{project}-{environment}-{type}`, perhaps with more words after it. In a
 * path (`/aws/lambda/…`, `alias/…`) one of its parts must; paths may also part project and environment by a slash.
 */
export function followsConvention(name: string, type: string, setting: NameSetting): boolean {
  const { project, environment } = setting
  const expected = conventionalName(type, setting)
  const prefix = `${project}-${environment}`
  const parts = name.replace(/\.fifo$/, '').split('/')
  if (parts.length === 1) return begins(name.replace(/\.fifo$/, ''), expected)
  return parts.some((part, index) => begins(part, prefix) || (part === project && parts[index + 1] === environment))
}

function begins(name: string, expected: string): boolean {
  return name === expected || name.startsWith(`${expected}-`)
}

import { type Example, resource } from './examples.test.fixture.ts'

const named = (type: string, property: string, good: string, bad: string): Example =>
  resource('template/name-form', type, [`${property}: ${good}`], [`${property}: ${bad}`])

const table = (lines: readonly string[]): readonly string[] => [
  'KeySchema: [{ AttributeName: pk, KeyType: HASH }]',
  ...lines,
]
const definition = 'AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]'
const byRequest = 'BillingMode: PAY_PER_REQUEST'
const index = (name: string): string =>
  `{ IndexName: ${name}, KeySchema: [{ AttributeName: pk, KeyType: HASH }], Projection: { ProjectionType: ALL } }`

const policy = (statement: string, version = '2012-10-17'): readonly string[] => [
  'ManagedPolicyName: p',
  `PolicyDocument: { Version: "${version}", Statement: [${statement}] }`,
]
const statement = (more: string): readonly string[] => policy(`{ Effect: Allow, ${more} }`)
const fine = statement('Action: "s3:GetObject", Resource: "*"')
const trust = (more: string): readonly string[] => [
  `AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "sts:AssumeRole"${more} }] }`,
]

const alarm = ['Namespace: n', 'ComparisonOperator: GreaterThanThreshold', 'Threshold: 1']

/** Faults of what the services judge. */
export const serviceExamples: readonly Example[] = [
  named('AWS::S3::Bucket', 'BucketName', 'my-bucket', 'My_Bucket'),
  named('AWS::S3::Bucket', 'BucketName', 'my-bucket', 'ab'),
  named('AWS::S3::Bucket', 'BucketName', 'my-bucket', 'xn--bucket'),
  named('AWS::S3::Bucket', 'BucketName', 'my.bucket', '192.168.0.1'),
  named('AWS::SQS::Queue', 'QueueName', 'my-queue', 'my.queue'),
  named('AWS::SNS::Topic', 'TopicName', 'my-topic', 'my topic'),
  named('AWS::DynamoDB::Table', 'TableName', 'tab', 'ta'),
  named('AWS::IAM::Role', 'RoleName', 'a'.repeat(64), 'a'.repeat(65)),
  named('AWS::Lambda::Function', 'FunctionName', 'a'.repeat(64), 'a'.repeat(65)),
  named('AWS::Logs::LogGroup', 'LogGroupName', '/aws/lambda/x', 'aws/x'),
  named('AWS::KMS::Alias', 'AliasName', 'alias/x', 'x'),
  named('AWS::SSM::Parameter', 'Name', '/a/b', 'a/b'),
  named('AWS::Events::Rule', 'Name', 'a', 'a b'),
  named('AWS::ECR::Repository', 'RepositoryName', 'a/b', 'A/b'),
  {
    rule: 'template/duplicate-name',
    good: 'Resources:\n  A: { Type: AWS::SQS::Queue, Properties: { QueueName: a } }\n  B: { Type: AWS::SQS::Queue, Properties: { QueueName: b } }\n',
    bad: 'Resources:\n  A: { Type: AWS::SQS::Queue, Properties: { QueueName: a } }\n  B: { Type: AWS::SQS::Queue, Properties: { QueueName: a } } # !\n',
  },
  resource(
    'template/fifo',
    'AWS::SQS::Queue',
    ['FifoQueue: true', 'QueueName: a.fifo'],
    ['FifoQueue: true', 'QueueName: a'],
  ),
  resource('template/fifo', 'AWS::SNS::Topic', ['TopicName: a'], ['TopicName: a.fifo']),
  {
    rule: 'template/fifo',
    good: fifoPair('a.fifo'),
    bad: fifoPair('a.fifo')
      .replace('FifoQueue: true, QueueName: a.fifo', 'QueueName: a')
      .replace('Count: 3 } } }', 'Count: 3 } } } # !'),
  },
  resource(
    'template/table-keys',
    'AWS::DynamoDB::Table',
    [definition, byRequest, ...table([])],
    [
      definition,
      byRequest,
      'KeySchema: [{ AttributeName: other, KeyType: HASH }, { AttributeName: pk, KeyType: RANGE }]',
    ],
  ),
  resource(
    'template/table-keys',
    'AWS::DynamoDB::Table',
    table([byRequest, definition]),
    table([
      byRequest,
      'AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }, { AttributeName: x, AttributeType: S }]',
    ]),
  ),
  resource(
    'template/table-keys',
    'AWS::DynamoDB::Table',
    [definition, byRequest, ...table([])],
    [definition, byRequest, 'KeySchema: [{ AttributeName: pk, KeyType: RANGE }]'],
  ),
  resource(
    'template/table-settings',
    'AWS::DynamoDB::Table',
    table([definition, byRequest]),
    table([definition, byRequest, 'ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }']),
  ),
  {
    rule: 'template/table-settings',
    good: `Resources:\n  X:\n    Type: AWS::DynamoDB::Table\n    Properties: { BillingMode: PAY_PER_REQUEST }\n`,
    bad: `Resources:\n  X:\n    Type: AWS::DynamoDB::Table\n    Properties: { TableName: abc } # !\n`,
  },
  resource(
    'template/table-settings',
    'AWS::DynamoDB::Table',
    table([definition, byRequest, `GlobalSecondaryIndexes: [${index('a')}, ${index('b')}]`]),
    table([definition, byRequest, `GlobalSecondaryIndexes: [${index('a')}, ${index('a')}]`]),
  ),
  ...(
    [
      [fine, policy('{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }', '2012-10-18')],
      [fine, policy('{ Effect: allow, Action: "s3:GetObject", Resource: "*" }')],
      [fine, policy('{ Action: "s3:GetObject", Resource: "*" }')],
      [fine, statement('Action: GetObject, Resource: "*"')],
      [fine, statement('Resource: "*"')],
      [fine, statement('Action: "s3:GetObject"')],
      [fine, statement('Action: "s3:GetObject", Resource: my-bucket')],
      [fine, statement('Action: "s3:GetObject", Resource: "*", Principal: "*"')],
      [fine, statement('Action: "s3:GetObject", Resource: "*", Conditions: {}')],
      [fine, statement('Action: "s3:GetObject", Resource: "*", Sid: "a b"')],
    ] as const
  ).map(([good, bad]) => resource('template/policy-form', 'AWS::IAM::ManagedPolicy', good, bad)),
  resource(
    'template/policy-form',
    'AWS::IAM::Role',
    trust(', Principal: { Service: lambda.amazonaws.com }'),
    trust(''),
  ),
  resource(
    'template/policy-form',
    'AWS::IAM::Role',
    trust(', Principal: "*"'),
    trust(', Principal: { Services: lambda.amazonaws.com }'),
  ),
  resource(
    'template/policy-form',
    'AWS::IAM::Role',
    trust(', Principal: "*"'),
    trust(', Principal: "*", Resource: "*"'),
  ),
  resource(
    'template/policy-size',
    'AWS::IAM::ManagedPolicy',
    fine,
    statement(`Action: "s3:GetObject", Resource: "arn:aws:s3:::${'a'.repeat(6200)}"`),
  ),
  ...(
    [
      'rate(5 minute)',
      'rate(1 minutes)',
      'cron(0 6 * * *)',
      'cron(0 6 * * * *)',
      'cron(60 6 * * ? *)',
      'every day',
      'at(2026-12-31T00:00:00)',
    ] as const
  ).map((bad) =>
    resource(
      'template/schedule-expression',
      'AWS::Events::Rule',
      ['ScheduleExpression: cron(0 6 ? * MON-FRI *)'],
      [`ScheduleExpression: ${bad}`],
    ),
  ),
  resource(
    'template/schedule-expression',
    'AWS::Scheduler::Schedule',
    ['ScheduleExpression: at(2026-12-31T00:00:00)'],
    ['ScheduleExpression: at(2026-12-31)'],
  ),
  resource(
    'template/alarm-settings',
    'AWS::CloudWatch::Alarm',
    [...alarm, 'MetricName: m', 'Period: 60'],
    [...alarm, 'MetricName: m', 'Period: 45'],
  ),
  resource(
    'template/alarm-settings',
    'AWS::CloudWatch::Alarm',
    [...alarm, 'MetricName: m', 'Period: 300', 'EvaluationPeriods: 288'],
    [...alarm, 'MetricName: m', 'Period: 300', 'EvaluationPeriods: 289'],
  ),
  resource(
    'template/alarm-settings',
    'AWS::CloudWatch::Alarm',
    [...alarm, 'MetricName: m', 'EvaluationPeriods: 2', 'DatapointsToAlarm: 2'],
    [...alarm, 'MetricName: m', 'EvaluationPeriods: 2', 'DatapointsToAlarm: 3'],
  ),
  ...(
    [
      'StartAt: B, States: { A: { Type: Pass, End: true } }',
      'StartAt: A, States: { A: { Type: Pass, Next: B } }',
      'StartAt: A, States: { A: { Type: Pass } }',
      'StartAt: A, States: { A: { Type: Passs, End: true } }',
    ] as const
  ).map((bad) =>
    resource(
      'template/state-machine',
      'AWS::StepFunctions::StateMachine',
      ['Definition: { StartAt: A, States: { A: { Type: Pass, End: true } } }'],
      [`Definition: { ${bad} }`],
    ),
  ),
  resource(
    'template/state-machine',
    'AWS::StepFunctions::StateMachine',
    [`DefinitionString: '{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }'`],
    [`DefinitionString: '{ "StartAt": "A", '`],
  ),
  {
    rule: 'template/early-deployment',
    good: api('DependsOn: M'),
    bad: api('DependsOn: A').replace('  D:', '  D: # !'),
  },
  {
    ...resource(
      'template/foreign-arn',
      'AWS::SNS::Topic',
      ['TopicName: "arn:aws:x:eu-west-1:1:y"'],
      ['TopicName: "arn:aws-cn:x:eu-west-1:1:y"'],
    ),
    setting: { region: 'eu-west-1' },
  },
  {
    ...resource(
      'template/foreign-arn',
      'AWS::SNS::Topic',
      ['TopicName: "arn:aws:x:eu-west-1:1:y"'],
      ['TopicName: "arn:aws:x:eu-west-2:1:y"'],
    ),
    setting: { region: 'eu-west-1' },
  },
]

function fifoPair(name: string): string {
  return `Resources:\n  Dead: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true, QueueName: ${name} } }\n  Q: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3 } } }\n`
}

function api(depends: string): string {
  return `Resources:
  A: { Type: AWS::ApiGateway::RestApi, Properties: { Name: a } }
  M: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref A, ResourceId: r, HttpMethod: GET } }
  D:
    Type: AWS::ApiGateway::Deployment
    ${depends}
    Properties: { RestApiId: !Ref A }
`
}

/**
 * The IAM actions that running suites uses. Only steps that write need those of their names: `Put…`, `Delete…`, `Send…`,
 * `Publish` and `Invoke…`.
 */
export const permissions: readonly string[] = [
  'cloudformation:DescribeStacks',
  'cloudformation:ListStackResources',
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'events:DescribeEventBus',
  'events:DescribeRule',
  'events:ListTargetsByRule',
  'events:PutEvents',
  'lambda:InvokeFunction',
  'logs:FilterLogEvents',
  's3:DeleteObject',
  's3:GetObject',
  's3:ListBucket',
  's3:PutObject',
  'sns:Publish',
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
  'sqs:SendMessage',
]

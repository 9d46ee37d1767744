import { expect, test } from 'vitest'
import * as stacks from './commands/sdk-stacks.ts'
import * as acm from './health/sdk-acm.ts'
import * as cloudfront from './health/sdk-cloudfront.ts'
import * as cloudwatch from './health/sdk-cloudwatch.ts'
import * as lookAtTables from './health/sdk-dynamodb.ts'
import * as lookAtFunctions from './health/sdk-lambda.ts'
import * as lookAtQueues from './health/sdk-sqs.ts'
import { permissions } from './permissions.ts'
import * as sdk from './sdk.ts'
import * as dynamodb from './service/sdk-dynamodb.ts'
import * as eventbridge from './service/sdk-eventbridge.ts'
import * as logs from './service/sdk-logs.ts'
import * as s3 from './service/sdk-s3.ts'
import * as sns from './service/sdk-sns.ts'
import * as sqs from './service/sdk-sqs.ts'

/** Where the name of a command is not the name of its action (service authorization reference). */
const actions: Readonly<Record<string, string>> = {
  DescribeStacks: 'cloudformation:DescribeStacks',
  ListStackResources: 'cloudformation:ListStackResources',
  Invoke: 'lambda:InvokeFunction',
  DeleteItem: 'dynamodb:DeleteItem',
  GetItem: 'dynamodb:GetItem',
  PutItem: 'dynamodb:PutItem',
  Query: 'dynamodb:Query',
  DescribeEventBus: 'events:DescribeEventBus',
  DescribeRule: 'events:DescribeRule',
  ListTargetsByRule: 'events:ListTargetsByRule',
  PutEvents: 'events:PutEvents',
  FilterLogEvents: 'logs:FilterLogEvents',
  DeleteObject: 's3:DeleteObject',
  GetObject: 's3:GetObject',
  ListObjectsV2: 's3:ListBucket',
  PutObject: 's3:PutObject',
  Publish: 'sns:Publish',
  ChangeMessageVisibilityBatch: 'sqs:ChangeMessageVisibility',
  DeleteMessage: 'sqs:DeleteMessage',
  GetQueueAttributes: 'sqs:GetQueueAttributes',
  GetQueueUrl: 'sqs:GetQueueUrl',
  ReceiveMessage: 'sqs:ReceiveMessage',
  SendMessage: 'sqs:SendMessage',
  DescribeCertificate: 'acm:DescribeCertificate',
  GetDistribution: 'cloudfront:GetDistribution',
  DescribeAlarms: 'cloudwatch:DescribeAlarms',
  GetMetricData: 'cloudwatch:GetMetricData',
  DescribeContinuousBackups: 'dynamodb:DescribeContinuousBackups',
  DescribeTable: 'dynamodb:DescribeTable',
  GetFunction: 'lambda:GetFunction',
}

/** What requests need that an http step signs, to an API and to a function URL (service authorization reference). */
const signed: readonly string[] = ['execute-api:Invoke', 'lambda:InvokeFunctionUrl']

test('names the actions of exactly the commands that are used', () => {
  const steps = { ...stacks, ...sdk, ...dynamodb, ...eventbridge, ...logs, ...s3, ...sns, ...sqs }
  const health = { ...acm, ...cloudfront, ...cloudwatch, ...lookAtTables, ...lookAtFunctions, ...lookAtQueues }
  const used = Object.keys({ ...steps, ...health })
    .filter((name) => name.endsWith('Command'))
    .map((name) => name.replace(/Command$/, ''))
  expect(used.toSorted()).toEqual(Object.keys(actions).toSorted())
  expect(permissions).toEqual([...Object.values(actions), ...signed].toSorted())
})

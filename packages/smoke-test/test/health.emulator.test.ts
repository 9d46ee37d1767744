import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ACMClient, DeleteCertificateCommand, RequestCertificateCommand } from '@aws-sdk/client-acm'
import {
  CloudFrontClient,
  CreateDistributionCommand,
  type DistributionConfig,
  GetDistributionConfigCommand,
  UpdateDistributionCommand,
} from '@aws-sdk/client-cloudfront'
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch'
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  CreateFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda'
import { CreateQueueCommand, PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { openSession, type Session } from '@project-utils/aws'
import type { Scope } from '@project-utils/contract'
import { type Health, type HealthArea, healthLimits, judgeHealth, readHealth } from '@project-utils/smoke-test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { iam } from './iam.ts'
import { zip } from './zip.ts'

const account = '000000000000'
const region = 'us-east-1'
const environment: Scope = { project: 'votes', environment: 'dev', tier: 'full', account, region, local: true }
const context = { signal: new AbortController().signal, emit: () => undefined }
const handler = `exports.handler = async (event) => { if (event.fail) throw new Error('planted') ; return 'well' }`

let local: TestCloud
let session: Session
let site: Server
let siteStatus = 200
let queues: { readonly mail: string; readonly lost: string }
let distribution: string
let certificate: string

beforeAll(async () => {
  local = await testCloud()
  const credentials = { accessKeyId: account, secretAccessKey: 'local' }
  session = openSession({ region, endpoint: local.endpoint, credentials })
  site = createServer((_, response) => response.writeHead(siteStatus).end('here'))
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done))
  await makeFunction()
  await session.client(DynamoDBClient).send(new CreateTableCommand(table))
  await session.client(CloudWatchClient).send(new PutMetricAlarmCommand(alarm))
  await setAlarm('OK')
  const sqs = session.client(SQSClient)
  const make = async (name: string): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? ''
  queues = { mail: await make('votes-dev-queue-mail'), lost: await make('votes-dev-queue-mail-dlq') }
  const made = await session
    .client(CloudFrontClient)
    .send(new CreateDistributionCommand({ DistributionConfig: distributionConfig }))
  distribution = made.Distribution?.Id ?? ''
  certificate = await requestCertificate()
})

afterAll(async () => {
  site?.close()
  session?.destroy()
  await local?.stop()
})

const name = 'votes-dev-function-api'

async function makeFunction(): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [trust] })
  await iam(local.endpoint, { Action: 'CreateRole', RoleName: 'health', AssumeRolePolicyDocument: document })
  const client = session.client(LambdaClient)
  await client.send(
    new CreateFunctionCommand({
      ...{ FunctionName: name, Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 30 },
      Role: `arn:aws:iam::${account}:role/health`,
      Code: { ZipFile: zip('index.js', handler) },
    }),
  )
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 60, minDelay: 0.1, maxDelay: 1 }, { FunctionName: name })
}

const table = {
  TableName: 'votes-dev-table-reports',
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
}

const alarm = {
  ...{ AlarmName: 'votes-dev-alarm-errors', Namespace: 'Votes', MetricName: 'Lost', Statistic: 'Sum' as const },
  ...{ Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' as const },
}

const distributionConfig: DistributionConfig = {
  ...{ CallerReference: 'health', Comment: '', Enabled: true },
  Origins: { Quantity: 1, Items: [{ Id: 'site', DomainName: 'site.example', CustomOriginConfig: undefined }] },
  DefaultCacheBehavior: { TargetOriginId: 'site', ViewerProtocolPolicy: 'allow-all' },
}

async function look(client: Session['client'] = session.client): Promise<Health> {
  const resource = (logicalId: string, type: string, physicalId: string) => ({
    logicalId,
    type,
    physicalId,
    stack: 'app',
  })
  const { port } = site.address() as AddressInfo
  const facts = await readHealth(
    {
      environment,
      client,
      resources: [
        resource('Api', 'AWS::Lambda::Function', name),
        resource('Errors', 'AWS::CloudWatch::Alarm', alarm.AlarmName),
        resource('Mail', 'AWS::SQS::Queue', queues.mail),
        resource('Lost', 'AWS::SQS::Queue', queues.lost),
        resource('Reports', 'AWS::DynamoDB::Table', table.TableName),
        resource('Distribution', 'AWS::CloudFront::Distribution', distribution),
        resource('Certificate', 'AWS::CertificateManager::Certificate', certificate),
      ],
      stacks: [{ name: 'app', isThere: true }],
      outputs: [`http://127.0.0.1:${port}`],
      now: new Date(),
    },
    context,
  )
  // A machine under load makes nothing slow.
  return judgeHealth(facts, { limits: { ...healthLimits, slow: 60_000 } })
}

function unwell({ areas }: Health): Readonly<Record<string, string>> {
  return Object.fromEntries(areas.flatMap(({ area, verdict }) => (verdict === 'green' ? [] : [[area, verdict]])))
}

async function requestCertificate(): Promise<string> {
  const made = await session.client(ACMClient).send(new RequestCertificateCommand({ DomainName: 'votes.example' }))
  return made.CertificateArn ?? ''
}

async function setAlarm(state: StateValue): Promise<void> {
  const input = { AlarmName: alarm.AlarmName, StateValue: state, StateReason: 'planted' }
  await session.client(CloudWatchClient).send(new SetAlarmStateCommand(input))
}

/** As the services themselves measure; only the emulator lets anybody do so. */
async function measure(
  Namespace: string,
  MetricName: string,
  dimensions: Readonly<Record<string, string>>,
  Value: number,
): Promise<void> {
  const Dimensions = Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: value }))
  const MetricData = [{ MetricName, Dimensions, Value, Timestamp: new Date() }]
  await session.client(CloudWatchClient).send(new PutMetricDataCommand({ Namespace, MetricData }))
}

async function enable(isEnabled: boolean): Promise<void> {
  const client = session.client(CloudFrontClient)
  const { DistributionConfig, ETag } = await client.send(new GetDistributionConfigCommand({ Id: distribution }))
  const changed = { ...distributionConfig, ...DistributionConfig, Enabled: isEnabled }
  await client.send(new UpdateDistributionCommand({ Id: distribution, IfMatch: ETag, DistributionConfig: changed }))
}

test('is green where all is well, by answers of the services', async () => {
  const health = await look()
  expect(unwell(health)).toEqual({})
  expect(health.areas.map(({ things }) => things.length)).toEqual([1, 1, 1, 1, 2, 1, 1, 1])
})

function answerWith(status: number): void {
  siteStatus = status
}

type Cause = readonly [cause: string, area: HealthArea, plant: () => unknown, undo: () => unknown]

const causes: readonly Cause[] = [
  ['an address that answers 500', 'endpoints', () => answerWith(500), () => answerWith(200)],
  [
    'a function that takes no calls',
    'functions',
    () => lambda(new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 0 })),
    () => lambda(new DeleteFunctionConcurrencyCommand({ FunctionName: name })),
  ],
  ['an alarm in ALARM', 'alarms', () => setAlarm('ALARM'), () => setAlarm('OK')],
  [
    'a dead letter',
    'queues',
    () => session.client(SQSClient).send(new SendMessageCommand({ QueueUrl: queues.lost, MessageBody: 'lost' })),
    () => session.client(SQSClient).send(new PurgeQueueCommand({ QueueUrl: queues.lost })),
  ],
  ['a disabled distribution', 'distributions', () => enable(false), () => enable(true)],
  [
    'a certificate that is gone',
    'certificates',
    () => session.client(ACMClient).send(new DeleteCertificateCommand({ CertificateArn: certificate })),
    async () => {
      certificate = await requestCertificate()
    },
  ],
  [
    'a table that is gone',
    'tables',
    () => session.client(DynamoDBClient).send(new DeleteTableCommand({ TableName: table.TableName })),
    () => session.client(DynamoDBClient).send(new CreateTableCommand(table)),
  ],
]

function lambda(command: PutFunctionConcurrencyCommand | DeleteFunctionConcurrencyCommand): Promise<unknown> {
  return session.client(LambdaClient).send(command as PutFunctionConcurrencyCommand)
}

test.each(causes)('turns red for %s, only there, and green again after it', async (_, area, plant, undo) => {
  await plant()
  try {
    expect(unwell(await look())).toEqual({ [area]: 'red' })
  } finally {
    await undo()
  }
  expect(unwell(await look())).toEqual({})
})

test('names every action that is missing to a caller without rights, and calls nothing healthy but what needs none', async () => {
  await iam(local.endpoint, { Action: 'CreateUser', UserName: 'nobody' })
  const answer = await iam(local.endpoint, { Action: 'CreateAccessKey', UserName: 'nobody' })
  const part = (tag: string): string => new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(answer)?.[1] ?? ''
  const credentials = { accessKeyId: part('AccessKeyId'), secretAccessKey: part('SecretAccessKey') }
  const stranger = openSession({ region, endpoint: local.endpoint, credentials })
  try {
    const health = await look(stranger.client)
    const areas = ['functions', 'alarms', 'queues', 'tables', 'distributions', 'certificates']
    expect(unwell(health)).toEqual(Object.fromEntries(areas.map((area) => [area, 'unknown'])))
    const reasons = health.areas.flatMap(({ things }) => things.flatMap((thing) => thing.reasons))
    const missing = reasons.map(({ message }) => /it needs (\S+)$/.exec(message)?.[1])
    expect([...new Set(missing)].toSorted()).toEqual([
      'acm:DescribeCertificate',
      'cloudfront:GetDistribution',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:GetMetricData',
      'dynamodb:DescribeTable',
      'lambda:GetFunction',
      'sqs:GetQueueAttributes',
    ])
  } finally {
    stranger.destroy()
  }
})

/** Last, since what was measured stays. */
test('reads what the services measured: a failed call, a late message, throttled writes, answers with 5xx', async () => {
  const client = session.client(LambdaClient)
  await client.send(new InvokeCommand({ FunctionName: name, Payload: '{"fail":true}' }))
  expect(unwell(await look())).toEqual({ functions: 'red' })
  await measure('AWS/DynamoDB', 'WriteThrottleEvents', { TableName: table.TableName }, 25)
  expect(unwell(await look())).toEqual({ functions: 'red', tables: 'red' })
  await session.client(SQSClient).send(new SendMessageCommand({ QueueUrl: queues.mail, MessageBody: 'late' }))
  expect(unwell(await look())).toEqual({ functions: 'red', tables: 'red', queues: 'yellow' })
  await measure('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName: 'votes-dev-queue-mail' }, 1200)
  await measure('AWS/CloudFront', '5xxErrorRate', { DistributionId: distribution, Region: 'Global' }, 30)
  const health = await look()
  expect(unwell(health)).toEqual({ functions: 'red', tables: 'red', queues: 'red', distributions: 'red' })
  const messages = health.areas.flatMap(({ things }) =>
    things.flatMap(({ reasons }) => reasons.map((one) => one.message)),
  )
  expect(messages).toEqual([
    `1 of 1 call of function ${name} failed in the last 15 min: 100 % (broken from 5 %)`,
    'the oldest message of queue votes-dev-queue-mail waits for 20 min (broken from 15 min); 1 wait',
    `25 reads and writes of table ${table.TableName} were throttled in the last 15 min (broken from 10)`,
    `distribution ${distribution} answered 30 % of its requests with 5xx in the last 15 min (broken from 5 %)`,
  ])
})

import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation'
import type { Context, Notice, Scope } from '@project-utils/contract'
import type { SuiteStep } from '@project-utils/project'
import { type NamedResource, runSuite, type SuiteInput, type SuiteResult } from '@project-utils/smoke-test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { iam } from './iam.ts'

const account = '000000000000'
const environment: Scope = { project: 'votes', environment: 'dev', tier: 'full', account, region: 'us-east-1' }
const template = {
  Resources: {
    Reports: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'votes-dev-table-reports',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['author', 'at', 'state'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'author', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byState',
            KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      },
    },
    Site: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'votes-dev-bucket-site' } },
    Votes: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'votes-dev-queue-votes' } },
    Events: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'votes-dev-queue-events' } },
    Alerts: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'votes-dev-topic-alerts' } },
    ToVotes: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Alerts' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['Votes', 'Arn'] },
        RawMessageDelivery: true,
      },
    },
    Deliver: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Votes' }, { Ref: 'Events' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: ['sns.amazonaws.com', 'events.amazonaws.com'] },
              Action: 'sqs:SendMessage',
              Resource: '*',
            },
          ],
        },
      },
    },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'votes-dev-bus-main' } },
    Cast: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'votes-dev-rule-cast',
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['votes'] },
        Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Events', 'Arn'] } }],
      },
    },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/votes/dev' } },
  },
  Outputs: { Table: { Value: { Ref: 'Reports' } } },
}

let local: TestCloud
let base: Omit<SuiteInput, 'name' | 'steps'>
const clients = new Map<unknown, unknown>()

beforeAll(async () => {
  local = await testCloud()
  const credentials = { accessKeyId: account, secretAccessKey: 'test' }
  const config = { endpoint: local.endpoint, region: environment.region, credentials, forcePathStyle: true }
  const client: NonNullable<SuiteInput['client']> = (make) => {
    const made = clients.get(make) ?? new make(config as never)
    clients.set(make, made)
    return made as never
  }
  const formation = client(CloudFormationClient)
  await formation.send(new CreateStackCommand({ StackName: 'votes-dev-app', TemplateBody: JSON.stringify(template) }))
  for (;;) {
    const { Stacks = [] } = await formation.send(new DescribeStacksCommand({ StackName: 'votes-dev-app' }))
    if (Stacks[0]?.StackStatus === 'CREATE_COMPLETE') break
    if (/FAILED|ROLLBACK/.test(Stacks[0]?.StackStatus ?? '')) throw new Error(Stacks[0]?.StackStatusReason)
    await new Promise((done) => setTimeout(done, 100))
  }
  const { StackResourceSummaries = [] } = await formation.send(
    new ListStackResourcesCommand({ StackName: 'votes-dev-app' }),
  )
  const resources = Object.fromEntries(
    StackResourceSummaries.map(({ LogicalResourceId, PhysicalResourceId, ResourceType }): [string, NamedResource] => [
      LogicalResourceId ?? '',
      { physicalId: PhysicalResourceId ?? '', type: ResourceType ?? '', stack: 'votes-dev-app' },
    ]),
  )
  base = { environment, client, resources, stacks: { app: 'votes-dev-app' }, functions: {} }
})

afterAll(async () => {
  for (const client of clients.values()) (client as { destroy(): void }).destroy()
  await local?.stop()
})

type Written = readonly [kind: SuiteStep['kind'], settings: unknown, more?: Partial<SuiteStep>]

const run = async (...written: readonly Written[]): Promise<SuiteResult> => {
  const steps = written.map(
    ([kind, settings, more], index): SuiteStep => ({
      name: `${kind} ${index + 1}`,
      kind,
      settings: settings as SuiteStep['settings'],
      where: {},
      ...more,
    }),
  )
  const notices: Notice[] = []
  const context: Context = { signal: new AbortController().signal, emit: (notice) => notices.push(notice) }
  return await runSuite({ ...base, name: 'services', steps }, context)
}

const told = ({ steps }: SuiteResult): readonly string[] => steps.map(({ outcome, message = outcome }) => message)

test('writes, reads, queries and deletes items', async () => {
  const item = {
    author: 'ada',
    at: '2026-11-22',
    state: 'open',
    votes: 7,
    tags: { $set: ['a', 'b'] },
    nested: { list: [null, true] },
  }
  const key = { author: 'ada', at: '2026-11-22' }
  const table = 'Reports'
  const result = await run(
    ['dynamodb', { table, put: item, expect: { previous: null } }],
    [
      'dynamodb',
      {
        table,
        get: key,
        expect: { item: { votes: 7, tags: { length: 2 }, nested: { equals: { list: [null, true] } } } },
      },
    ],
    ['dynamodb', { table: '-reports', query: { author: 'ada', at: { beginsWith: '2026-' } }, expect: { count: 1 } }],
    ['dynamodb', { table, query: { author: 'ada', at: { from: '2027', to: '2028' } }, expect: { count: { min: 1 } } }],
    [
      'dynamodb',
      {
        table,
        index: 'byState',
        query: { state: 'open' },
        expect: { items: { contains: { author: { equals: 'ada' } } } },
      },
      { eventually: { within: '10s' } },
    ],
    ['dynamodb', { table, delete: key, expect: { previous: { votes: 7 } } }, { name: 'deleted' }],
    ['dynamodb', { table, get: key, expect: { absent: true } }, { fence: 'deleted' }],
    ['dynamodb', { table, get: { wrong: 'x' }, expect: { item: 'object' } }],
    ['dynamodb', { table: 'no-such-table', get: key, expect: { item: 'object' } }],
  )
  const messages = told(result)
  expect(messages.slice(0, 7)).toEqual([
    'passed',
    'passed',
    'passed',
    'expected at least 1 items, got 0',
    'passed',
    'passed',
    'passed',
  ])
  expect(messages[7]).toMatch(/^GetItem on table votes-dev-table-reports: .*\(ValidationException\)$/)
  expect(messages[8]).toBe('table no-such-table does not exist; the project has Reports (votes-dev-table-reports)')
})

test('writes, reads, lists and deletes objects', async () => {
  const bucket = 'Site'
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-cache', 'x-amz-meta-release': '7' }
  const result = await run(
    ['s3', { bucket, put: 'a/config.json', body: { apiUrl: 'x' }, headers }, { name: 'written' }],
    [
      's3',
      { bucket, get: 'a/config.json', expect: { headers, json: { apiUrl: 'string' }, bytes: 14 } },
      { capture: { url: 'apiUrl' } },
    ],
    ['s3', { bucket, list: 'a/', expect: { count: 1, keys: { equals: ['a/config.json'] } } }],
    ['s3', { bucket, get: 'none.json', expect: { absent: true } }, { fence: 'written' }],
    ['s3', { bucket, get: 'none.json', expect: { bytes: { min: 1 } } }],
    ['s3', { bucket: 'no-such-bucket', get: 'x', expect: { absent: true } }, { fence: 'written' }],
    ['s3', { bucket, delete: 'a/config.json' }],
    ['s3', { bucket, list: 'a/', expect: { count: { max: 0 } } }, { fence: 'written' }],
  )
  expect(told(result)).toEqual([
    'passed',
    'passed',
    'passed',
    'passed',
    'expected object none.json, there is none',
    expect.stringMatching(/^bucket no-such-bucket does not exist/),
    'passed',
    'passed',
  ])
})

test('finds what a topic and a bus delivered, and leaves the messages of others alone', async () => {
  const find = (queue: string, message: unknown, more: object = {}): Written => [
    'sqs',
    { queue, expect: { message }, wait: '5s', ...more },
  ]
  const result = await run(
    ['sqs', { queue: 'Votes', send: 'of somebody else' }],
    ['sns', { topic: 'Alerts', publish: { id: 7 }, attributes: { kind: 'vote' } }],
    find('Votes', { json: { id: 7 } }),
    find('Votes', { json: { id: 7 } }, { consume: true }),
    ['sqs', { queue: '-votes', expect: { depth: 1 } }, { eventually: { within: '5s' } }],
    find('Votes', { text: { equals: 'of somebody else' } }),
    find('Votes', { json: { id: 8 } }, { wait: '1s' }),
    ['eventbridge', { bus: 'Bus', put: { id: 9 }, source: 'votes', type: 'VoteCast' }],
    find('Events', { json: { detail: { id: 9 }, 'detail-type': { equals: 'VoteCast' } } }, { consume: true }),
    ['sqs', { queue: 'Events', expect: { empty: true } }, { fence: 'sqs 9' }],
    ['eventbridge', { bus: 'Bus', rule: 'votes-dev-rule-cast', expect: { state: 'enabled', targets: 1 } }],
    ['eventbridge', { bus: 'no-such-bus', put: { id: 9 }, source: 'votes', type: 'VoteCast' }],
    ['sns', { topic: 'no-such-topic', publish: 'x' }],
    ['sqs', { queue: 'no-such-queue', expect: { empty: true } }, { fence: 'sqs 9' }],
  )
  const messages = told(result)
  expect(messages.map((one, index) => (index === 6 ? one.slice(0, 48) : one))).toEqual([
    'passed',
    'passed',
    'passed',
    'passed',
    'passed',
    'passed',
    'expected a message that fits, none of 1 does; of',
    'passed',
    'passed',
    'passed',
    'passed',
    expect.stringMatching(/^bus no-such-bus does not exist; the project has Bus \(votes-dev-bus-main\)$/),
    expect.stringMatching(/^topic no-such-topic does not exist; the project has Alerts/),
    expect.stringMatching(/^queue no-such-queue does not exist; the project has /),
  ])
})

test('finds lines of a log group that were written since the suite began', async () => {
  const endpoint = new URL(local.endpoint)
  const put = (line: string): Written => ['command', { run: ['node', '--input-type=module', '--eval', script, line] }]
  const script = `
    import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
    const credentials = { accessKeyId: '${account}', secretAccessKey: 'test' }
    const client = new CloudWatchLogsClient({ endpoint: '${endpoint.href}', region: 'us-east-1', credentials })
    const where = { logGroupName: '/votes/dev', logStreamName: 'one' }
    await client.send(new CreateLogStreamCommand(where)).catch(() => undefined)
    const logEvents = [{ timestamp: Date.now(), message: process.argv.at(-1) }]
    await client.send(new PutLogEventsCommand({ ...where, logEvents }))
  `
  base = { ...base, childEnvironment: { PATH: process.env['PATH'] ?? '' }, folder: import.meta.dirname }
  const first = await run(
    put('{"vote":7}'),
    ['logs', { group: 'Logs', expect: { json: { vote: 7 } } }, { name: 'seen' }],
    ['logs', { group: 'Logs', expect: { text: 'ERROR', absent: true } }, { fence: 'seen' }],
    ['logs', { group: '/no/such/group', expect: { text: 'x' } }, { retry: { attempts: 1 } }],
  )
  expect(told(first)).toEqual([
    'passed',
    expect.stringMatching(/^passed$|^held at try/),
    'passed',
    expect.stringMatching(/^log-group \/no\/such\/group does not exist; the project has Logs/),
  ])
  const second = await run(['logs', { group: 'Logs', expect: { json: { vote: 7 } } }, { retry: { attempts: 1 } }])
  expect(told(second)).toEqual(['expected at least 1 such lines, got 0'])
})

test('looks at a stack', async () => {
  const result = await run(
    [
      'stack',
      {
        stack: 'app',
        expect: { outputs: { Table: { equals: 'votes-dev-table-reports' } }, resources: { Site: 'AWS::S3::Bucket' } },
      },
      { name: 'there' },
    ],
    ['stack', { stack: 'app', expect: { status: 'UPDATE_COMPLETE' } }],
    ['stack', { stack: 'votes-dev-other', expect: { absent: true } }, { fence: 'there' }],
    ['stack', { stack: 'votes-dev-other', expect: { status: 'complete' } }],
  )
  expect(told(result)).toEqual([
    'passed',
    'expected status UPDATE_COMPLETE, got CREATE_COMPLETE',
    'passed',
    'stack votes-dev-other does not exist; the project has app (votes-dev-app)',
  ])
})

test('names the action that whoever runs a suite may not take', async () => {
  await iam(local.endpoint, { Action: 'CreateUser', UserName: 'ada' })
  const made = await iam(local.endpoint, { Action: 'CreateAccessKey', UserName: 'ada' })
  const of = (tag: string): string => new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(made)?.[1] ?? ''
  const credentials = { accessKeyId: of('AccessKeyId'), secretAccessKey: of('SecretAccessKey') }
  const config = { endpoint: local.endpoint, region: environment.region, credentials, forcePathStyle: true }
  const mine = base
  base = { ...base, client: (make) => new make(config as never) as never }
  const result = await run(
    ['dynamodb', { table: 'Reports', get: { author: 'ada', at: 'now' }, expect: { item: 'object' } }],
    ['s3', { bucket: 'Site', get: 'a', expect: { bytes: 1 } }],
    ['sqs', { queue: 'Votes', send: 'x' }],
    ['eventbridge', { put: { a: 1 }, source: 'votes', type: 'VoteCast' }],
    ['logs', { group: 'Logs', expect: { text: 'x' } }, { retry: { attempts: 1 } }],
    ['stack', { stack: 'app', expect: { status: 'complete' } }],
  )
  base = mine
  const needed = ['dynamodb:GetItem', 's3:GetObject', 'sqs:SendMessage', 'events:PutEvents']
  const all = [...needed, 'logs:FilterLogEvents', 'cloudformation:DescribeStacks']
  expect(told(result)).toEqual(all.map((action) => expect.stringContaining(action)))
  expect(result.steps.map(({ attempts }) => attempts)).toEqual(all.map(() => 1))
})

import {
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb'
import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect } from 'vitest'
import { type TestCloud, testCloud } from '../../../../tools/test-cloud.ts'
import { clientSettings, putText } from '../sample-stack.ts'
import { divergence } from './divergence.ts'
import { openStacks, type Stacks } from './stacks.ts'

/** What stacks do to data: where our own looks before a change are all that stands between a plan and a loss. */
const account = '111111111111'
let local: TestCloud
let stacks: Stacks
let database: DynamoDBClient
let s3: S3Client

beforeAll(async () => {
  local = await testCloud()
  stacks = openStacks(local.endpoint, account)
  database = new DynamoDBClient(clientSettings(local.endpoint, account))
  s3 = new S3Client({ ...clientSettings(local.endpoint, account), forcePathStyle: true })
})
afterAll(() => local?.stop())

interface Shape {
  readonly KeySchema: { readonly AttributeName: string; readonly KeyType: 'HASH' }[]
  readonly AttributeDefinitions: { readonly AttributeName: string; readonly AttributeType: 'S' }[]
}

const keyed = (...names: readonly string[]): Shape => ({
  KeySchema: names.slice(0, 1).map((AttributeName) => ({ AttributeName, KeyType: 'HASH' })),
  AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
})
const onDemand = { BillingMode: 'PAY_PER_REQUEST' } as const
const index = (name: string) => ({
  IndexName: name,
  KeySchema: [{ AttributeName: name, KeyType: 'HASH' as const }],
  Projection: { ProjectionType: 'ALL' as const },
})
const table = (properties: object): object => ({
  Table: { Type: 'AWS::DynamoDB::Table', Properties: { ...onDemand, ...properties } },
})
const bucket = (properties: object): object => ({ Bucket: { Type: 'AWS::S3::Bucket', Properties: properties } })
const reference = { Name: { Value: { Ref: 'Table' } } }

async function write(name: string, key: string): Promise<void> {
  await database.send(new PutItemCommand({ TableName: name, Item: { [key]: { S: 'kept?' } } }))
}

async function count(name: string): Promise<number | undefined> {
  return (await database.send(new ScanCommand({ TableName: name, Select: 'COUNT' }))).Count
}

divergence(
  'data/existing-table',
  {
    here: 'a stack that creates a table which is there already takes it over, emptied',
    aws: 'CREATE_FAILED, untouched',
  },
  async () => {
    await database.send(new CreateTableCommand({ TableName: 'there', ...onDemand, ...keyed('id') }))
    await write('there', 'id')
    const made = await stacks.create('existing-table', {
      resources: { ...table({ TableName: 'there', ...keyed('id') }) },
    })
    expect(made.status).toBe('CREATE_COMPLETE')
    expect(await count('there')).toBe(0)
  },
)

divergence(
  'data/key-change',
  { here: 'a change of the key empties an unnamed table under its name', aws: 'another table replaces it' },
  async () => {
    const before = await stacks.create('key-change', { resources: { ...table(keyed('id')) }, outputs: reference })
    await write(before.outputs['Name'] ?? '', 'id')
    const after = await stacks.update('key-change', { resources: { ...table(keyed('other')) }, outputs: reference })
    expect(after).toEqual({ ...before, status: 'UPDATE_COMPLETE' })
    expect(await count(after.outputs['Name'] ?? '')).toBe(0)
  },
)

divergence(
  'data/protected-table',
  { here: 'a table with DeletionProtection is deleted with its stack', aws: 'DELETE_FAILED, untouched' },
  async () => {
    const resources = { ...table({ TableName: 'protected', DeletionProtectionEnabled: true, ...keyed('id') }) }
    await stacks.create('protected-table', { resources })
    expect((await stacks.remove('protected-table')).status).toBe('GONE')
    await expect(database.send(new DescribeTableCommand({ TableName: 'protected' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  },
)

divergence(
  'data/full-bucket',
  { here: 'a bucket with content is deleted with its stack', aws: 'DELETE_FAILED, untouched' },
  async () => {
    await stacks.create('full-bucket', { resources: { ...bucket({ BucketName: 'full-bucket' }) } })
    await putText(local.endpoint, account, 'full-bucket', 'key', 'kept?')
    expect((await stacks.remove('full-bucket')).status).toBe('GONE')
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'full-bucket' }))).rejects.toMatchObject({ name: 'NotFound' })
  },
)

divergence(
  'data/time-to-live',
  { here: "a table's TimeToLiveSpecification is never applied by a stack", aws: 'ENABLED' },
  async () => {
    const TimeToLiveSpecification = { AttributeName: 'expires', Enabled: true }
    const resources = { ...table({ TableName: 'lived', ...keyed('id'), TimeToLiveSpecification }) }
    expect((await stacks.create('time-to-live', { resources })).status).toBe('CREATE_COMPLETE')
    const answer = await database.send(new DescribeTimeToLiveCommand({ TableName: 'lived' }))
    expect(answer.TimeToLiveDescription?.TimeToLiveStatus).toBe('DISABLED')
  },
)

divergence(
  'data/point-in-time-recovery',
  { here: "a table's point-in-time recovery is never applied by a stack", aws: 'ENABLED' },
  async () => {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }
    const resources = { ...table({ TableName: 'recovered', ...keyed('id'), PointInTimeRecoverySpecification }) }
    expect((await stacks.create('recovery', { resources })).status).toBe('CREATE_COMPLETE')
    const answer = await database.send(new DescribeContinuousBackupsCommand({ TableName: 'recovered' }))
    const recovery = answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription
    expect(recovery?.PointInTimeRecoveryStatus).toBe('DISABLED')
  },
)

divergence(
  'data/bucket-settings',
  { here: "a bucket's Tags and LifecycleConfiguration are never applied by a stack", aws: 'applied' },
  async () => {
    const Rules = [{ Id: 'old', Status: 'Enabled', ExpirationInDays: 30, Prefix: 'old/' }]
    const Tags = [{ Key: 'team', Value: 'trust' }]
    const properties = { BucketName: 'set-bucket', Tags, LifecycleConfiguration: { Rules } }
    expect((await stacks.create('bucket-settings', { resources: { ...bucket(properties) } })).status).toBe(
      'CREATE_COMPLETE',
    )
    const named = { Bucket: 'set-bucket' }
    await expect(s3.send(new GetBucketTaggingCommand(named))).rejects.toMatchObject({ name: 'NoSuchTagSet' })
    await expect(s3.send(new GetBucketLifecycleConfigurationCommand(named))).rejects.toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
    })
  },
)

divergence(
  'data/versioning-removed',
  { here: 'a bucket whose VersioningConfiguration leaves the template stays Enabled', aws: 'Suspended' },
  async () => {
    const VersioningConfiguration = { Status: 'Enabled' }
    const BucketName = 'versioned-bucket'
    await stacks.create('versioning', { resources: { ...bucket({ BucketName, VersioningConfiguration }) } })
    const { status } = await stacks.update('versioning', { resources: { ...bucket({ BucketName }) } })
    expect(status).toBe('UPDATE_COMPLETE')
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: BucketName }))).Status).toBe('Enabled')
  },
)

divergence(
  'data/two-indexes',
  { here: 'a stack replaces an index by two in one update', aws: 'refused: one index an update' },
  async () => {
    const named = { TableName: 'indexed', ...onDemand }
    const indexed = (...names: readonly string[]): object =>
      table({ ...named, ...keyed('id', ...names), GlobalSecondaryIndexes: names.map(index) })
    await stacks.create('two-indexes', { resources: { ...indexed('old') } })
    const { status } = await stacks.update('two-indexes', { resources: { ...indexed('a', 'b') } })
    expect(status).toBe('UPDATE_COMPLETE')
    const answer = await database.send(new DescribeTableCommand({ TableName: 'indexed' }))
    expect(answer.Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['a', 'b'])
  },
)

divergence(
  'data/two-indexes-by-api',
  { here: 'UpdateTable adds two indexes at once', aws: 'LimitExceededException' },
  async () => {
    await database.send(new CreateTableCommand({ TableName: 'api-indexed', ...onDemand, ...keyed('id') }))
    const update = {
      TableName: 'api-indexed',
      AttributeDefinitions: keyed('a', 'b').AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index('a') }, { Create: index('b') }],
    }
    const { TableDescription } = await database.send(new UpdateTableCommand(update))
    expect(TableDescription?.GlobalSecondaryIndexes).toHaveLength(2)
  },
)

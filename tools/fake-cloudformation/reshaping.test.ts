import {
  CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  CreateStackCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListImportsCommand,
  RollbackStackCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Fake, startFake } from './fake.ts'

let fake: Fake
let client: CloudFormationClient
beforeAll(async () => {
  fake = await startFake({ pace: 'manual', changeSetLooks: 0 })
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' }
  client = new CloudFormationClient({ endpoint: fake.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
})
afterEach(() => fake.reset())
afterAll(async () => {
  client.destroy()
  await fake.close()
})

const StackName = 'shop'
const queue = (seconds: number, more = ''): string =>
  `Resources:\n  Queue: { Type: AWS::SQS::Queue, ${more}Properties: { QueueName: jobs, DelaySeconds: ${seconds} } }\n`

async function changeSet(more: Partial<CreateChangeSetCommandInput>) {
  const { Id } = await client.send(new CreateChangeSetCommand({ StackName, ChangeSetName: 'c', ...more }))
  return await client.send(new DescribeChangeSetCommand({ ChangeSetName: Id, IncludePropertyValues: true }))
}

async function execute(ChangeSetName: string | undefined, more: { readonly DisableRollback?: boolean } = {}) {
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName, ...more }))
  fake.tick()
  return fake.stack(StackName)?.status
}

it('a drift-aware change set shows and reverts what was changed by hand', async () => {
  fake.seed({ name: StackName, status: 'CREATE_COMPLETE', template: queue(5) })
  fake.drift(StackName, 'Queue', { QueueName: 'jobs', DelaySeconds: 9 })
  const plain = await changeSet({ TemplateBody: queue(5), ChangeSetName: 'plain' })
  expect(plain.Status).toBe('FAILED')
  const { Changes, ChangeSetId } = await changeSet({ TemplateBody: queue(5), DeploymentMode: 'REVERT_DRIFT' })
  expect(Changes?.[0]?.ResourceChange?.Details?.[0]?.Target).toMatchObject({ BeforeValue: '9', AfterValue: '5' })
  expect(await execute(ChangeSetId)).toBe('UPDATE_COMPLETE')
})

it('existing resources are taken over where the template keeps them', async () => {
  fake.exists('AWS::SQS::Queue', 'jobs')
  const given = { ChangeSetType: 'CREATE', ImportExistingResources: true } as const
  const refused = await changeSet({ ...given, TemplateBody: queue(5) })
  expect(refused.StatusReason).toContain('ResourceExistenceCheck')
  const TemplateBody = queue(5, 'DeletionPolicy: Retain, ')
  const { Changes, ChangeSetId } = await changeSet({ ...given, TemplateBody, ChangeSetName: 'd' })
  expect(Changes?.[0]?.ResourceChange?.Action).toBe('Import')
  expect(await execute(ChangeSetId)).toBe('CREATE_COMPLETE')
})

it('nested stacks get change sets of their own', async () => {
  fake.object('templates', 'child.yaml', queue(5))
  const parent = (seconds: number): string =>
    `Resources:\n  Data:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: 'https://s3.amazonaws.com/templates/${seconds}.yaml' }\n`
  fake.object('templates', '5.yaml', queue(5))
  fake.object('templates', '9.yaml', queue(9))
  await client.send(new CreateStackCommand({ StackName, TemplateBody: parent(5) }))
  fake.tick()
  const { Changes, ChangeSetId } = await changeSet({ TemplateBody: parent(9), IncludeNestedStacks: true })
  const nested = Changes?.[0]?.ResourceChange?.ChangeSetId
  const inner = await client.send(new DescribeChangeSetCommand({ ChangeSetName: nested, IncludePropertyValues: true }))
  expect(inner).toMatchObject({ ParentChangeSetId: ChangeSetId, RootChangeSetId: ChangeSetId })
  expect(inner.Changes?.[0]?.ResourceChange).toMatchObject({ LogicalResourceId: 'Queue', Action: 'Modify' })
  expect(await execute(ChangeSetId)).toBe('UPDATE_COMPLETE')
  expect(fake.nestedIn(StackName).map(({ status }) => status)).toEqual(['UPDATE_COMPLETE'])
})

it.each([
  ['DO_NOTHING', 'CREATE_FAILED'],
  ['ROLLBACK', 'ROLLBACK_COMPLETE'],
  ['DELETE', undefined],
] as const)('a creation that fails with OnStackFailure %s', async (OnStackFailure, end) => {
  fake.script({ [`${StackName}/Queue`]: { create: { fail: 'no' } } })
  const { ChangeSetId } = await changeSet({ TemplateBody: queue(5), ChangeSetType: 'CREATE', OnStackFailure })
  const both = client.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, DisableRollback: true }))
  await expect(both).rejects.toThrow('cannot be specified together')
  expect(await execute(ChangeSetId)).toBe(end)
})

it('a paused creation is repaired by an update, or rolled back until nothing is left', async () => {
  fake.script({ [`${StackName}/Queue`]: { create: { fail: 'no', times: 1 } } })
  const { ChangeSetId } = await changeSet({ TemplateBody: queue(5), ChangeSetType: 'CREATE' })
  expect(await execute(ChangeSetId, { DisableRollback: true })).toBe('CREATE_FAILED')
  await client.send(new UpdateStackCommand({ StackName, TemplateBody: queue(6), DisableRollback: true }))
  fake.tick()
  expect(fake.stack(StackName)?.status).toBe('UPDATE_COMPLETE')
  fake.reset()
  fake.seed({ name: StackName, status: 'CREATE_FAILED', template: queue(5) })
  await client.send(new RollbackStackCommand({ StackName }))
  fake.tick()
  expect(fake.stack(StackName)).toBeUndefined()
})

it('a replacement is refused while rollback is off', async () => {
  fake.seed({ name: StackName, status: 'CREATE_COMPLETE', template: queue(5) })
  const TemplateBody = queue(5).replace('jobs', 'tasks')
  await client.send(new UpdateStackCommand({ StackName, TemplateBody, DisableRollback: true }))
  fake.tick()
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }))
  expect(StackEvents.map((event) => event.ResourceStatusReason)).toContain(
    'Replacement type updates not supported on stack with disable-rollback.',
  )
  expect(fake.stack(StackName)?.status).toBe('UPDATE_FAILED')
})

it('an update whose export is in use is rolled back with the reason on the stack alone', async () => {
  const output = 'Outputs: { Jobs: { Value: !GetAtt Queue.Arn, Export: { Name: jobs } } }\n'
  fake.seed({ name: StackName, status: 'CREATE_COMPLETE', template: queue(5) + output })
  const other = 'Resources: { Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !ImportValue jobs } } }'
  fake.seed({ name: 'other', status: 'CREATE_COMPLETE', template: other })
  expect((await client.send(new ListImportsCommand({ ExportName: 'jobs' }))).Imports).toEqual(['other'])
  await client.send(new UpdateStackCommand({ StackName, TemplateBody: queue(6) }))
  fake.tick()
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }))
  const told = StackEvents.filter(
    ({ ResourceStatusReason }) => ResourceStatusReason?.includes('in use by other') === true,
  )
  expect(told.map(({ ResourceStatus }) => ResourceStatus)).toEqual(['UPDATE_ROLLBACK_IN_PROGRESS'])
  expect(fake.stack(StackName)?.status).toBe('UPDATE_ROLLBACK_COMPLETE')
})

it('operations have ids, their own events, and a rollback is one of its own', async () => {
  fake.seed({ name: StackName, status: 'CREATE_COMPLETE', template: queue(5) })
  fake.script({ [`${StackName}/Queue`]: { update: { fail: 'no' } } })
  await client.send(new UpdateStackCommand({ StackName, TemplateBody: queue(6), ClientRequestToken: 'mine' }))
  fake.tick()
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }))
  const [last, before] = Stacks?.[0]?.LastOperations ?? []
  expect([last?.OperationType, before?.OperationType]).toEqual(['ROLLBACK', 'UPDATE_STACK'])
  const { OperationEvents = [] } = await client.send(new DescribeEventsCommand({ OperationId: before?.OperationId }))
  expect(OperationEvents.find(({ EventType }) => EventType === 'PROVISIONING_ERROR')).toMatchObject({
    ...{ LogicalResourceId: 'Queue', ResourceStatusReason: 'no', ClientRequestToken: 'mine' },
  })
  expect(OperationEvents.at(0)?.OperationStatus).toBe('FAILED')
})

it('templates are given back, summed up and judged', async () => {
  const TemplateBody = `Parameters: { Secret: { Type: String, NoEcho: true, Default: x } }\n${queue(5)}`
  fake.seed({ name: StackName, status: 'CREATE_COMPLETE', template: TemplateBody })
  expect((await client.send(new GetTemplateCommand({ StackName }))).TemplateBody).toBe(TemplateBody)
  const summary = await client.send(new GetTemplateSummaryCommand({ TemplateBody }))
  expect(summary.ResourceTypes).toEqual(['AWS::SQS::Queue'])
  const validated = await client.send(new ValidateTemplateCommand({ TemplateBody }))
  expect(validated.Parameters).toMatchObject([{ ParameterKey: 'Secret', NoEcho: true }])
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }))
  expect(Stacks?.[0]?.Parameters).toMatchObject([{ ParameterKey: 'Secret', ParameterValue: '****' }])
})

/**
 * The transition fake beside the emulator: where both can do something, both show the same. (What only one of them can
 * do is why there are two.)
 */
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Fake, startFake } from '../../../tools/fake-cloudformation/fake.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

let local: TestCloud
let fake: Fake
const clients: CloudFormationClient[] = []
beforeAll(async () => {
  local = await testCloud()
  fake = await startFake({ pace: 2 })
  const credentials = { accessKeyId: '555566667777', secretAccessKey: 'test' }
  for (const { endpoint } of [local, fake]) {
    clients.push(new CloudFormationClient({ endpoint, region: 'us-east-1', credentials }))
  }
})
afterAll(async () => {
  for (const client of clients) client.destroy()
  await fake.close()
  await local.stop()
})

/** A queue, and where wanted something that fails: for the emulator a missing function, for the fake what Metadata says. */
function template(seconds: number, fails?: 'create' | 'update'): string {
  const queue = `Resources:\n  Queue: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: ${seconds} } }\n`
  if (fails === undefined) return queue
  return `${queue}  Broken:
    Type: AWS::Lambda::EventInvokeConfig
    DependsOn: Queue
    Metadata: { FakeCloudFormation: { create: { fail: the function does not exist } } }
    Properties: { FunctionName: nobody, Qualifier: $LATEST, MaximumRetryAttempts: 0 }
`
}

/** What a client shows of a stack: its statuses in the order of its events, and its resources. */
interface Shown {
  readonly stack: readonly string[]
  readonly resources: readonly string[]
}

async function settled(client: CloudFormationClient, id: string): Promise<string> {
  for (let look = 0; look < 200; look += 1) {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: id }))
    const status = Stacks[0]?.StackStatus ?? ''
    if (!status.endsWith('_IN_PROGRESS')) return status
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`stack ${id} does not come to rest`)
}

async function shown(client: CloudFormationClient, id: string): Promise<Shown> {
  await settled(client, id)
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: id }))
  // The emulator leaves the clean-up out where there is nothing to clean up; AWS does not.
  const own = StackEvents.filter(
    ({ PhysicalResourceId, ResourceStatus }) =>
      PhysicalResourceId === id && ResourceStatus?.endsWith('_CLEANUP_IN_PROGRESS') !== true,
  )
  const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName: id }))
  return {
    stack: own.toReversed().map(({ ResourceStatus }) => ResourceStatus ?? ''),
    resources: StackResourceSummaries.filter(({ ResourceStatus }) => !ResourceStatus?.startsWith('DELETE_')).map(
      ({ LogicalResourceId }) => LogicalResourceId ?? '',
    ),
  }
}

async function create(client: CloudFormationClient, StackName: string, TemplateBody: string): Promise<string> {
  const { StackId = '' } = await client.send(new CreateStackCommand({ StackName, TemplateBody }))
  await settled(client, StackId)
  return StackId
}

async function changeSet(client: CloudFormationClient, StackName: string, TemplateBody: string) {
  const names = { StackName, ChangeSetName: 'change' }
  await client.send(new CreateChangeSetCommand({ ...names, TemplateBody }))
  for (;;) {
    const told = await client.send(new DescribeChangeSetCommand(names))
    if (!/^CREATE_(PENDING|IN_PROGRESS)$/.test(told.Status ?? '')) return told
  }
}

/** Name and outcome of a call that is to be refused. */
const refusal = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => 'accepted',
    (error: Error) => error.name,
  )

const scenes: readonly (readonly [what: string, play: (client: CloudFormationClient) => Promise<unknown>])[] = [
  ['a creation', async (client) => shown(client, await create(client, 'made', template(600)))],
  ['a creation that fails', async (client) => shown(client, await create(client, 'failed', template(600, 'create')))],
  [
    'an update',
    async (client) => {
      const id = await create(client, 'updated', template(600))
      await client.send(new UpdateStackCommand({ StackName: id, TemplateBody: template(700) }))
      return shown(client, id)
    },
  ],
  [
    'an update that fails',
    async (client) => {
      const id = await create(client, 'restored', template(600))
      await client.send(new UpdateStackCommand({ StackName: id, TemplateBody: template(700, 'update') }))
      return shown(client, id)
    },
  ],
  [
    'a deletion',
    async (client) => {
      const id = await create(client, 'gone', template(600))
      await client.send(new DeleteStackCommand({ StackName: id }))
      return {
        ...(await shown(client, id)),
        byName: await refusal(client.send(new DescribeStacksCommand({ StackName: 'gone' }))),
      }
    },
  ],
  [
    'a change set without changes',
    async (client) => {
      await create(client, 'changed', template(600))
      const { Status, ExecutionStatus, StatusReason } = await changeSet(client, 'changed', template(600))
      return { Status, ExecutionStatus, StatusReason }
    },
  ],
  [
    'a change set for an update',
    async (client) => {
      const id = await create(client, 'executed', template(600))
      const { Changes = [] } = await changeSet(client, 'executed', template(700))
      await client.send(new ExecuteChangeSetCommand({ StackName: 'executed', ChangeSetName: 'change' }))
      const changes = Changes.map(({ ResourceChange: one }) => [one?.Action, one?.LogicalResourceId, one?.Replacement])
      return { changes, ...(await shown(client, id)) }
    },
  ],
  [
    'refusals',
    async (client) => {
      const id = await create(client, 'refused', template(600))
      const failed = await create(client, 'refused-failed', template(600, 'create'))
      const update = (StackName: string) =>
        client.send(new UpdateStackCommand({ StackName, TemplateBody: template(600) }))
      await client.send(new UpdateTerminationProtectionCommand({ StackName: id, EnableTerminationProtection: true }))
      return [
        await refusal(client.send(new CreateStackCommand({ StackName: 'refused', TemplateBody: template(600) }))),
        await refusal(update(id)),
        await refusal(update(failed)),
        await refusal(client.send(new DeleteStackCommand({ StackName: id }))),
        await refusal(client.send(new DescribeStacksCommand({ StackName: 'never' }))),
      ]
    },
  ],
]

it.each(scenes)('%s looks the same on both', async (_, play) => {
  const [emulator, faked] = await Promise.all(clients.map(play))
  expect(faked).toEqual(emulator)
})

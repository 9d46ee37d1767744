import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  DescribeStacksCommand,
  GetStackPolicyCommand,
  ListTypesCommand,
  type ResourceChange,
  SetStackPolicyCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, expect } from 'vitest'
import { type TestCloud, testCloud } from '../../../../tools/test-cloud.ts'
import { apiResources, putText, type Resources } from '../sample-stack.ts'
import { divergence } from './divergence.ts'
import { openStacks, type StackInput, type Stacks, template } from './stacks.ts'

/** How operations on stacks go, and what is said of them. */
const account = '111111111111'
let local: TestCloud
let stacks: Stacks

beforeAll(async () => {
  local = await testCloud()
  stacks = openStacks(local.endpoint, account)
})
afterAll(() => local?.stop())

const queue = (timeout = 30, rest: object = {}): object => ({
  Type: 'AWS::SQS::Queue',
  Properties: { VisibilityTimeout: timeout, ...rest },
})
/** Fails as on AWS: the function is not there. */
const failing = (...after: readonly string[]): object => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  DependsOn: after,
  Properties: { FunctionName: 'nobody', Qualifier: '$LATEST', MaximumRetryAttempts: 1 },
})
/** A custom resource and the function behind it, which does what the code says with `answer(status, reason)`. */
const custom = (code: string): Resources => ({
  ...apiResources(`
    exports.handler = async (event) => {
      const { RequestId, StackId, LogicalResourceId } = event
      const answer = (Status, Reason) => fetch(event.ResponseURL, { method: 'PUT',
        body: JSON.stringify({ Status, Reason, PhysicalResourceId: 'made', RequestId, StackId, LogicalResourceId }) })
      ${code}
    }`),
  Made: { Type: 'Custom::Made', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
})

async function changes(name: string, input: StackInput): Promise<readonly ResourceChange[]> {
  const { Id } = await stacks.client.send(
    new CreateChangeSetCommand({
      StackName: name,
      ChangeSetName: 'seen',
      TemplateBody: template(input),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }),
  )
  for (;;) {
    const seen = await stacks.client.send(
      new DescribeChangeSetCommand({ ChangeSetName: Id, IncludePropertyValues: true }),
    )
    if (seen.Status === 'FAILED') throw new Error(seen.StatusReason)
    if (seen.Status === 'CREATE_COMPLETE')
      return (seen.Changes ?? []).flatMap(({ ResourceChange }) => ResourceChange ?? [])
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

divergence(
  'changes/replacement',
  { here: "a change set calls a renamed bucket's replacement Conditional", aws: 'True' },
  async () => {
    const bucket = (BucketName: string): StackInput => ({
      resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName } } },
    })
    await stacks.create('renamed', bucket('before-bucket'))
    expect(await changes('renamed', bucket('after-bucket'))).toMatchObject([{ Replacement: 'Conditional' }])
  },
)

divergence(
  'changes/values',
  { here: 'a change set shows no values of properties', aws: 'BeforeContext and AfterContext, when asked for' },
  async () => {
    await stacks.create('valued', { resources: { A: queue(30) } })
    const [change] = await changes('valued', { resources: { A: queue(45) } })
    expect(change).toMatchObject({ LogicalResourceId: 'A', Action: 'Modify' })
    expect([change?.BeforeContext, change?.AfterContext]).toEqual([undefined, undefined])
  },
)

divergence(
  'changes/rolled-back',
  { here: 'a change set of a ROLLBACK_COMPLETE stack is made', aws: 'ValidationError: delete it first' },
  async () => {
    expect((await stacks.create('rolled-back', { resources: { A: failing() } })).status).toBe('ROLLBACK_COMPLETE')
    const seen = await changes('rolled-back', { resources: { A: queue() } })
    expect(seen).not.toEqual([])
  },
)

divergence(
  'events/operations',
  { here: 'DescribeEvents is empty for an operation that went well', aws: 'its events, under their OperationId' },
  async () => {
    await stacks.create('told', { resources: { A: queue() } })
    const { OperationEvents } = await stacks.client.send(new DescribeEventsCommand({ StackName: 'told' }))
    expect(OperationEvents ?? []).toEqual([])
    for (const event of await stacks.events('told')) expect(event).not.toHaveProperty('OperationId')
  },
)

divergence(
  'events/unchanged',
  {
    here: 'an unchanged resource has events of an update, and a new one is UPDATE_COMPLETE',
    aws: 'none; CREATE_COMPLETE',
  },
  async () => {
    await stacks.create('grown', { resources: { A: queue(30), B: queue() } })
    const before = (await stacks.events('grown')).length
    await stacks.update('grown', { resources: { A: queue(45), B: queue(), C: queue() } })
    const ended = (await stacks.events('grown'))
      .slice(before)
      .filter((event) => event.ResourceStatus?.endsWith('_COMPLETE'))
    const statuses = Object.fromEntries(ended.map((event) => [event.LogicalResourceId, event.ResourceStatus]))
    expect(statuses).toMatchObject({ A: 'UPDATE_COMPLETE', B: 'UPDATE_COMPLETE', C: 'UPDATE_COMPLETE' })
  },
)

divergence(
  'events/reasons',
  {
    here: 'an event without a reason has an empty one, and a failed creation names no culprit',
    aws: 'no reason; the resources that failed',
  },
  async () => {
    await stacks.create('reasons', { resources: { A: queue(), B: failing('A') } })
    const reasons = (await stacks.events('reasons')).map((event) => [event.ResourceStatus, event.ResourceStatusReason])
    expect(reasons).toContainEqual(['CREATE_COMPLETE', ''])
    expect(reasons).toContainEqual(['ROLLBACK_IN_PROGRESS', 'Rollback requested'])
  },
)

divergence(
  'events/custom-reason',
  {
    here: "a custom resource's reason stands alone",
    aws: '"Received response status [FAILED] from custom resource. Message returned: …"',
  },
  async () => {
    const code = 'await answer(event.RequestType === "Create" ? "FAILED" : "SUCCESS", "out of cheese")'
    await stacks.create('custom-reason', { resources: custom(code) })
    const failed = (await stacks.events('custom-reason')).filter((event) => event.ResourceStatus === 'CREATE_FAILED')
    expect(failed[0]).toMatchObject({ LogicalResourceId: 'Made', ResourceStatusReason: 'out of cheese' })
  },
)

divergence(
  'operations/stack-policy',
  { here: 'an update does what the stack policy denies', aws: 'refused' },
  async () => {
    await stacks.create('guarded', { resources: { A: queue(30) } })
    const Statement = [{ Effect: 'Deny', Principal: '*', Action: 'Update:*', Resource: '*' }]
    const named = { StackName: 'guarded' }
    await stacks.client.send(new SetStackPolicyCommand({ ...named, StackPolicyBody: JSON.stringify({ Statement }) }))
    expect((await stacks.client.send(new GetStackPolicyCommand(named))).StackPolicyBody).toContain('Deny')
    expect((await stacks.update('guarded', { resources: { A: queue(45) } })).status).toBe('UPDATE_COMPLETE')
  },
)

divergence(
  'operations/role',
  { here: 'a RoleARN that nobody has is taken and not used', aws: 'ValidationError: the role cannot be assumed' },
  async () => {
    const request = { RoleARN: `arn:aws:iam::${account}:role/nobody` }
    expect((await stacks.create('unroled', { resources: { A: queue() }, request })).status).toBe('CREATE_COMPLETE')
  },
)

divergence(
  'operations/update-failed',
  { here: 'UpdateStack refuses a CREATE_FAILED stack', aws: 'it goes on from there' },
  async () => {
    const kept = { resources: { A: queue(), B: failing('A') }, request: { DisableRollback: true } }
    expect((await stacks.create('kept-failed', kept)).status).toBe('CREATE_FAILED')
    const update = new UpdateStackCommand({
      StackName: 'kept-failed',
      TemplateBody: template({ resources: { A: queue() } }),
    })
    await expect(stacks.client.send(update)).rejects.toMatchObject({ name: 'ValidationError' })
  },
)

divergence(
  'operations/delete-while-busy',
  { here: 'a stack is deleted during its update', aws: 'refused or queued' },
  async () => {
    // The function lives elsewhere: deleted with the stack, it would leave the update waiting for its answer.
    const { Made: _, ...functions } = custom(
      'await new Promise((resolve) => setTimeout(resolve, event.RequestType === "Update" ? 800 : 0)); await answer("SUCCESS")',
    )
    const outputs = { Arn: { Value: { 'Fn::GetAtt': ['Function', 'Arn'] } } }
    const ServiceToken = (await stacks.create('slowness', { resources: functions, outputs })).outputs['Arn']
    const slow = (Now: number): StackInput => ({
      resources: { Made: { Type: 'Custom::Made', Properties: { ServiceToken, Now } } },
    })
    await stacks.create('busy', slow(1))
    await stacks.client.send(new UpdateStackCommand({ StackName: 'busy', TemplateBody: template(slow(2)) }))
    const { Stacks } = await stacks.client.send(new DescribeStacksCommand({ StackName: 'busy' }))
    expect(Stacks?.[0]?.StackStatus).toBe('UPDATE_IN_PROGRESS')
    expect((await stacks.remove('busy')).status).toBe('GONE')
  },
)

divergence(
  'operations/template-address',
  { here: 'a TemplateURL with the bucket in its host is refused', aws: 'read' },
  async () => {
    await stacks.create('templates', {
      resources: { A: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'templates' } } },
    })
    await putText(local.endpoint, account, 'templates', 'app.json', template({ resources: { A: queue() } }))
    const made = (TemplateURL: string, name: string): Promise<{ readonly status: string }> =>
      stacks.create(name, { request: { TemplateURL, TemplateBody: undefined } })
    await expect(made('https://templates.s3.us-east-1.amazonaws.com/app.json', 'by-host')).rejects.toThrow()
    expect((await made('https://s3.us-east-1.amazonaws.com/templates/app.json', 'by-path')).status).toBe(
      'CREATE_COMPLETE',
    )
  },
)

divergence(
  'operations/nested-ids',
  { here: 'a nested stack names neither its parent nor its root', aws: 'ParentId and RootId' },
  async () => {
    await stacks.create('children', {
      resources: { A: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'children' } } },
    })
    await putText(local.endpoint, account, 'children', 'child.json', template({ resources: { A: queue() } }))
    const TemplateURL = 'https://s3.us-east-1.amazonaws.com/children/child.json'
    const made = await stacks.create('parent', {
      resources: { Child: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL } } },
      outputs: { Child: { Value: { Ref: 'Child' } } },
    })
    const { Stacks } = await stacks.client.send(new DescribeStacksCommand({ StackName: made.outputs['Child'] }))
    expect(Stacks).toMatchObject([{ StackStatus: 'CREATE_COMPLETE' }])
    expect([Stacks?.[0]?.ParentId, Stacks?.[0]?.RootId]).toEqual([undefined, undefined])
  },
)

divergence('operations/types', { here: 'ListTypes is no action', aws: 'the types that there are' }, async () => {
  await expect(stacks.client.send(new ListTypesCommand({ Visibility: 'PUBLIC' }))).rejects.toMatchObject({
    name: 'InvalidAction',
  })
})

import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  ListStackResourcesCommand,
  RollbackStackCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Fake, startFake } from './fake.ts'
import type { Script } from './script.ts'

let fake: Fake
let client: CloudFormationClient
let id: string
beforeAll(async () => {
  fake = await startFake({ pace: 'manual' })
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' }
  client = new CloudFormationClient({ endpoint: fake.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
})
afterEach(() => {
  fake.reset()
  fake.set({ pace: 'manual', page: 100, stale: 0, changeSetLooks: 1 })
})
afterAll(async () => {
  client.destroy()
  await fake.close()
})

const StackName = 'shop'

/** Two topics, the second after the first, with what a test adds. */
function body(label: string = 'one', more: string = ''): string {
  return `Resources:
  First: { Type: AWS::SNS::Topic, Properties: { DisplayName: ${label} } }
  Second: { Type: AWS::SNS::Topic, DependsOn: First, Properties: { DisplayName: ${label} } }
${more}`
}

function put(status: string, TemplateBody: string = body()): void {
  id = fake.seed({ name: StackName, status, template: TemplateBody }).id
}

function script(scripts: Readonly<Record<string, Script>>): void {
  fake.script(Object.fromEntries(Object.entries(scripts).map(([one, what]) => [`${StackName}/${one}`, what])))
}

/** What is told once all is at rest: of the newest operations, oldest first, the stack's own statuses and the resources'. */
async function told(from: string): Promise<readonly string[]> {
  fake.tick()
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: id }))
  const all = StackEvents.toReversed().map((event) => {
    const own = event.PhysicalResourceId === id ? '' : `${event.LogicalResourceId} `
    return `${own}${event.ResourceStatus}${event.ResourceStatusReason === undefined ? '' : `: ${event.ResourceStatusReason.trim()}`}`
  })
  return all.slice(all.lastIndexOf(from))
}

async function create(TemplateBody: string, more: object = {}): Promise<readonly string[]> {
  id = (await client.send(new CreateStackCommand({ StackName, TemplateBody, ...more }))).StackId ?? ''
  return await told('CREATE_IN_PROGRESS: User Initiated')
}

async function update(TemplateBody: string, more: object = {}): Promise<readonly string[]> {
  await client.send(new UpdateStackCommand({ StackName, TemplateBody, ...more }))
  return await told('UPDATE_IN_PROGRESS: User Initiated')
}

async function changeSet(more: Partial<CreateChangeSetCommandInput>) {
  const made = await client.send(new CreateChangeSetCommand({ StackName, ChangeSetName: 'c', ...more }))
  fake.set({ changeSetLooks: 0 })
  const describe = new DescribeChangeSetCommand({ ChangeSetName: made.Id, IncludePropertyValues: true })
  await client.send(describe)
  return await client.send(describe)
}

const refusal = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => 'accepted',
    (error: Error) => `${error.name}: ${error.message.replaceAll(id, 'ID')}`,
  )

describe('tells as CloudFormation', () => {
  it('a creation', async () => {
    expect(await create(body())).toEqual([
      'CREATE_IN_PROGRESS: User Initiated',
      ...['First CREATE_IN_PROGRESS', 'First CREATE_IN_PROGRESS: Resource creation Initiated', 'First CREATE_COMPLETE'],
      ...['Second CREATE_IN_PROGRESS', 'Second CREATE_IN_PROGRESS: Resource creation Initiated'],
      ...['Second CREATE_COMPLETE', 'CREATE_COMPLETE'],
    ])
  })

  it('a creation that fails, with a sibling that is cancelled', async () => {
    script({ First: { create: { fail: 'no', ticks: 1 } }, Third: { create: { ticks: 9 } } })
    const events = await create(body('one', '  Third: { Type: AWS::SQS::Queue }\n'))
    expect(events.slice(events.indexOf('First CREATE_FAILED: no'))).toEqual([
      ...['First CREATE_FAILED: no', 'Third CREATE_FAILED: Resource creation cancelled'],
      'ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [First, Third]. Rollback requested by user.',
      ...['Third DELETE_IN_PROGRESS', 'First DELETE_COMPLETE', 'Third DELETE_COMPLETE', 'ROLLBACK_COMPLETE'],
    ])
  })

  it.each([
    ['DO_NOTHING', 'CREATE_FAILED: The following resource(s) failed to create: [Second].'],
    ['DELETE', 'DELETE_COMPLETE'],
  ])('a creation that fails with OnFailure %s', async (OnFailure, end) => {
    script({ Second: { create: { fail: 'no' } } })
    expect((await create(body(), { OnFailure })).at(-1)).toBe(end)
  })

  it('an update with a replacement and a removal, which are cleaned up', async () => {
    put('CREATE_COMPLETE', body('one', '  Third: { Type: AWS::SNS::Topic }\n'))
    script({ First: { replace: true } })
    const events = await update(body('two'))
    expect(events.filter((one) => !one.startsWith('Second'))).toEqual([
      ...['UPDATE_IN_PROGRESS: User Initiated', 'First UPDATE_IN_PROGRESS'],
      'First UPDATE_IN_PROGRESS: Requested update requires the creation of a new physical resource; hence creating one.',
      ...['First UPDATE_IN_PROGRESS: Resource creation Initiated', 'First UPDATE_COMPLETE'],
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      ...['Third DELETE_IN_PROGRESS', 'First DELETE_IN_PROGRESS', 'Third DELETE_COMPLETE', 'First DELETE_COMPLETE'],
      'UPDATE_COMPLETE',
    ])
  })

  it('an update that fails, and the way back', async () => {
    put('CREATE_COMPLETE')
    script({ Second: { update: { fail: 'no' } } })
    const events = await update(body('two', '  Third: { Type: AWS::SNS::Topic }\n'))
    expect(events.slice(events.indexOf('Second UPDATE_FAILED: no'))).toEqual([
      'Second UPDATE_FAILED: no',
      'UPDATE_ROLLBACK_IN_PROGRESS: The following resource(s) failed to update: [Second].',
      ...['First UPDATE_IN_PROGRESS', 'First UPDATE_COMPLETE', 'Second UPDATE_IN_PROGRESS', 'Second UPDATE_COMPLETE'],
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      ...['Third DELETE_IN_PROGRESS', 'Third DELETE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'],
    ])
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }))
    expect(Stacks?.[0]?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(fake.stack(StackName)?.resources.get('First')?.properties).toEqual({ DisplayName: 'one' })
  })

  it('a rollback that fails, goes on, and skips what it is told to', async () => {
    put('CREATE_COMPLETE')
    script({ Second: { update: { fail: 'no' } }, First: { rollback: { fail: 'stuck' } } })
    expect((await update(body('two'))).at(-1)).toBe(
      'UPDATE_ROLLBACK_FAILED: The following resource(s) failed to update: [First].',
    )
    const wrong = new ContinueUpdateRollbackCommand({ StackName, ResourcesToSkip: ['Nobody'] })
    expect(await refusal(client.send(wrong))).toMatch(/^ValidationError: .*Nobody/)
    await client.send(new ContinueUpdateRollbackCommand({ StackName }))
    expect((await told('UPDATE_ROLLBACK_IN_PROGRESS: User Initiated')).at(-1)).toMatch(/^UPDATE_ROLLBACK_FAILED/)
    await client.send(new ContinueUpdateRollbackCommand({ StackName, ResourcesToSkip: ['First'] }))
    expect((await told('UPDATE_ROLLBACK_IN_PROGRESS: User Initiated')).at(-1)).toBe('UPDATE_ROLLBACK_COMPLETE')
  })

  it('an update that is cancelled', async () => {
    put('CREATE_COMPLETE')
    script({ First: { update: { ticks: 9 } } })
    await client.send(new UpdateStackCommand({ StackName, TemplateBody: body('two') }))
    fake.tick(2)
    await client.send(new CancelUpdateStackCommand({ StackName }))
    expect(await told('UPDATE_IN_PROGRESS: User Initiated')).toContain('First UPDATE_FAILED: Resource update cancelled')
    expect(fake.stack(StackName)?.status).toBe('UPDATE_ROLLBACK_COMPLETE')
  })

  it('what is left half-way, rolled back by RollbackStack', async () => {
    put('CREATE_COMPLETE')
    script({ Second: { update: { fail: 'no' } } })
    expect((await update(body('two'), { DisableRollback: true })).at(-1)).toMatch(/^UPDATE_FAILED/)
    await client.send(new RollbackStackCommand({ StackName }))
    expect((await told('UPDATE_ROLLBACK_IN_PROGRESS: User Initiated')).at(-1)).toBe('UPDATE_ROLLBACK_COMPLETE')
  })

  it('a deletion that fails, then leaves what blocks', async () => {
    put('CREATE_COMPLETE')
    script({ First: { delete: { fail: 'held' } } })
    const early = new DeleteStackCommand({ StackName, RetainResources: ['First'] })
    expect(await refusal(client.send(early))).toContain('specify which resources to retain only when')
    await client.send(new DeleteStackCommand({ StackName }))
    expect((await told('DELETE_IN_PROGRESS: User Initiated')).at(-1)).toBe(
      'DELETE_FAILED: The following resource(s) failed to delete: [First].',
    )
    await client.send(new DeleteStackCommand({ StackName, RetainResources: ['First'] }))
    expect(await told('DELETE_IN_PROGRESS: User Initiated')).toEqual([
      ...['DELETE_IN_PROGRESS: User Initiated', 'First DELETE_SKIPPED', 'DELETE_COMPLETE'],
    ])
  })

  it('a deletion that an import forbids, which leaves the state as it was', async () => {
    put('UPDATE_COMPLETE', body('one', 'Outputs: { Topic: { Value: !Ref First, Export: { Name: topic } } }\n'))
    const other = 'Resources: { Q: { Type: AWS::SQS::Queue, Properties: { QueueName: !ImportValue topic } } }'
    fake.seed({ name: 'other', status: 'CREATE_COMPLETE', template: other })
    await client.send(new DeleteStackCommand({ StackName }))
    expect(await told('DELETE_IN_PROGRESS: User Initiated')).toEqual([
      'DELETE_IN_PROGRESS: User Initiated',
      'UPDATE_COMPLETE: Export topic cannot be deleted as it is in use by other',
    ])
  })

  it('nested stacks, with ids of parent and root, and a failure that the parent passes on', async () => {
    fake.object('templates', 'child.yaml', body('one'))
    const child = 'https://templates.s3.amazonaws.com/child.yaml'
    script({})
    fake.script({ '*/Second': { create: { fail: 'deep' } } })
    const parent = `Resources: { Data: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: '${child}' } } }`
    const events = await create(parent)
    const reason =
      /^Data CREATE_FAILED: Embedded stack arn:.* was not successfully created: The following resource\(s\) failed to create: \[Second\]\./
    expect(events.find((one) => reason.test(one))).toBeDefined()
    expect(events.at(-1)).toBe('ROLLBACK_COMPLETE')
    const nested = fake.nestedIn(StackName)[0]
    expect(nested).toMatchObject({ parentId: id, rootId: id, status: 'DELETE_COMPLETE' })
  })

  it("a hook's explanation on an event of its own", async () => {
    script({ First: { hook: { type: 'Private::Guard::Hook', reason: 'not so' } } })
    expect(await create(body())).toContain('First CREATE_FAILED: The following hook(s) failed: [Private::Guard::Hook]')
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: id }))
    expect(StackEvents.find(({ HookStatusReason }) => HookStatusReason === 'not so')).toMatchObject({
      ...{ LogicalResourceId: 'First', ResourceStatus: 'CREATE_IN_PROGRESS', HookStatus: 'HOOK_COMPLETE_FAILED' },
    })
  })
})

describe('change sets', () => {
  it('show what changes, with values and what is known only later', async () => {
    put(
      'CREATE_COMPLETE',
      body('one', '  Sub: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: t, Value: !Ref First }] } }\n'),
    )
    script({ First: { replace: true } })
    const TemplateBody = body(
      'two',
      '  Sub: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: t, Value: !Ref First }] } }\n',
    )
    const { Changes = [], ExecutionStatus } = await changeSet({ TemplateBody })
    expect(ExecutionStatus).toBe('AVAILABLE')
    const [first, , sub] = Changes.map(({ ResourceChange }) => ResourceChange)
    expect(first).toMatchObject({ Replacement: 'True', PolicyAction: 'ReplaceAndDelete' })
    expect(first?.Details?.[0]).toMatchObject({
      Target: { Path: '/Properties/DisplayName', BeforeValue: 'one', AfterValue: 'two', RequiresRecreation: 'Always' },
      ...{ Evaluation: 'Static', ChangeSource: 'DirectModification' },
    })
    expect(sub?.Details?.[0]).toMatchObject({
      Target: { AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}' },
      ...{ Evaluation: 'Dynamic', ChangeSource: 'ResourceReference', CausingEntity: 'First' },
    })
  })

  it('without changes fail with the words for it', async () => {
    put('CREATE_COMPLETE')
    expect(await changeSet({ TemplateBody: body() })).toMatchObject({
      ...{ Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE' },
      StatusReason: expect.stringMatching(/^The submitted information didn't contain changes/),
    })
  })

  it('that early validation refuses tell why in the events of their operation', async () => {
    fake.exists('AWS::SNS::Topic', 'taken')
    const TemplateBody = 'Resources: { First: { Type: AWS::SNS::Topic, Properties: { TopicName: taken } } }'
    const { StatusReason, ChangeSetId } = await changeSet({ TemplateBody, ChangeSetType: 'CREATE' })
    expect(StatusReason).toContain('[AWS::EarlyValidation::ResourceExistenceCheck]')
    const { OperationEvents = [] } = await client.send(
      new DescribeEventsCommand({ ChangeSetName: ChangeSetId, Filters: { FailedEvents: true } }),
    )
    expect(OperationEvents).toMatchObject([
      { EventType: 'VALIDATION_ERROR', ValidationName: 'NAME_CONFLICT_VALIDATION', LogicalResourceId: 'First' },
    ])
  })

  it('import what exists, and nothing else', async () => {
    put('CREATE_COMPLETE')
    fake.exists('AWS::SQS::Queue', 'old')
    const queue = (more: string): string =>
      `  Queue: { Type: AWS::SQS::Queue, ${more}Properties: { QueueName: old } }\n`
    const ResourcesToImport = [
      { ResourceType: 'AWS::SQS::Queue', LogicalResourceId: 'Queue', ResourceIdentifier: { QueueName: 'old' } },
    ]
    const given = { ChangeSetType: 'IMPORT', ResourcesToImport } as const
    const bare = changeSet({ ...given, TemplateBody: body('one', queue('')) })
    expect(await refusal(bare)).toContain('must have DeletionPolicy attribute specified')
    const made = await changeSet({ ...given, TemplateBody: body('one', queue('DeletionPolicy: Retain, ')) })
    expect(made.Changes?.map(({ ResourceChange }) => ResourceChange?.Action)).toEqual(['Import'])
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: made.ChangeSetId }))
    expect((await told('IMPORT_IN_PROGRESS: User Initiated')).at(-1)).toBe('IMPORT_COMPLETE')
  })

  it('are gone once another is executed, and cannot be executed twice', async () => {
    put('CREATE_COMPLETE')
    const other = await changeSet({ TemplateBody: body('other'), ChangeSetName: 'other' })
    const { ChangeSetId: ChangeSetName } = await changeSet({ TemplateBody: body('two') })
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName }))
    expect(await refusal(client.send(new ExecuteChangeSetCommand({ ChangeSetName })))).toMatch(
      /^InvalidChangeSetStatus/,
    )
    fake.tick()
    const gone = client.send(new ExecuteChangeSetCommand({ ChangeSetName: other.ChangeSetId }))
    expect(await refusal(gone)).toMatch(/^ChangeSetNotFound/)
    expect((await client.send(new ListChangeSetsCommand({ StackName }))).Summaries ?? []).toEqual([])
  })
})

describe('refuses as CloudFormation', () => {
  const calls = {
    update: () => client.send(new UpdateStackCommand({ StackName, TemplateBody: body('two') })),
    changeSet: () =>
      client.send(new CreateChangeSetCommand({ StackName, ChangeSetName: 'c', TemplateBody: body('two') })),
    cancel: () => client.send(new CancelUpdateStackCommand({ StackName })),
    continue: () => client.send(new ContinueUpdateRollbackCommand({ StackName })),
    rollback: () => client.send(new RollbackStackCommand({ StackName })),
    delete: () => client.send(new DeleteStackCommand({ StackName })),
  }
  const well = ['update', 'changeSet', 'delete']
  const allowed: Readonly<Record<string, readonly string[]>> = {
    REVIEW_IN_PROGRESS: ['delete'],
    CREATE_IN_PROGRESS: ['delete'],
    CREATE_COMPLETE: well,
    CREATE_FAILED: [...well, 'rollback'],
    ROLLBACK_IN_PROGRESS: ['delete'],
    ROLLBACK_COMPLETE: ['delete'],
    ROLLBACK_FAILED: ['delete'],
    UPDATE_IN_PROGRESS: ['cancel'],
    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: [],
    UPDATE_COMPLETE: well,
    UPDATE_FAILED: [...well, 'rollback'],
    UPDATE_ROLLBACK_IN_PROGRESS: [],
    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: [],
    UPDATE_ROLLBACK_COMPLETE: well,
    UPDATE_ROLLBACK_FAILED: ['continue', 'delete'],
    DELETE_IN_PROGRESS: ['delete'],
    DELETE_FAILED: ['delete'],
    IMPORT_IN_PROGRESS: [],
    IMPORT_COMPLETE: well,
    IMPORT_ROLLBACK_IN_PROGRESS: [],
    IMPORT_ROLLBACK_COMPLETE: well,
    IMPORT_ROLLBACK_FAILED: ['delete'],
  }
  it.each(Object.keys(allowed))('what %s does not allow', async (status) => {
    const taken: string[] = []
    for (const [name, call] of Object.entries(calls)) {
      put(status)
      if ((await refusal(call())) === 'accepted') taken.push(name)
      fake.reset()
    }
    expect(taken.toSorted()).toEqual(allowed[status]?.toSorted())
  })

  it.each([
    [
      'unresolved',
      'Resources: { A: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref B } } }',
      /Unresolved resource dependencies \[B\]/,
    ],
    ['no resources', '{"Resources":{}}', /At least one Resources member must be defined/],
    ['no type', 'Resources: { A: { Type: Nonsense } }', /Unrecognized resource types/],
    [
      'a loop',
      'Resources: { A: { Type: AWS::SNS::Topic, DependsOn: B }, B: { Type: AWS::SNS::Topic, DependsOn: A } }',
      /Circular dependency between resources: \[A, B\]/,
    ],
    [
      'no value',
      'Parameters: { P: { Type: String } }\nResources: { A: { Type: AWS::SNS::Topic } }',
      /Parameters: \[P\] must have values/,
    ],
    [
      'no capability',
      'Resources: { A: { Type: AWS::IAM::Role, Properties: { RoleName: r } } }',
      /^InsufficientCapabilitiesException: Requires capabilities : \[CAPABILITY_NAMED_IAM\]/,
    ],
  ])('a template with %s', async (_, TemplateBody, words) => {
    expect(await refusal(client.send(new CreateStackCommand({ StackName, TemplateBody })))).toMatch(words)
  })

  it('what a stack policy forbids, and the deletion of a protected stack', async () => {
    const Deny = { Effect: 'Deny', Principal: '*', Action: 'Update:Modify', Resource: 'LogicalResourceId/First' }
    const Allow = { Effect: 'Allow', Principal: '*', Action: 'Update:*', Resource: '*' }
    const policy = JSON.stringify({ Statement: [Deny, Allow] })
    id = fake.seed({ name: StackName, status: 'CREATE_COMPLETE', template: body(), policy }).id
    expect((await update(body('two'))).join('\n')).toContain(
      'Action denied by stack policy: Statement [#1] does not allow',
    )
    await client.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: true }))
    expect(await refusal(client.send(new DeleteStackCommand({ StackName })))).toMatch(
      /TerminationProtection is enabled/,
    )
  })
})

describe('answers', () => {
  it('events in pages, newest first, with the token of their request', async () => {
    fake.set({ page: 3 })
    await create(body(), { ClientRequestToken: 'mine' })
    const first = await client.send(new DescribeStackEventsCommand({ StackName }))
    expect(first.StackEvents?.map((one) => one.ClientRequestToken)).toEqual(['mine', 'mine', 'mine'])
    expect(first.StackEvents?.[0]?.ResourceStatus).toBe('CREATE_COMPLETE')
    const next = await client.send(new DescribeStackEventsCommand({ StackName, NextToken: first.NextToken }))
    expect(next.StackEvents?.[0]?.EventId).not.toBe(first.StackEvents?.[2]?.EventId)
  })

  it('old states for as long as it is told to', async () => {
    put('CREATE_COMPLETE')
    fake.set({ stale: 2 })
    await client.send(new UpdateStackCommand({ StackName, TemplateBody: body('two') }))
    fake.tick()
    const look = async () => (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackStatus
    expect([await look(), await look(), await look()]).toEqual([
      'CREATE_COMPLETE',
      'CREATE_COMPLETE',
      'UPDATE_COMPLETE',
    ])
  })

  it('drift that a test made', async () => {
    put('CREATE_COMPLETE')
    fake.drift(StackName, 'First', { DisplayName: 'by hand' })
    await client.send(new DetectStackDriftCommand({ StackName }))
    const { StackResourceDrifts } = await client.send(new DescribeStackResourceDriftsCommand({ StackName }))
    expect(StackResourceDrifts?.find(({ LogicalResourceId }) => LogicalResourceId === 'First')).toMatchObject({
      StackResourceDriftStatus: 'MODIFIED',
      PropertyDifferences: [{ PropertyPath: '/DisplayName', ExpectedValue: 'one', ActualValue: 'by hand' }],
    })
  })

  it('what it does not know with InvalidAction, and a stack that is gone only by its id', async () => {
    put('CREATE_COMPLETE')
    await client.send(new DeleteStackCommand({ StackName }))
    fake.tick()
    expect(await refusal(client.send(new ListStackResourcesCommand({ StackName })))).toMatch(/does not exist$/)
    expect((await client.send(new DescribeStackEventsCommand({ StackName: id }))).StackEvents?.length).toBeGreaterThan(
      5,
    )
    const form = new URLSearchParams({ Action: 'ListTypes', Version: '2010-05-15' })
    const headers = {
      authorization: 'AWS4-HMAC-SHA256 Credential=000000000000/20261121/us-east-1/cloudformation/aws4_request',
    }
    const answer = await fetch(fake.endpoint, { method: 'POST', body: form, headers })
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('<Code>InvalidAction</Code>')])
  })
})

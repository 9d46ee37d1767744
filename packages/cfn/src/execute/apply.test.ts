import { isProjectError } from '@project-utils/contract'
import { describe, expect, test } from 'vitest'
import type { ChangeSetView } from '../change-set/change-set-view.ts'
import {
  type Answers,
  arn,
  desired,
  instantly,
  listening,
  scripted,
  serviceError,
  stateIn,
} from '../fixtures.test.fixture.ts'
import { type ApplyStackInput, applyStack } from './apply.ts'
import { stackInput } from './stack-input.ts'

const before = '2026-11-21T10:00:00.000Z'
const after = new Date('2026-11-21T10:05:00.000Z')
const stack = (StackStatus: string, more: object = {}): object => ({
  Stacks: [
    {
      StackName: 'shop-dev-app',
      StackId: arn,
      StackStatus,
      CreationTime: new Date(before),
      LastUpdatedTime: after,
      ...more,
    },
  ],
})

let number = 0
const event = (
  LogicalResourceId: string,
  ResourceStatus: string,
  ResourceStatusReason?: string,
  more: object = {},
): object => {
  number += 1
  const isStack = LogicalResourceId === 'shop-dev-app'
  return {
    ...{
      EventId: `e${number}`,
      StackId: arn,
      StackName: 'shop-dev-app',
      LogicalResourceId,
      ResourceStatus,
      ResourceStatusReason,
    },
    ResourceType: isStack ? 'AWS::CloudFormation::Stack' : 'AWS::SQS::Queue',
    PhysicalResourceId: isStack ? arn : `${LogicalResourceId}-1`,
    Timestamp: after,
    ClientRequestToken: 'release-r1-abc',
    ...more,
  }
}
const started = event('shop-dev-app', 'UPDATE_IN_PROGRESS', 'User Initiated')
const ended = event('shop-dev-app', 'UPDATE_COMPLETE')
const told = (...newestFirst: readonly object[]): object => ({ StackEvents: newestFirst })

const view = (type: 'CREATE' | 'UPDATE'): ChangeSetView => ({
  id: 'arn:aws:cloudformation:eu-west-1:111111111111:changeSet/release-r1/abc',
  name: 'release-r1',
  stackArn: arn,
  type,
  changes: [{ subject: 'Jobs', action: 'modify' }],
  risks: [],
  empty: false,
  madeShell: type === 'CREATE',
})

async function apply(
  answers: Record<string, Answers>,
  operation: 'create' | 'update' = 'update',
  changeSet: ChangeSetView | undefined = view(operation === 'create' ? 'CREATE' : 'UPDATE'),
  context = listening(),
  more: Partial<ApplyStackInput> = {},
) {
  const { client, asked } = scripted({
    ListChangeSets: [{ Summaries: [] }],
    ExecuteChangeSet: [{}],
    DescribeStackEvents: [told(), told(ended, started)],
    ...answers,
  })
  const input = stackInput(desired(), stateIn(operation === 'create' ? 'ABSENT' : 'CREATE_COMPLETE'), operation)
  const given = changeSet === undefined ? {} : { changeSet }
  const outcome: unknown = await applyStack(
    client,
    { stack: input, approvedRisks: [], release: 'r1', pace: instantly, ...given, ...more },
    context,
  ).catch((error: unknown) => error)
  return { outcome, operations: asked.map((one) => one.operation), asked, context }
}

describe('applyStack', () => {
  test('executes what was prepared and gives the stack as it then is', async () => {
    const { outcome, asked, operations } = await apply({
      DescribeStacks: [stack('UPDATE_IN_PROGRESS'), stack('UPDATE_COMPLETE')],
    })
    expect(outcome).toMatchObject({ status: 'UPDATE_COMPLETE', updatedAt: after.toISOString() })
    expect(operations).not.toContain('CreateChangeSet')
    expect(asked.find(({ operation }) => operation === 'ExecuteChangeSet')?.input).toMatchObject({
      ClientRequestToken: 'release-r1-abc',
      DisableRollback: false,
    })
  })

  test.each([
    ['throttled', serviceError('Throttling', 'Rate exceeded')],
    ['cut off', serviceError('TimeoutError')],
    ['answered with an internal error', serviceError('InternalFailure', 'try again', 500)],
  ])('a look that is %s never fails the deployment', async (_, error) => {
    const DescribeStacks = [error, stack('UPDATE_IN_PROGRESS'), error, error, stack('UPDATE_COMPLETE')]
    const { outcome } = await apply({ DescribeStacks, DescribeStackEvents: [told(), error] })
    expect(outcome).toMatchObject({ status: 'UPDATE_COMPLETE' })
  })

  test('being throttled for long stretches the wait and ends well', async () => {
    const many = Array<Error>(60).fill(serviceError('ThrottlingException', 'Rate exceeded'))
    expect((await apply({ DescribeStacks: [...many, stack('UPDATE_COMPLETE')] })).outcome).toMatchObject({
      status: 'UPDATE_COMPLETE',
    })
  })

  test.each([
    ['expired credentials', serviceError('ExpiredToken', 'The security token included in the request is expired', 403)],
    ['a missing right', serviceError('AccessDenied', 'not authorized', 403)],
    ['a network that stays away', serviceError('TimeoutError')],
    ['throttling without end', serviceError('ThrottlingException', 'Rate exceeded')],
  ])('%s end as "still running", with a command to look', async (_, error) => {
    const { outcome } = await apply({ DescribeStacks: [stack('UPDATE_IN_PROGRESS'), error] })
    expect(outcome).toMatchObject({
      code: 'CFN_STILL_RUNNING',
      hint: expect.stringContaining('describe-stacks --stack-name shop-dev-app --region eu-west-1'),
    })
  })

  test('a stale REVIEW_IN_PROGRESS is read again', async () => {
    const DescribeStacks = [
      stack('REVIEW_IN_PROGRESS'),
      stack('REVIEW_IN_PROGRESS'),
      stack('CREATE_IN_PROGRESS'),
      stack('CREATE_COMPLETE'),
    ]
    expect((await apply({ DescribeStacks, DescribeStackEvents: [told()] }, 'create')).outcome).toMatchObject({
      status: 'CREATE_COMPLETE',
    })
  })

  test('the state from before an update is not taken for its end', async () => {
    const old = stack('CREATE_COMPLETE', { LastUpdatedTime: new Date(before) })
    const { outcome } = await apply({
      DescribeStacks: [old, old, stack('UPDATE_IN_PROGRESS'), stack('UPDATE_COMPLETE')],
      DescribeStackEvents: [told()],
    })
    expect(outcome).toMatchObject({ status: 'UPDATE_COMPLETE' })
  })

  test('a good state from before is not taken for the end of an update that its events tell to have failed', async () => {
    const old = stack('UPDATE_COMPLETE', { LastUpdatedTime: new Date(before) })
    const failed = event('shop-dev-app', 'UPDATE_ROLLBACK_COMPLETE')
    const { outcome } = await apply({
      DescribeStacks: [old, old, old, old, old, old, stack('UPDATE_ROLLBACK_COMPLETE')],
      DescribeStackEvents: [told(failed, started)],
    })
    expect(outcome).toMatchObject({ code: 'CFN_STACK_FAILED' })
  })

  test('an end that events tell is believed where it stays, though the time of the last update does not change', async () => {
    const fast = stack('UPDATE_COMPLETE', { LastUpdatedTime: new Date(before) })
    const { outcome } = await apply({ DescribeStacks: [fast], DescribeStackEvents: [told(ended, started)] })
    expect(outcome).toMatchObject({ status: 'UPDATE_COMPLETE' })
  })

  test.each(['create', 'update'] as const)('a %s that is over at the first look costs two calls', async (operation) => {
    const status = operation === 'create' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE'
    const { operations } = await apply({ DescribeStacks: [stack(status)] }, operation)
    expect(operations).toEqual(['ExecuteChangeSet', 'DescribeStacks'])
  })

  test('events of earlier operations, without a token or with another one, are not its own', async () => {
    const earlier = event('shop-dev-app', 'UPDATE_COMPLETE', undefined, { ClientRequestToken: 'console-1' })
    const untold = event('shop-dev-app', 'CREATE_COMPLETE', undefined, { ClientRequestToken: undefined })
    const old = stack('CREATE_COMPLETE', { LastUpdatedTime: new Date(before) })
    const { outcome, context } = await apply({
      DescribeStacks: [old, old, stack('UPDATE_IN_PROGRESS'), stack('UPDATE_IN_PROGRESS'), stack('UPDATE_COMPLETE')],
      DescribeStackEvents: [told(earlier, untold), told(untold), told(started, earlier), told(ended, started, earlier)],
    })
    expect(outcome).toMatchObject({ status: 'UPDATE_COMPLETE' })
    const facts = context.notices.flatMap((one) => (one.type === 'fact' ? [one.data] : []))
    expect(facts).toMatchObject([{ status: 'UPDATE_IN_PROGRESS' }, { status: 'UPDATE_COMPLETE' }])
  })

  test('a new stack has its policy and its protection once it is there', async () => {
    const input = stackInput(desired(), stateIn('ABSENT'), 'create')
    const handled = { ...input, handling: { policy: '{"Statement":[]}', protect: true } }
    const answers = {
      DescribeStacks: [stack('CREATE_COMPLETE')],
      SetStackPolicy: [{}],
      UpdateTerminationProtection: [{}],
    }
    const { operations } = await apply(answers, 'create', view('CREATE'), listening(), { stack: handled })
    expect(operations).toEqual(['ExecuteChangeSet', 'DescribeStacks', 'SetStackPolicy', 'UpdateTerminationProtection'])
  })

  test('policy and protection come with the operation, the policy before an update', async () => {
    const input = stackInput(desired(), stateIn('CREATE_COMPLETE'), 'update')
    const handled = { ...input, handling: { policy: '{"Statement":[]}', protect: true } }
    const answers = {
      DescribeStacks: [stack('UPDATE_COMPLETE')],
      SetStackPolicy: [{}],
      UpdateTerminationProtection: [{}],
    }
    const { outcome, operations } = await apply(answers, 'update', view('UPDATE'), listening(), { stack: handled })
    expect(operations).toEqual(['SetStackPolicy', 'ExecuteChangeSet', 'DescribeStacks', 'UpdateTerminationProtection'])
    expect(outcome).toMatchObject({ terminationProtection: true })
  })

  test.each([
    ['modify', true],
    ['replace', false],
  ] as const)('with rollback off a change that would %s disables it: %s', async (action, DisableRollback) => {
    const input = stackInput(desired(), stateIn('CREATE_COMPLETE'), 'update')
    const changes = [{ subject: 'Jobs', action }]
    const { asked, context } = await apply(
      { DescribeStacks: [stack('UPDATE_COMPLETE')] },
      'update',
      { ...view('UPDATE'), changes },
      listening(),
      { stack: { ...input, handling: { rollback: false } } },
    )
    const executed = asked.find(({ operation }) => operation === 'ExecuteChangeSet')
    expect(executed?.input).toMatchObject({ DisableRollback })
    expect(context.notices.some(({ type }) => type === 'warning')).toBe(!DisableRollback)
  })

  test('tells how long it goes on, by what resources took before', async () => {
    const at = (seconds: number): object => ({ Timestamp: new Date(after.getTime() + seconds * 1000) })
    const first = event('Jobs', 'UPDATE_IN_PROGRESS', undefined, at(10))
    const other = event('Other', 'UPDATE_IN_PROGRESS', undefined, at(40))
    const busy = stack('UPDATE_IN_PROGRESS')
    const { context } = await apply(
      { DescribeStacks: [busy, busy, stack('UPDATE_COMPLETE')], DescribeStackEvents: [told(other, first, started)] },
      'update',
      view('UPDATE'),
      listening(),
      { earlier: { 'Jobs UPDATE': 300_000, 'Other UPDATE': 5_000, 'Jobs CREATE': 900_000 } },
    )
    expect(context.notices).toContainEqual(
      expect.objectContaining({ note: 'Other UPDATE_IN_PROGRESS, about 5 min left' }),
    )
  })

  test('names and removes what a run that was killed left, once the stack has changed, and nothing else', async () => {
    const listed = (ChangeSetName: string, ExecutionStatus = 'AVAILABLE'): object => {
      return { ChangeSetName, ExecutionStatus, ChangeSetId: `id of ${ChangeSetName}`, Status: 'CREATE_COMPLETE' }
    }
    const own = { ...listed('release-r1'), ChangeSetId: view('UPDATE').id }
    const { context, asked, operations } = await apply(
      {
        DescribeStacks: [stack('UPDATE_COMPLETE')],
        ListChangeSets: [
          { Summaries: [own, listed('release-r0'), listed('somebody-elses')], NextToken: 'more' },
          { Summaries: [listed('release-r00', 'EXECUTE_COMPLETE'), listed('release-r000', 'UNAVAILABLE')] },
        ],
        DeleteChangeSet: [serviceError('ChangeSetNotFoundException'), {}],
      },
      'update',
      view('UPDATE'),
      listening(),
      { tidies: true },
    )
    const deleted = asked.filter(({ operation }) => operation === 'DeleteChangeSet')
    expect(deleted.map(({ input }) => input['ChangeSetName'])).toEqual(['id of release-r0', 'id of release-r000'])
    expect(operations.indexOf('DeleteChangeSet')).toBeGreaterThan(operations.lastIndexOf('DescribeStacks'))
    expect(context.notices.flatMap((notice) => (notice.type === 'finding' ? [notice.finding] : []))).toMatchObject([
      {
        rule: 'cfn/left-change-set',
        message: expect.stringContaining('release-r0 '),
        where: { resource: 'shop-dev-app' },
      },
      { rule: 'cfn/left-change-set', message: expect.stringContaining('release-r000 ') },
    ])
  })

  test('a stack is changed also where nobody may list its change sets', async () => {
    const { outcome } = await apply(
      {
        DescribeStacks: [stack('UPDATE_COMPLETE')],
        ListChangeSets: [serviceError('AccessDenied', 'not authorized', 403)],
      },
      'update',
      view('UPDATE'),
      listening(),
      { tidies: true },
    )
    expect(outcome).toMatchObject({ status: 'UPDATE_COMPLETE' })
  })

  test('tells each event once, oldest first, and how far it is', async () => {
    const first = event('Jobs', 'UPDATE_IN_PROGRESS')
    const second = event('Jobs', 'UPDATE_COMPLETE')
    const busy = stack('UPDATE_IN_PROGRESS')
    const { context } = await apply({
      DescribeStacks: [busy, busy, busy, busy, stack('UPDATE_COMPLETE')],
      DescribeStackEvents: [told(first, started), told(second, first, started), told(ended, second, first, started)],
    })
    const facts = context.notices.flatMap((n) => (n.type === 'fact' ? [n.data] : []))
    expect(facts).toMatchObject([
      { status: 'UPDATE_IN_PROGRESS', stack: 'shop-dev-app' },
      { logicalId: 'Jobs', status: 'UPDATE_IN_PROGRESS' },
      { status: 'UPDATE_COMPLETE', physicalId: 'Jobs-1' },
      { status: 'UPDATE_COMPLETE' },
    ])
    expect(context.notices.at(-1)).toMatchObject({ type: 'step', state: 'progress', done: 1, total: 1 })
  })

  const failure = [
    event('shop-dev-app', 'UPDATE_ROLLBACK_COMPLETE'),
    event('Other', 'UPDATE_FAILED', 'Resource update cancelled'),
    event('Jobs', 'UPDATE_FAILED', 'Value 99999999 for parameter VisibilityTimeout is invalid'),
    event('shop-dev-app', 'UPDATE_IN_PROGRESS', 'User Initiated'),
    event('Earlier', 'UPDATE_FAILED', 'Rate exceeded', { ClientRequestToken: 'release-r0-abc' }),
  ]

  test.each([
    ['update', 'UPDATE_ROLLBACK_COMPLETE', 'CFN_STACK_FAILED', 'former state is back'],
    ['update', 'UPDATE_ROLLBACK_FAILED', 'CFN_STACK_STUCK', 'continue-update-rollback'],
    ['update', 'UPDATE_FAILED', 'CFN_STACK_STUCK', 'rollback-stack'],
    ['create', 'ROLLBACK_COMPLETE', 'CFN_STACK_FAILED', 'run the command again'],
    ['create', 'ROLLBACK_FAILED', 'CFN_STACK_STUCK', 'deleted and created'],
    ['create', 'CREATE_FAILED', 'CFN_STACK_STUCK', 'rollback-stack'],
  ] as const)('%s ending in %s is %s with the root cause', async (operation, status, code, hint) => {
    const DescribeStackEvents = [told(...failure)]
    const { outcome } = await apply({ DescribeStacks: [stack(status)], DescribeStackEvents }, operation)
    expect(isProjectError(outcome) && outcome.code).toBe(code)
    expect(outcome).toMatchObject({
      message: expect.stringContaining('Jobs (AWS::SQS::Queue): Value 99999999'),
      hint: expect.stringContaining(hint),
      where: { resource: 'Jobs' },
    })
  })

  test('after express mode no rollback is offered: CloudFormation has none', async () => {
    const input = stackInput(desired(), stateIn('CREATE_COMPLETE'), 'update')
    const answers = { DescribeStacks: [stack('UPDATE_FAILED')], DescribeStackEvents: [told(...failure)] }
    const express = { stack: { ...input, handling: { express: true, rollback: false } } }
    const { outcome } = await apply(answers, 'update', view('UPDATE'), listening(), express)
    expect(outcome).toMatchObject({ code: 'CFN_STACK_STUCK', hint: expect.stringContaining('last good template') })
  })

  test('a stack that vanishes while it is created has failed', async () => {
    const gone = serviceError('ValidationError', `Stack with id ${arn} does not exist`)
    const { outcome } = await apply({ DescribeStacks: [stack('CREATE_IN_PROGRESS'), gone] }, 'create')
    expect(outcome).toMatchObject({ code: 'CFN_STACK_FAILED' })
  })

  test('warns of what the clean-up left in the account', async () => {
    const orphan = event('Old', 'DELETE_FAILED', 'still in use')
    const removing = { ...view('UPDATE'), changes: [{ subject: 'Old', action: 'remove' as const }] }
    const answers = { DescribeStacks: [stack('UPDATE_COMPLETE')], DescribeStackEvents: [told(orphan, ended, started)] }
    const { outcome, context } = await apply(answers, 'update', removing)
    expect(outcome).toMatchObject({ status: 'UPDATE_COMPLETE' })
    expect(context.notices).toContainEqual(
      expect.objectContaining({ type: 'warning', message: expect.stringContaining('Old-1') }),
    )
  })

  test.each([
    ['an answer that was lost', serviceError('TimeoutError'), 'EXECUTE_IN_PROGRESS'],
    ['a second attempt of the SDK', serviceError('InvalidChangeSetStatus'), 'EXECUTE_COMPLETE'],
  ])('%s is settled by asking whether it was executed', async (_, error, ExecutionStatus) => {
    const { outcome } = await apply({
      ExecuteChangeSet: [error],
      DescribeChangeSet: [{ ExecutionStatus }],
      DescribeStacks: [stack('UPDATE_COMPLETE')],
    })
    expect(outcome).toMatchObject({ status: 'UPDATE_COMPLETE' })
  })

  test.each([
    ['failed meanwhile', serviceError('InvalidChangeSetStatus'), { ExecutionStatus: 'EXECUTE_FAILED' }],
    ['cannot be asked for', serviceError('TimeoutError'), serviceError('TimeoutError')],
  ])('an execution without an answer that %s is watched all the same', async (_, error, told) => {
    const { outcome } = await apply({
      ExecuteChangeSet: [error],
      DescribeChangeSet: [told],
      DescribeStacks: [stack('UPDATE_ROLLBACK_COMPLETE')],
    })
    expect(outcome).toMatchObject({ code: 'CFN_STACK_FAILED' })
  })

  test('a change set that was replaced meanwhile stops the step', async () => {
    const { outcome } = await apply({
      ExecuteChangeSet: [serviceError('InvalidChangeSetStatus')],
      DescribeChangeSet: [{ ExecutionStatus: 'OBSOLETE' }],
    })
    expect(outcome).toMatchObject({ code: 'CFN_CHANGE_SET_GONE' })
  })

  test('an empty change set needs one look and no execution', async () => {
    const { outcome, operations } = await apply({ DescribeStacks: [stack('CREATE_COMPLETE')] }, 'update', {
      ...view('UPDATE'),
      empty: true,
    })
    expect(outcome).toMatchObject({ status: 'CREATE_COMPLETE' })
    expect(operations).toEqual(['DescribeStacks'])
  })

  test('a change set made at its turn is refused for a risk that nobody approved, and deleted', async () => {
    const Changes = [
      {
        Type: 'Resource',
        ResourceChange: {
          Action: 'Modify',
          Replacement: 'True',
          LogicalResourceId: 'Reports',
          ResourceType: 'AWS::DynamoDB::Table',
        },
      },
    ]
    const answers = {
      CreateChangeSet: [{ Id: view('UPDATE').id, StackId: arn }],
      DescribeChangeSet: [{ Status: 'CREATE_COMPLETE', Changes }],
      DeleteChangeSet: [{}],
    }
    const { client, asked } = scripted(answers)
    const input = stackInput(desired(), stateIn('CREATE_COMPLETE'), 'update')
    const risk = { kind: 'widened-access', subject: 'Reports', message: '' } as const
    const work = applyStack(
      client,
      { stack: input, approvedRisks: [risk], release: 'r1', pace: instantly },
      listening(),
    )
    await expect(work).rejects.toMatchObject({
      code: 'CFN_NEW_RISK',
      hint: expect.stringContaining('--accept-risk Reports'),
    })
    expect(asked.map(({ operation }) => operation)).toEqual(['CreateChangeSet', 'DescribeChangeSet', 'DeleteChangeSet'])
  })

  test('an abort during an update cancels it and reports the rollback', async () => {
    const context = listening()
    const busy = (): object => {
      context.controller.abort('SIGINT')
      return stack('UPDATE_IN_PROGRESS')
    }
    const answers = {
      DescribeStacks: [busy, stack('UPDATE_ROLLBACK_IN_PROGRESS'), stack('UPDATE_ROLLBACK_COMPLETE')],
      CancelUpdateStack: [{}],
    }
    const { outcome, operations } = await apply(answers, 'update', view('UPDATE'), context)
    expect(outcome).toMatchObject({ code: 'CFN_CANCELLED' })
    expect(operations.filter((operation) => operation === 'CancelUpdateStack')).toHaveLength(1)
  })

  test('an abort that comes too late to cancel is watched to the end', async () => {
    const context = listening()
    const busy = (): object => {
      context.controller.abort('SIGINT')
      return stack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
    }
    const refused = serviceError('ValidationError', 'CancelUpdateStack cannot be called from current stack status')
    const { outcome } = await apply(
      { DescribeStacks: [busy, stack('UPDATE_COMPLETE')], CancelUpdateStack: [refused] },
      'update',
      view('UPDATE'),
      context,
    )
    expect(outcome).toMatchObject({ status: 'UPDATE_COMPLETE' })
    expect(context.notices).toContainEqual(expect.objectContaining({ type: 'warning' }))
  })

  test('an abort before anything was sent sends nothing', async () => {
    const context = listening()
    context.controller.abort(new Error('interrupted'))
    const { outcome, operations } = await apply({}, 'update', view('UPDATE'), context)
    expect(outcome).toMatchObject({ message: 'interrupted' })
    expect(operations).toEqual([])
  })
})

describe('an import', () => {
  const change = { Action: 'Import', LogicalResourceId: 'Reports', ResourceType: 'AWS::DynamoDB::Table' }
  const imports = [{ logicalId: 'Reports', type: 'AWS::DynamoDB::Table', identifier: { TableName: 'reports' } }]
  const run = async (status: string) => {
    const { client, asked } = scripted({
      CreateChangeSet: [{ Id: view('UPDATE').id, StackId: arn }],
      DescribeChangeSet: [
        {
          Status: 'CREATE_COMPLETE',
          ExecutionStatus: 'AVAILABLE',
          Changes: [{ Type: 'Resource', ResourceChange: change }],
        },
      ],
      ExecuteChangeSet: [{}],
      DescribeStacks: [stack(status)],
      DescribeStackEvents: [told(event('Reports', 'IMPORT_FAILED', 'it is of another account'), started)],
    })
    const input = { ...stackInput(desired(), stateIn('CREATE_COMPLETE'), 'update'), imports }
    const outcome: unknown = await applyStack(
      client,
      { stack: input, approvedRisks: [], release: 'r1', pace: instantly },
      listening(),
    ).catch((error: unknown) => error)
    return { outcome, asked }
  }

  test('is a change set of its own kind that names what is taken over, and ends in its own status', async () => {
    const { outcome, asked } = await run('IMPORT_COMPLETE')
    expect(outcome).toMatchObject({ status: 'IMPORT_COMPLETE' })
    expect(asked.find(({ operation }) => operation === 'CreateChangeSet')?.input).toMatchObject({
      ChangeSetType: 'IMPORT',
      ResourcesToImport: [
        {
          LogicalResourceId: 'Reports',
          ResourceType: 'AWS::DynamoDB::Table',
          ResourceIdentifier: { TableName: 'reports' },
        },
      ],
    })
  })

  test('that is rolled back has changed nothing', async () => {
    const { outcome } = await run('IMPORT_ROLLBACK_COMPLETE')
    expect(outcome).toMatchObject({
      code: 'CFN_STACK_FAILED',
      message: expect.stringContaining('it is of another account'),
      hint: expect.stringContaining('former state is back'),
    })
  })
})

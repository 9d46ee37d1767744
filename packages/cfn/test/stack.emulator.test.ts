import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { GetAliasCommand, LambdaClient, PublishVersionCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda'
import type { Session } from '@project-utils/aws'
import {
  applyStack,
  type DesiredStack,
  deleteStack,
  discardChangeSet,
  ownedResources,
  planStack,
  prepareStack,
  readStack,
  readStackInput,
  type StackState,
} from '@project-utils/cfn'
import { isProjectError, type Step } from '@project-utils/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { callsSince, desire, listen, openLocal } from './cloud.ts'

let local: TestCloud
let session: Session
let client: CloudFormationClient

beforeAll(async () => {
  local = await testCloud()
  session = openLocal(local.endpoint)
  client = session.client(CloudFormationClient)
})
afterAll(async () => {
  session?.destroy()
  await local?.stop()
})

const queue = (name: string, timeout: number): string =>
  `Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: ${name}, VisibilityTimeout: ${timeout} } }\nOutputs:\n  JobsUrl: { Value: !Ref Jobs }\n`

/** Fails on the emulator as on AWS: the function does not exist. */
const failing = (name: string): string =>
  `${queue(name, 60).replace('Outputs:', '  Broken:\n    Type: AWS::Lambda::EventInvokeConfig\n    DependsOn: Jobs\n    Properties: { FunctionName: nobody, Qualifier: $LATEST, MaximumRetryAttempts: 1 }\nOutputs:')}`

async function apply(desired: DesiredStack, release: string, context = listen()): Promise<StackState> {
  let state = await readStack(client, desired.name)
  const owned = state.arn === undefined ? [] : await ownedResources(client, state.arn)
  const plan = planStack({ desired, state, owned })
  expect(plan.refusals).toEqual([])
  for (const step of plan.steps) state = await applyStep(step, release, context)
  return state
}

async function applyStep(step: Step, release: string, context = listen()): Promise<StackState> {
  return await applyStack(client, { stack: readStackInput(step), approvedRisks: step.risks, release }, context)
}

async function failureOf(work: Promise<unknown>): Promise<{ code: string; message: string; hint: string | undefined }> {
  try {
    await work
  } catch (error) {
    if (isProjectError(error)) return { code: error.code, message: error.message, hint: error.hint }
    throw error
  }
  throw new Error('it did not fail')
}

describe('a stack on the local cloud', () => {
  test('is absent before it is made', async () => {
    expect(await readStack(client, 'cfn-none')).toMatchObject({ status: 'ABSENT', outputs: {} })
  })

  test('can be previewed without a trace', async () => {
    const desired = desire('cfn-preview', queue('cfn-preview', 30))
    const view = await prepareStack(client, desired, await readStack(client, desired.name), '20261121T1-a1', listen())
    expect(view).toMatchObject({ type: 'CREATE', empty: false, name: 'release-20261121T1-a1' })
    expect(view.changes).toMatchObject([{ subject: 'Jobs', action: 'create', type: 'AWS::SQS::Queue' }])
    expect((await readStack(client, desired.name)).status).toBe('REVIEW_IN_PROGRESS')
    await discardChangeSet(client, view)
    expect((await readStack(client, desired.name)).status).toBe('ABSENT')
  })

  test('is created from a prepared change set in few calls, then there is nothing to do', async () => {
    const desired = desire('cfn-create', queue('cfn-create', 30))
    const before = await readStack(client, desired.name)
    const start = session.calls.length
    const view = await prepareStack(client, desired, before, 'r1', listen())
    const [step] = planStack({ desired, state: before, changeSet: view }).steps
    if (step === undefined) throw new Error('no step')
    const context = listen()
    const input = { stack: readStackInput(step), changeSet: view, approvedRisks: step.risks, release: 'r1' }
    const state = await applyStack(client, input, context)
    const calls = callsSince(session, start)
    expect(state.status).toBe('CREATE_COMPLETE')
    expect(state.outputs['JobsUrl']).toContain('cfn-create')
    expect(calls.length, calls.join(' ')).toBeLessThanOrEqual(7)
    const statuses = context.notices.flatMap((n) => (n.type === 'fact' ? [(n.data as { status: string }).status] : []))
    // Nobody needs the events of what has ended well by the first look.
    expect(statuses.at(-1)).toBe(calls.includes('DescribeStackEvents') ? 'CREATE_COMPLETE' : undefined)

    const recorded = { digest: desired.digest, updatedAt: state.updatedAt ?? '' }
    expect(planStack({ desired, state, recorded })).toMatchObject({ decision: 'nothing', steps: [] })
    const again = await prepareStack(client, desired, state, 'r2', listen())
    expect(again).toMatchObject({ empty: true, type: 'UPDATE' })
    expect(planStack({ desired, state, changeSet: again }).decision).toBe('nothing')
  })

  test('is updated in few calls, and its last update tells it from what was there before', async () => {
    const made = await apply(desire('cfn-update', queue('cfn-update', 30)), 'r1')
    const start = session.calls.length
    const state = await apply(desire('cfn-update', queue('cfn-update', 45)), 'r2')
    const calls = callsSince(session, start).filter((name) => name !== 'ListStackResources')
    expect(state.status).toBe('UPDATE_COMPLETE')
    expect(state.updatedAt).not.toBe(made.updatedAt)
    expect(calls.length, calls.join(' ')).toBeLessThanOrEqual(8)
  })

  test('names the root cause of a failed update and has its former state back', async () => {
    await apply(desire('cfn-fail', queue('cfn-fail', 30)), 'r1')
    const failure = await failureOf(apply(desire('cfn-fail', failing('cfn-fail')), 'r2'))
    expect(failure).toMatchObject({ code: 'CFN_STACK_FAILED', message: expect.stringContaining('Broken') })
    const state = await readStack(client, 'cfn-fail')
    expect(state.status).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect((await apply(desire('cfn-fail', queue('cfn-fail', 50)), 'r3')).status).toBe('UPDATE_COMPLETE')
  })

  test('whose creation failed is deleted and created in two steps', async () => {
    const failure = await failureOf(apply(desire('cfn-again', failing('cfn-again')), 'r1'))
    expect(failure).toMatchObject({ code: 'CFN_STACK_FAILED', message: expect.stringContaining('Broken') })
    const first = await readStack(client, 'cfn-again')
    expect(first.status).toBe('ROLLBACK_COMPLETE')
    const desired = desire('cfn-again', queue('cfn-again', 30))
    const { steps } = planStack({ desired, state: first })
    expect(steps.map(({ id, needs }) => [id, needs])).toEqual([
      ['stack.app.delete', []],
      ['stack.app', ['stack.app.delete']],
    ])
    const state = await apply(desired, 'r2')
    expect(state.status).toBe('CREATE_COMPLETE')
    expect(state.arn).not.toBe(first.arn)
  })

  test('stops a change set made at its turn that shows a risk nobody approved, and removes it', async () => {
    const withRole = `${queue('cfn-risk', 30).replace('Outputs:', '  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }\nOutputs:')}`
    await apply(desire('cfn-risk', queue('cfn-risk', 30)), 'r1')
    const state = await readStack(client, 'cfn-risk')
    const [step] = planStack({ desired: desire('cfn-risk', withRole), state }).steps
    if (step === undefined) throw new Error('no step')
    const failure = await failureOf(applyStep({ ...step, risks: [] }, 'r2'))
    expect(failure).toMatchObject({ code: 'CFN_NEW_RISK', hint: expect.stringContaining('--accept-risk Role') })
    expect(await readStack(client, 'cfn-risk')).toEqual(state)
  })

  test('a refused template leaves nothing behind', async () => {
    const unknownType = 'Resources:\n  A: { Type: AWS::Nonsense::Thing }\n'
    const failure = await failureOf(apply(desire('cfn-refused', unknownType), 'r1'))
    expect(failure.code).toBe('CFN_CHANGE_SET_FAILED')
    expect((await readStack(client, 'cfn-refused')).status).toBe('ABSENT')
  })

  test('keeps a managed alias where the tool moved it, through an update and a failed one', async () => {
    const text = (description: string, extra = ''): string => `
Parameters: { ApiVersion: { Type: String, Default: $LATEST } }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }] }
  Api:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: cfn-alias
      Description: ${description}
      Runtime: nodejs24.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: { ZipFile: "exports.handler = async () => 1" }
  Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Api, FunctionVersion: !Ref ApiVersion } }
${extra}`
    const lambda = session.client(LambdaClient)
    const target = { FunctionName: 'cfn-alias', Name: 'live' }
    await apply(desire('cfn-alias', text('one')), 'r1')
    const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: 'cfn-alias' }))
    await lambda.send(new UpdateAliasCommand({ ...target, FunctionVersion: Version }))
    await apply(desire('cfn-alias', text('two')), 'r2')
    expect((await lambda.send(new GetAliasCommand(target))).FunctionVersion).toBe(Version)
    const broken =
      '  Broken: { Type: AWS::Lambda::EventInvokeConfig, DependsOn: Api, Properties: { FunctionName: nobody, Qualifier: x } }'
    await failureOf(apply(desire('cfn-alias', text('three', broken)), 'r3'))
    expect((await lambda.send(new GetAliasCommand(target))).FunctionVersion).toBe(Version)
  })

  test('is deleted by its ARN and gone', async () => {
    const { arn = '' } = await apply(desire('cfn-delete', queue('cfn-delete', 30)), 'r1')
    expect(await ownedResources(client, 'cfn-delete')).toMatchObject([{ logicalId: 'Jobs', type: 'AWS::SQS::Queue' }])
    await deleteStack(client, arn, {}, listen())
    expect((await readStack(client, 'cfn-delete')).status).toBe('ABSENT')
    await deleteStack(client, arn, {}, listen())
  })
})

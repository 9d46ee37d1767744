import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChangeSetView } from '../change-set/change-set-view.ts'
import { readStackInput } from '../execute/stack-input.ts'
import { arn, desired, stateIn } from '../fixtures.test.fixture.ts'
import type { OwnedResource } from '../state/read.ts'
import { type StackPresence, stackStatuses } from '../state/status.ts'
import { namesToCheck, type PlanStackInput, planStack } from './plan.ts'

/** The column "legal next" of the page on stack states, in operations; from the SDK's comments and public issues. */
const legalNext: Readonly<Record<StackPresence, readonly string[]>> = {
  ABSENT: ['CREATE'],
  REVIEW_IN_PROGRESS: ['CREATE', 'DeleteStack'],
  CREATE_IN_PROGRESS: ['wait', 'DeleteStack'],
  CREATE_COMPLETE: ['UPDATE', 'DeleteStack'],
  CREATE_FAILED: ['RollbackStack', 'DeleteStack'],
  ROLLBACK_IN_PROGRESS: ['wait'],
  ROLLBACK_COMPLETE: ['DeleteStack'],
  ROLLBACK_FAILED: ['DeleteStack'],
  UPDATE_IN_PROGRESS: ['wait', 'CancelUpdateStack'],
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: ['wait'],
  UPDATE_COMPLETE: ['UPDATE', 'DeleteStack'],
  UPDATE_FAILED: ['RollbackStack', 'DeleteStack'],
  UPDATE_ROLLBACK_IN_PROGRESS: ['wait'],
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: ['wait'],
  UPDATE_ROLLBACK_COMPLETE: ['UPDATE', 'DeleteStack'],
  UPDATE_ROLLBACK_FAILED: ['ContinueUpdateRollback', 'DeleteStack'],
  DELETE_IN_PROGRESS: ['wait'],
  DELETE_FAILED: ['DeleteStack'],
  DELETE_COMPLETE: ['CREATE'],
  IMPORT_IN_PROGRESS: ['wait'],
  IMPORT_ROLLBACK_IN_PROGRESS: ['wait'],
  IMPORT_COMPLETE: ['UPDATE', 'DeleteStack'],
  IMPORT_ROLLBACK_COMPLETE: ['UPDATE', 'DeleteStack'],
  IMPORT_ROLLBACK_FAILED: ['person'],
}

/** The first operation that a plan chooses, or that its refusal tells the person to do. */
function chosen(input: PlanStackInput): string {
  const { steps, refusals } = planStack(input)
  const hint = refusals[0]?.hint ?? ''
  if (/rollback-stack/.test(hint)) return 'RollbackStack'
  if (/continue-update-rollback/.test(hint)) return 'ContinueUpdateRollback'
  if (/wait for its end/.test(hint)) return 'wait'
  if (/describe-stack-events/.test(hint)) return 'person'
  if (/delete-stack|update-termination-protection/.test(hint)) return 'DeleteStack'
  const [first] = steps
  if (first === undefined) return 'nothing'
  const operations = { create: 'CREATE', update: 'UPDATE', delete: 'DeleteStack', settle: 'settle' }
  return operations[readStackInput(first).operation]
}

const neverGood: readonly StackPresence[] = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED']

const view: ChangeSetView = {
  id: 'arn:aws:cloudformation:eu-west-1:111111111111:changeSet/release-r1/abc',
  name: 'release-r1',
  stackArn: arn,
  type: 'UPDATE',
  changes: [{ subject: 'Extra', action: 'create', type: 'AWS::SQS::Queue' }],
  risks: [{ kind: 'data-loss', subject: 'Reports', message: 'Reports is replaced' }],
  empty: false,
  madeShell: false,
}

describe('planStack', () => {
  test.each([
    ['ABSENT', 'create', ['stack.app'], []],
    ['DELETE_COMPLETE', 'create', ['stack.app'], []],
    ['REVIEW_IN_PROGRESS', 'create', ['stack.app'], []],
    ['CREATE_COMPLETE', 'update', ['stack.app'], []],
    ['UPDATE_COMPLETE', 'update', ['stack.app'], []],
    ['UPDATE_ROLLBACK_COMPLETE', 'update', ['stack.app'], []],
    ['IMPORT_COMPLETE', 'update', ['stack.app'], []],
    ['IMPORT_ROLLBACK_COMPLETE', 'update', ['stack.app'], []],
    ['ROLLBACK_COMPLETE', 'recreate', ['stack.app.delete', 'stack.app'], []],
    ['ROLLBACK_FAILED', 'recreate', ['stack.app.delete', 'stack.app'], []],
    ['CREATE_FAILED', 'repair', [], ['CFN_STACK_PAUSED']],
    ['UPDATE_FAILED', 'repair', [], ['CFN_STACK_PAUSED']],
    ['UPDATE_ROLLBACK_FAILED', 'continue', [], ['CFN_ROLLBACK_FAILED']],
    ['DELETE_FAILED', 'delete', [], ['CFN_DELETE_FAILED']],
    ['IMPORT_ROLLBACK_FAILED', 'person', [], ['CFN_IMPORT_FAILED']],
    ['CREATE_IN_PROGRESS', 'wait', [], ['CFN_STACK_BUSY']],
    ['ROLLBACK_IN_PROGRESS', 'wait', [], ['CFN_STACK_BUSY']],
    ['DELETE_IN_PROGRESS', 'wait', [], ['CFN_STACK_BUSY']],
    ['UPDATE_IN_PROGRESS', 'wait', [], ['CFN_STACK_BUSY']],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'wait', [], ['CFN_STACK_BUSY']],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'wait', [], ['CFN_STACK_BUSY']],
    ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'wait', [], ['CFN_STACK_BUSY']],
    ['IMPORT_IN_PROGRESS', 'wait', [], ['CFN_STACK_BUSY']],
    ['IMPORT_ROLLBACK_IN_PROGRESS', 'wait', [], ['CFN_STACK_BUSY']],
  ] as const)('decides on %s: %s', (status, decision, ids, codes) => {
    const plan = planStack({ desired: desired(), state: stateIn(status) })
    expect(plan.decision).toBe(decision)
    expect(plan.steps.map(({ id }) => id)).toEqual(ids)
    expect(plan.refusals.map(({ code }) => code)).toEqual(codes)
    for (const { hint } of plan.refusals) expect(hint).toContain('--stack-name shop-dev-app --region eu-west-1')
  })

  test('knows all 23 statuses', () => {
    expect(stackStatuses).toHaveLength(23)
    expect(Object.keys(legalNext).toSorted()).toEqual(['ABSENT', ...stackStatuses].toSorted())
  })

  test('chooses only what is legal next, and never deletes a stack that ever had a good state', () => {
    const owned = fc.constantFrom<OwnedResource[]>(
      [],
      [{ logicalId: 'Reports', type: 'AWS::DynamoDB::Table', physicalId: 't', status: 'DELETE_SKIPPED' }],
      [{ logicalId: 'Role', type: 'AWS::IAM::Role', physicalId: 'r', status: 'DELETE_FAILED' }],
    )
    const inputs = fc.record({
      status: fc.constantFrom<StackPresence>('ABSENT', ...stackStatuses),
      terminationProtection: fc.boolean(),
      owned,
      changeSet: fc.option(fc.constantFrom(view, { ...view, empty: true }), { nil: undefined }),
      recorded: fc.boolean(),
    })
    fc.assert(
      fc.property(inputs, ({ status, terminationProtection, changeSet, recorded, ...rest }) => {
        const stack = desired()
        const state = stateIn(status, { terminationProtection })
        const input: PlanStackInput = {
          ...{ ...rest, desired: stack, state },
          ...(changeSet === undefined ? {} : { changeSet }),
          ...(recorded ? { recorded: { digest: stack.digest, updatedAt: state.updatedAt ?? '' } } : {}),
        }
        const operation = chosen(input)
        expect([...legalNext[status], 'nothing']).toContain(operation)
        if (!neverGood.includes(status)) {
          for (const step of planStack(input).steps) expect(readStackInput(step).operation).not.toBe('delete')
        }
      }),
    )
  })

  test('finds nothing to do by digest and time of the last update, and nowhere else', () => {
    const stack = desired()
    const state = stateIn('UPDATE_COMPLETE')
    const recorded = { digest: stack.digest, updatedAt: state.updatedAt ?? '' }
    expect(planStack({ desired: stack, state, recorded }).decision).toBe('nothing')
    const others = [
      { recorded: { ...recorded, digest: 'other' } },
      { recorded: { ...recorded, updatedAt: '2026-11-21T11:00:00.000Z' } },
      { recorded, state: stateIn('UPDATE_ROLLBACK_COMPLETE') },
    ]
    for (const other of others) expect(planStack({ desired: stack, state, ...other }).decision).toBe('update')
    const [step] = planStack({ desired: stack, state, ...others[1] }).steps
    expect(step?.why).toContain('somebody else')
  })

  test('refuses to delete a failed stack that is protected or still holds something', () => {
    const state = stateIn('ROLLBACK_COMPLETE', { terminationProtection: true })
    const kept = { logicalId: 'Reports', type: 'AWS::DynamoDB::Table', physicalId: 't-1', status: 'DELETE_SKIPPED' }
    const gone = { logicalId: 'Role', type: 'AWS::IAM::Role', physicalId: 'r', status: 'DELETE_COMPLETE' }
    const { refusals } = planStack({ desired: desired(), state, owned: [kept, gone] })
    expect(refusals.map(({ code }) => code)).toEqual(['CFN_STACK_PROTECTED', 'CFN_STACK_PROTECTED'])
    expect(refusals[1]?.message).toContain('Reports (AWS::DynamoDB::Table t-1)')
    expect(refusals[1]?.message).not.toContain('Role')
  })

  test('refuses a first creation that meets a resource of the same name, and names place and ways on', () => {
    const found = { logicalId: 'Reports', type: 'AWS::DynamoDB::Table', name: 'shop-dev-reports' }
    const looked = { existing: [found], unlooked: [{ ...found, logicalId: 'Rule', why: 'no call' }] }
    const plan = planStack({ desired: desired(), state: stateIn('ABSENT'), looked })
    expect(plan.refusals).toMatchObject([{ code: 'CFN_RESOURCE_EXISTS', where: { file: 'app.yaml', line: 3 } }])
    expect(plan.refusals[0]?.hint).toMatch(/import .* name it differently .* delete "shop-dev-reports"/)
    expect(plan.notes[0]).toContain('Rule')
  })

  test('knows a resource of its own by the name at the end of an ARN or an address, and only of its own type', () => {
    const stack = desired('Resources:\n  News: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }\n')
    const own = { logicalId: 'News', physicalId: 'arn:aws:sns:eu-west-1:111111111111:news', status: 'DELETE_FAILED' }
    const looked = { existing: [{ logicalId: 'News', type: 'AWS::SNS::Topic', name: 'news' }], unlooked: [] }
    const refusals = (type: string) =>
      planStack({ desired: stack, state: stateIn('ROLLBACK_FAILED'), looked, owned: [{ ...own, type }] }).refusals
    expect(refusals('AWS::SNS::Topic')).toEqual([])
    expect(refusals('AWS::SQS::Queue').map(({ code }) => code)).toContain('CFN_RESOURCE_EXISTS')
  })

  test('looks up every name of a new stack, and only added ones of an existing stack', () => {
    const stack = desired(
      'Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: j } }\n  Extra: { Type: AWS::SQS::Queue, Properties: { QueueName: e } }\n',
    )
    const ids = (...args: Parameters<typeof namesToCheck>): string[] => namesToCheck(...args).map((n) => n.logicalId)
    expect(ids(stack, stateIn('ABSENT'))).toEqual(['Jobs', 'Extra'])
    expect(ids(stack, stateIn('ROLLBACK_COMPLETE'))).toEqual(['Jobs', 'Extra'])
    expect(ids(stack, stateIn('UPDATE_COMPLETE'), view)).toEqual(['Extra'])
    expect(ids(stack, stateIn('UPDATE_COMPLETE'))).toEqual([])
  })

  test('a change set gives changes and risks; a risk is accepted by its logical id alone', () => {
    const base = { desired: desired(), state: stateIn('UPDATE_COMPLETE'), changeSet: view }
    expect(planStack(base).steps[0]).toMatchObject({ changes: view.changes, risks: view.risks })
    expect(planStack({ ...base, accept: ['Reports'] }).steps[0]?.risks[0]?.accepted).toBe(true)
    expect(planStack({ ...base, accept: ['Other'] }).steps[0]?.risks[0]?.accepted).toBeUndefined()
  })

  test('without a change set it compares with the recorded template and says what it cannot know', () => {
    const body = JSON.stringify({
      Resources: {
        Reports: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'old-name' } },
        Gone: { Type: 'AWS::S3::Bucket' },
        Kept: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' },
      },
    })
    const plan = planStack({ desired: desired(), state: stateIn('UPDATE_COMPLETE'), previous: { body } })
    const lines = plan.steps[0]?.changes?.map(({ subject, action }) => `${action} ${subject}`)
    expect(lines).toEqual(['remove Gone', 'remove Kept', 'replace Reports', 'create Role'])
    const risks = plan.steps[0]?.risks.map(({ kind, subject }) => `${kind} ${subject}`)
    expect(risks).toEqual(['data-loss Gone', 'data-loss Reports', 'widened-access Role'])
    expect(plan.notes).toEqual([expect.stringContaining('only with its change set')])
  })

  test('the shell that a preview makes does not make it another plan', () => {
    const before = planStack({ desired: desired(), state: stateIn('ABSENT') })
    const after = planStack({ desired: desired(), state: stateIn('REVIEW_IN_PROGRESS') })
    expect(after).toEqual(before)
  })
})

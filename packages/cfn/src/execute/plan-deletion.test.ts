import { describe, expect, test } from 'vitest'
import { stateIn } from '../fixtures.test.fixture.ts'
import type { DeletionWorld, DoomedResource, DoomedStack } from './deletion.ts'
import { planDeletion } from './plan-deletion.ts'

const scope = {
  project: 'shop',
  environment: 'dev',
  tier: 'full',
  account: '111111111111',
  region: 'eu-west-1',
} as const
const table: DoomedResource = {
  path: 'Reports',
  type: 'AWS::DynamoDB::Table',
  physicalId: 'reports',
  retained: false,
  stateful: true,
}
const role: DoomedResource = {
  path: 'Role',
  type: 'AWS::IAM::Role',
  physicalId: 'role',
  retained: false,
  stateful: false,
}
const stack = (more: Partial<DoomedStack> = {}): DoomedStack => ({
  ...{ key: 'app', state: stateIn('UPDATE_COMPLETE'), resources: [role], blocks: [], imported: [], after: [], ...more },
})
const plan = (stacks: readonly DoomedStack[], more: Partial<DeletionWorld> = {}) =>
  planDeletion({ scope, stacks, records: { stacks: {} }, accept: [], retain: [], ...more }, '--env dev')

describe('planDeletion', () => {
  test('names all that goes, nested resources too, and what stays', () => {
    const nested = { ...role, path: 'Child/Role' }
    const { steps, notes } = plan([stack({ resources: [role, nested, { ...table, retained: true }] })])
    expect(steps.map(({ changes }) => changes?.map(({ subject }) => subject))).toEqual([['Role', 'Child/Role']])
    expect(notes).toEqual([expect.stringContaining('Reports')])
  })

  test('data that would be lost must be given up by name', () => {
    const risks = (accept: readonly string[]) => plan([stack({ resources: [table] })], { accept }).steps[0]?.risks
    expect(risks([])).toMatchObject([{ kind: 'data-loss', subject: 'Reports' }])
    expect(risks(['Reports'])).toMatchObject([{ accepted: true }])
  })

  test('a stack goes before those that it takes something of', () => {
    const data = stack({ key: 'data', after: ['app'] })
    const steps = plan([data, stack()]).steps
    expect(steps.map(({ id, needs }) => [id, needs])).toEqual([
      ['delete.data', ['delete.app']],
      ['delete.app', []],
    ])
  })

  test('one that is not there is neither deleted nor waited for', () => {
    const gone = stack({ state: stateIn('ABSENT') })
    expect(plan([stack({ key: 'data', after: ['app'] }), gone]).steps.map(({ needs }) => needs)).toEqual([[]])
  })

  test.each([
    [
      'is protected',
      { state: stateIn('UPDATE_COMPLETE', { terminationProtection: true }) },
      'CFN_STACK_PROTECTED',
      /protect off app --env dev/,
    ],
    ['is busy', { state: stateIn('UPDATE_IN_PROGRESS') }, 'CFN_STACK_BUSY', /events app --follow/],
    [
      'exports what others import',
      { imported: [{ name: 'shop-queue', importers: ['other'] }] },
      'CFN_EXPORT_IN_USE',
      /delete other first/,
    ],
    [
      'holds a bucket with content',
      {
        blocks: [
          {
            logicalId: 'Files',
            type: 'AWS::S3::Bucket',
            physicalId: 'files',
            reason: 'bucket files is not empty',
            hint: 'aws s3 rm',
          },
        ],
      },
      'CFN_DELETE_BLOCKED',
      /aws s3 rm/,
    ],
  ] as const)('a stack that %s is refused with the way on', (_, more, code, hint) => {
    expect(plan([stack(more)]).refusals).toMatchObject([{ code, hint: expect.stringMatching(hint) }])
  })

  test('resources are left by name only once a deletion has failed', () => {
    const failed = stack({ state: stateIn('DELETE_FAILED') })
    expect(plan([failed], { retain: ['Role'] }).steps[0]?.input).toMatchObject({ retain: ['Role'] })
    expect(plan([stack()], { retain: ['Role'] }).refusals).toMatchObject([{ code: 'CFN_RETAIN_TOO_EARLY' }])
  })
})

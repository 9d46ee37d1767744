import type { Ending, Step } from '@project-utils/contract'
import { expect, test } from 'vitest'
import { desired, stateIn } from '../fixtures.test.fixture.ts'
import type { RecordedStack } from '../state/stack-records.ts'
import type { StackState } from '../state/state.ts'
import { recordedStacks } from './deploy-records.ts'
import type { Deployment } from './deployment.ts'

const { digest } = desired()
const step = (id: string): Step => ({
  ...{ id, kind: 'stack', title: id, why: '', needs: [], action: 'modify', undo: 'automatic', risks: [] },
})
const done = (id: string, data: object) => ({
  step: step(id),
  result: { outcome: 'done' as const, data: data as never },
  ms: 1,
})
const deployed = {
  ...{ name: 'shop-dev-app', arn: 'arn', status: 'UPDATE_COMPLETE', digest, outputs: {} },
  updatedAt: 'later',
  took: { 'A UPDATE': 5 },
}

function recorded(state: StackState, ending: Partial<Ending>, before?: Partial<RecordedStack>) {
  const stacks = { app: { desired: desired(), state, after: [], takes: [], pending: false } }
  const records = { stacks: before === undefined ? {} : { app: before as RecordedStack } }
  const all: Ending = { outcome: 'succeeded', done: [], open: [], ...ending }
  return recordedStacks(all, { stacks, records } as unknown as Deployment, 'r1')['app']
}
const there = stateIn('UPDATE_COMPLETE')

test('a stack that was deployed is recorded as it was left', () => {
  expect(recorded(there, { done: [done('stack.app', deployed)] })).toMatchObject({
    digest,
    updatedAt: 'later',
    run: 'r1',
    took: { 'A UPDATE': 5 },
  })
})

test('a stack that was found as wanted is recorded, so that the next run needs no change set', () => {
  expect(recorded(there, {})).toMatchObject({ digest, updatedAt: there.updatedAt })
})

test('what is recorded already is not written again', () => {
  expect(recorded(there, {}, { digest, updatedAt: there.updatedAt ?? '' })).toBeUndefined()
})

test.each([
  ['failed', { outcome: 'failed', failed: { step: step('stack.app'), error: new Error('x'), ms: 1 } }],
  ['was not begun', { outcome: 'failed', open: [step('stack.app')] }],
] as const)('a stack that %s is not recorded as wanted', (_, ending) => {
  expect(recorded(there, ending)).toBeUndefined()
})

test('a stack that is not there, or half-way, is not recorded', () => {
  expect(recorded(stateIn('ABSENT'), {})).toBeUndefined()
  expect(recorded(stateIn('UPDATE_FAILED'), {})).toBeUndefined()
})

import { describe, expect, test } from 'vitest'
import { desired, stateIn } from '../fixtures.test.fixture.ts'
import type { StackHandling } from './handling.ts'
import { settlingStep } from './settling-step.ts'

const of = (handling: StackHandling) => ({ ...desired(), handling })
const policy = '{"Statement":[]}'

describe('settlingStep', () => {
  test.each([
    ['protection that is missing', { protect: true }, false, { protect: true }],
    ['protection that is not wanted', { protect: false }, true, { protect: false }],
    ['a policy that was not recorded', { policy }, false, { policy }],
    ['both', { protect: true, policy }, false, { protect: true, policy }],
  ] as const)('sets %s', (_, handling, terminationProtection, expected) => {
    const step = settlingStep(of(handling), stateIn('UPDATE_COMPLETE', { terminationProtection }), undefined)
    expect(step).toMatchObject({ id: 'stack.app.settings', input: { operation: 'settle', handling: expected } })
  })

  test.each([
    ['nothing is said', {}, 'UPDATE_COMPLETE'],
    ['the protection is as wanted', { protect: false }, 'UPDATE_COMPLETE'],
    ['the stack does not exist', { protect: true }, 'ABSENT'],
    ['an operation runs', { protect: true }, 'UPDATE_IN_PROGRESS'],
  ] as const)('does nothing where %s', (_, handling, status) => {
    expect(settlingStep(of(handling), stateIn(status), undefined)).toBeUndefined()
  })

  test('a policy that was recorded is not set again', () => {
    const wanted = of({ policy })
    expect(settlingStep(wanted, stateIn('UPDATE_COMPLETE'), { digest: wanted.digest })).toBeUndefined()
  })
})

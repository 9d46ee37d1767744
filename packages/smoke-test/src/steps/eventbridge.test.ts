import { expect, test } from 'vitest'
import { fakeClient, problemsOf, runOne, serviceError } from './step.test.fixture.ts'

const put = { put: { id: 7 }, source: 'votes', type: 'VoteCast' }

test.each([
  [{}, ['needs one of put, rule']],
  [{ put: { a: 1 } }, ['needs source', 'needs type']],
  [{ ...put, put: 'x' }, ['"x" is no map with something in it (put)']],
  [{ ...put, expect: { state: 'enabled' } }, ['putting proves only that the bus took the event (expect)']],
  [{ rule: 'Nightly' }, ['expects nothing of the answer (expect)']],
  [{ rule: 'Nightly', expect: { state: 'on' } }, ['"on" is no state of a rule (expect.state)']],
])('refuses %j', (settings, problems) => {
  expect(problemsOf('eventbridge', settings as never)).toEqual(problems)
})

const resources = {
  Bus: { physicalId: 'votes-dev-bus', type: 'AWS::Events::EventBus', stack: 'votes-dev-app' },
  Nightly: { physicalId: 'votes-dev-bus|nightly', type: 'AWS::Events::Rule', stack: 'votes-dev-app' },
}
const took = { PutEvents: { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] }, DescribeEventBus: {} }
const failed = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'NotAuthorizedForSource', ErrorMessage: 'no' }] }
const rule = { DescribeRule: { State: 'DISABLED' }, ListTargetsByRule: { Targets: [{ Arn: 'arn:x' }] } }

test.each([
  [put, took, undefined],
  [{ ...put, bus: 'Bus' }, took, undefined],
  // An answer of 200 in which the entry failed.
  [put, { PutEvents: failed }, 'the bus did not take the event: NotAuthorizedForSource no'],
  [put, { PutEvents: {} }, 'the bus did not take the event: without saying why'],
  [
    { ...put, bus: 'Bus' },
    { DescribeEventBus: serviceError('ResourceNotFoundException') },
    'bus votes-dev-bus does not exist; the project has Bus (votes-dev-bus)',
  ],
  [{ rule: 'Nightly', expect: { state: 'disabled', targets: 1 } }, rule, undefined],
  [
    { rule: 'Nightly', expect: { state: 'enabled', targets: { min: 2 } } },
    rule,
    'expected state ENABLED, got DISABLED; expected at least 2 targets, got 1',
  ],
  [
    { rule: 'x', expect: { state: 'enabled' } },
    { DescribeRule: serviceError('ResourceNotFoundException') },
    'rule x does not exist; the project has Nightly (votes-dev-bus|nightly)',
  ],
])('asks %j', async (settings, answers, message) => {
  const result = await runOne('eventbridge', settings as never, { ...fakeClient(answers), resources })
  expect(result.message).toBe(message)
})

test('looks at a rule on its own bus', async () => {
  const { client, calls } = fakeClient(rule)
  await runOne('eventbridge', { rule: 'Nightly', expect: { targets: 1 } }, { client, resources })
  expect(calls[0]?.input).toEqual({ EventBusName: 'votes-dev-bus', Name: 'nightly' })
})

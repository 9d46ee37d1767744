import { expect, test } from 'vitest'
import {
  type Cause,
  type FakeAccount,
  foreignAlarm,
  inDays,
  lookAt,
  set,
  status,
  unwell,
  wellAccount,
} from './health.test.fixture.ts'

const alarm = { AlarmName: 'votes-dev-alarm-errors', Dimensions: [], StateReason: 'Threshold Crossed' }

/** What is degraded, or could become an outage. */
const yellow: readonly Cause[] = [
  ['a stack that is being updated', 'stacks', 'stack-status', (a) => set(a, { stackStatus: 'UPDATE_IN_PROGRESS' })],
  [
    'an address that answers 404, and nothing says it should',
    'endpoints',
    'endpoint-undeclared',
    (a) => set(a.answers, { '/': status(404) }),
  ],
  [
    'an address that answers at the second try',
    'endpoints',
    'endpoint-retried',
    (a) => set(a.answers, { '/reports': once(status(502)) }),
  ],
  ['a few failed calls', 'functions', 'function-errors', (a) => set(a.metrics, { Errors: [4] })],
  [
    'a few throttled calls',
    'functions',
    'function-throttles',
    (a) => set(a.metrics, { Invocations: [1000], Throttles: [1] }),
  ],
  [
    'a call that took most of the timeout',
    'functions',
    'function-duration',
    (a) => set(a.metrics, { Duration: [25_000] }),
  ],
  [
    'a function that Lambda put away',
    'functions',
    'function-state',
    (a) => set(a.configuration, { State: 'Inactive' }),
  ],
  ['an alarm that is gone', 'alarms', 'alarms-gone', (a) => a.alarms.pop()],
  [
    'a message that waits for 6 minutes',
    'queues',
    'queue-age',
    (a) => set(a.metrics, { ApproximateAgeOfOldestMessage: [360] }),
  ],
  [
    'messages of unknown age',
    'queues',
    'queue-age-unknown',
    (a) => set(a.metrics, { ApproximateAgeOfOldestMessage: [] }),
  ],
  ['many messages', 'queues', 'queue-depth', (a) => set(a.queue, { ApproximateNumberOfMessages: '1000' })],
  ['a table that is being changed', 'tables', 'table-status', (a) => set(a.table, { TableStatus: 'UPDATING' })],
  [
    'an index that is being made',
    'tables',
    'table-status',
    (a) => set(a.table, { GlobalSecondaryIndexes: [{ IndexName: 'byVotes', IndexStatus: 'CREATING' }] }),
  ],
  ['a few throttled writes', 'tables', 'table-throttles', (a) => set(a.metrics, { WriteThrottleEvents: [2] })],
  ['a table that cannot be restored', 'tables', 'table-recovery', (a) => set(a, { recovery: 'DISABLED' })],
  [
    'a distribution that is on its way',
    'distributions',
    'distribution-status',
    (a) => set(a.distribution, { Status: 'InProgress' }),
  ],
  ['some answers with 5xx', 'distributions', 'distribution-errors', (a) => set(a.metrics, { '5xxErrorRate': [2, 2] })],
  [
    'a certificate with 20 days left',
    'certificates',
    'certificate-expiry',
    (a) => set(a.certificate, { NotAfter: inDays(20) }),
  ],
  [
    'a renewal that failed',
    'certificates',
    'certificate-renewal',
    (a) => set(a.certificate, { RenewalSummary: { RenewalStatus: 'FAILED' } }),
  ],
]

function once(answer: () => Response): () => Response {
  let asked = 0
  return () => {
    asked += 1
    return asked === 1 ? answer() : new Response('{}', { status: 200 })
  }
}

test.each(yellow)('is degraded by %s, and nothing else is', async (_, area, rule, plant) => {
  const account = wellAccount()
  plant(account)
  const health = await lookAt(account)
  expect(unwell(health)).toEqual({ [area]: 'yellow' })
  expect(health.verdict).toBe('yellow')
  const rules = health.areas.flatMap(({ things }) => things.flatMap(({ reasons }) => reasons.map((one) => one.rule)))
  expect(new Set(rules)).toEqual(new Set([`health/${rule}`]))
})

/** What must not alarm anybody. */
const green: readonly (readonly [string, (account: FakeAccount) => unknown])[] = [
  ['a stack after a rollback to what was there', (a) => set(a, { stackStatus: 'UPDATE_ROLLBACK_COMPLETE' })],
  ['an alarm without data', (a) => a.alarms.splice(0, 1, { ...alarm, StateValue: 'INSUFFICIENT_DATA' })],
  ['an alarm of another project', (a) => a.alarms.push(foreignAlarm('other-dev-function-api'))],
  ['an alarm of another API on a stage of the same name', (a) => a.alarms.push(foreignAlarm('$default'))],
  [
    'an alarm by which capacity is steered',
    (a) =>
      a.alarms.push({ ...foreignAlarm('votes-dev-table-reports'), AlarmName: 'TargetTracking-table/votes-AlarmLow' }),
  ],
  ['a function that nobody calls', (a) => set(a.metrics, { Invocations: [], Duration: [] })],
  [
    'a queue that is empty now, and was not',
    (a) => {
      set(a.queue, { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' })
      set(a.metrics, { ApproximateAgeOfOldestMessage: [9000] })
    },
  ],
  [
    'a distribution with one bad minute among busy ones',
    (a) => set(a.metrics, { Requests: [1, 9999], '5xxErrorRate': [100, 0] }),
  ],
  ['a table without recovery in tier full', (a) => set(a, { tier: 'full', recovery: 'DISABLED' })],
]

test.each(green)('stays green with %s', async (_, plant) => {
  const account = wellAccount()
  plant(account)
  expect(unwell(await lookAt(account))).toEqual({})
})

import { expect, test } from 'vitest'
import {
  type Cause,
  foreignAlarm,
  inDays,
  lookAt,
  refuse,
  sdkError,
  set,
  status,
  unwell,
  wellAccount,
} from './health.test.fixture.ts'

const alarm = { AlarmName: 'votes-dev-alarm-errors', Dimensions: [], StateReason: 'Threshold Crossed' }
const notFound = sdkError('ResourceNotFoundException', 'not found')

/** One cause each; the look that must turn red for it, and no other, by this rule. */
const red: readonly Cause[] = [
  ['a stack that is not deployed', 'stacks', 'stack-absent', (a) => set(a, { isStackThere: false })],
  ['a stack whose creation failed', 'stacks', 'stack-status', (a) => set(a, { stackStatus: 'ROLLBACK_COMPLETE' })],
  ['a stack that is stuck', 'stacks', 'stack-status', (a) => set(a, { stackStatus: 'UPDATE_ROLLBACK_FAILED' })],
  ['an API that answers 500', 'endpoints', 'endpoint', (a) => set(a.answers, { '/reports': status(500) })],
  ['a site that answers 503', 'endpoints', 'endpoint', (a) => set(a.answers, { '/': status(503) })],
  [
    'an API that answers other than its step says',
    'endpoints',
    'endpoint',
    (a) => set(a.answers, { '/reports': status(403) }),
  ],
  ['a site that cannot be reached', 'endpoints', 'endpoint', (a) => set(a.answers, { '/': refuse })],
  ['a function that fails', 'functions', 'function-errors', (a) => set(a.metrics, { Errors: [5] })],
  ['a function that is throttled', 'functions', 'function-throttles', (a) => set(a.metrics, { Throttles: [3] })],
  [
    'a function that runs into its timeout',
    'functions',
    'function-duration',
    (a) => set(a.metrics, { Duration: [30_000] }),
  ],
  ['a function in state Failed', 'functions', 'function-state', (a) => set(a.configuration, { State: 'Failed' })],
  [
    'a function whose update failed',
    'functions',
    'function-update',
    (a) => set(a.configuration, { LastUpdateStatus: 'Failed' }),
  ],
  [
    'a function without concurrency',
    'functions',
    'function-concurrency',
    (a) => set(a, { concurrency: { ReservedConcurrentExecutions: 0 } }),
  ],
  ['a function that is gone', 'functions', 'functions-gone', (a) => set(a.refusals, { GetFunction: notFound })],
  [
    'an alarm of the stack in ALARM',
    'alarms',
    'alarm',
    (a) => a.alarms.splice(0, 1, { ...alarm, StateValue: 'ALARM' }),
  ],
  [
    'an alarm beside the stacks on a function of theirs',
    'alarms',
    'alarm',
    (a) => a.alarms.push(foreignAlarm('votes-dev-function-api')),
  ],
  [
    'an alarm beside the stacks on a queue of theirs',
    'alarms',
    'alarm',
    (a) => a.alarms.push(foreignAlarm('votes-dev-queue-mail')),
  ],
  [
    'a message that waits for 20 minutes',
    'queues',
    'queue-age',
    (a) => set(a.metrics, { ApproximateAgeOfOldestMessage: [1200, 10] }),
  ],
  ['a dead letter', 'queues', 'queue-dead-letters', (a) => set(a.deadLetters, { ApproximateNumberOfMessages: '1' })],
  [
    'a queue that is gone',
    'queues',
    'queues-gone',
    (a) => set(a.refusals, { GetQueueAttributes: sdkError('QueueDoesNotExist', 'no such queue') }),
  ],
  [
    'a table whose key is lost',
    'tables',
    'table-status',
    (a) => set(a.table, { TableStatus: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS' }),
  ],
  ['a table that is throttled', 'tables', 'table-throttles', (a) => set(a.metrics, { WriteThrottleEvents: [8, 4] })],
  [
    'a replica that could not be made',
    'tables',
    'table-status',
    (a) => set(a.table, { Replicas: [{ RegionName: 'eu-west-1', ReplicaStatus: 'CREATION_FAILED' }] }),
  ],
  ['a table that is gone', 'tables', 'tables-gone', (a) => set(a.refusals, { DescribeTable: notFound })],
  [
    'a distribution that is disabled',
    'distributions',
    'distribution-disabled',
    (a) => set(a.distribution.DistributionConfig, { Enabled: false }),
  ],
  [
    'a distribution that answers 5xx',
    'distributions',
    'distribution-errors',
    (a) => set(a.metrics, { '5xxErrorRate': [9, 0] }),
  ],
  [
    'a distribution that is gone',
    'distributions',
    'distributions-gone',
    (a) => set(a.refusals, { GetDistribution: sdkError('NoSuchDistribution', 'no such') }),
  ],
  [
    'an expired certificate',
    'certificates',
    'certificate-expired',
    (a) => set(a.certificate, { Status: 'EXPIRED', NotAfter: inDays(-1) }),
  ],
  [
    'a certificate with 3 days left',
    'certificates',
    'certificate-expiry',
    (a) => set(a.certificate, { NotAfter: inDays(3.5) }),
  ],
  [
    'a certificate that waits for validation',
    'certificates',
    'certificate-pending',
    (a) => set(a.certificate, { Status: 'PENDING_VALIDATION', NotAfter: undefined }),
  ],
  [
    'a certificate that was revoked',
    'certificates',
    'certificate-status',
    (a) => set(a.certificate, { Status: 'REVOKED' }),
  ],
  [
    'a served certificate with 3 days left',
    'certificates',
    'certificate-expiry',
    (a) => set(a, { served: { expires: inDays(3.5).toISOString(), isTrusted: true } }),
  ],
]

test.each(red)('turns red for %s, and nothing else does', async (_, area, rule, plant) => {
  const account = wellAccount()
  plant(account)
  const health = await lookAt(account)
  expect(unwell(health)).toEqual({ [area]: 'red' })
  expect(health.verdict).toBe('red')
  const things = health.areas.flatMap((one) => one.things)
  const reasons = things.flatMap((thing) => thing.reasons.map((reason) => ({ ...reason, thing })))
  expect(new Set(reasons.map((reason) => reason.rule))).toEqual(new Set([`health/${rule}`]))
  for (const { message, fix, level, thing } of reasons) {
    expect(level).toBe('red')
    expect(message).toContain(thing.name)
    expect(fix).toMatch(/^(aws|curl|project-\w+) /)
  }
})

test('is green where nothing is planted, having looked at everything', async () => {
  const health = await lookAt(wellAccount())
  expect(unwell(health)).toEqual({})
  expect(health.verdict).toBe('green')
  expect(health.areas.map(({ area, things }) => [area, things.length])).toEqual([
    ['stacks', 1],
    ['endpoints', 2],
    ['functions', 1],
    ['alarms', 1],
    ['queues', 2],
    ['tables', 1],
    ['distributions', 1],
    ['certificates', 3],
  ])
})

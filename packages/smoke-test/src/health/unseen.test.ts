import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { authority } from '../network/certificates.test.fixture.ts'
import { scope, step } from '../suite.test.fixture.ts'
import { healthFindings } from './findings.ts'
import { denied, lookAt, refuse, sdkError, unwell, wellAccount } from './health.test.fixture.ts'
import type { HealthArea } from './health.ts'

const withoutSteps = { suite: { name: 'smoke', steps: [], environment: scope } }

/** Whoever may not look must not be told that all is well. */
const unseen: readonly (readonly [command: string, action: string, areas: readonly HealthArea[]])[] = [
  ['GetFunction', 'lambda:GetFunction', ['functions']],
  ['GetMetricData', 'cloudwatch:GetMetricData', ['functions', 'queues', 'tables', 'distributions']],
  ['DescribeAlarms', 'cloudwatch:DescribeAlarms', ['alarms']],
  ['GetQueueAttributes', 'sqs:GetQueueAttributes', ['queues']],
  ['DescribeTable', 'dynamodb:DescribeTable', ['tables']],
  ['DescribeContinuousBackups', 'dynamodb:DescribeContinuousBackups', ['tables']],
  ['GetDistribution', 'cloudfront:GetDistribution', ['distributions']],
  ['DescribeCertificate', 'acm:DescribeCertificate', ['certificates']],
]

test.each(unseen)('does not know where %s is refused, and names %s', async (command, action, areas) => {
  const account = wellAccount()
  account.refusals[command] = denied(action)
  const health = await lookAt(account)
  expect(unwell(health)).toEqual(Object.fromEntries(areas.map((area) => [area, 'unknown'])))
  expect(health.verdict).toBe('unknown')
  const reasons = health.areas.flatMap(({ things }) => things.flatMap((thing) => thing.reasons))
  for (const { message, fix } of reasons) {
    expect(message).toContain(`it needs ${action}`)
    expect(fix).toBe(`allow ${action} to whoever looks, then look again`)
  }
})

test.each(unseen)('does not know where %s is throttled or never answers', async (command, _, areas) => {
  const throttled = wellAccount()
  throttled.refusals[command] = sdkError('ThrottlingException', 'Rate exceeded')
  expect(unwell(await lookAt(throttled))).toEqual(Object.fromEntries(areas.map((area) => [area, 'unknown'])))
  const silent = wellAccount()
  silent.silent.add(command)
  expect(unwell(await lookAt(silent, { timeLimit: 400 }))).toEqual(
    Object.fromEntries(areas.map((area) => [area, 'unknown'])),
  )
})

test.each([
  [
    'expired',
    { expires: '2026-11-21T00:00:00.000Z', isTrusted: false, why: 'CERT_HAS_EXPIRED' },
    'certificate-expired',
  ],
  ['untrusted', { expires: '2027-06-01T00:00:00.000Z', isTrusted: false, why: 'SELF_SIGNED' }, 'certificate-untrusted'],
])('blames a served certificate that is %s, not the addresses behind it', async (_, served, rule) => {
  const account = wellAccount()
  account.served = served
  account.answers['/'] = refuse
  account.answers['/reports'] = refuse
  const health = await lookAt(account)
  expect(unwell(health)).toEqual({ endpoints: 'unknown', certificates: 'red' })
  const rules = health.areas.flatMap(({ things }) => things.flatMap(({ reasons }) => reasons.map((one) => one.rule)))
  expect(new Set(rules)).toEqual(new Set(['health/endpoint-unasked', `health/${rule}`]))
})

test('leaves the trust in an own authority to the step that names it, but not the end of its certificate', async () => {
  const settings = { get: 'https://inside.example/', tls: { ca: 'authority.pem' }, expect: { status: 200 } }
  const folder = await mkdtemp(join(tmpdir(), 'project-utils-health-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'authority.pem'), authority)
  const suite = { name: 'smoke', steps: [step('http', settings)], environment: scope, folder }
  const account = wellAccount()
  account.served = { expires: '2027-06-01T00:00:00.000Z', isTrusted: false, why: 'SELF_SIGNED_CERT_IN_CHAIN' }
  expect(unwell(await lookAt(account, { suite, outputs: [] }))).toEqual({})
  account.served = { ...account.served, expires: '2026-11-21T00:00:00.000Z' }
  expect(unwell(await lookAt(account, { suite, outputs: [] }))).toEqual({ certificates: 'red' })
})

test('is red, not unknown, where both are', async () => {
  const account = wellAccount()
  account.refusals['DescribeAlarms'] = denied('cloudwatch:DescribeAlarms')
  account.distribution.DistributionConfig['Enabled'] = false
  expect((await lookAt(account)).verdict).toBe('red')
})

test('does not know about an environment without anything to look at', async () => {
  const nothing = { resources: [], stacks: [], outputs: [], suite: { obstacle: 'its secret may not be read' } }
  expect((await lookAt(wellAccount(), nothing)).verdict).toBe('unknown')
  const empty = await lookAt(wellAccount(), { ...nothing, ...withoutSteps })
  expect(empty.verdict).toBe('unknown')
  expect(healthFindings(empty)).toMatchObject([{ rule: 'health/nothing', severity: 'error' }])
})

test('asks little: one call for all metrics, two for alarms, one for each thing', async () => {
  const account = wellAccount()
  await lookAt(account)
  const counts = Object.groupBy(account.sent, (name) => name)
  expect(Object.fromEntries(Object.entries(counts).map(([name, all]) => [name, all?.length]))).toEqual({
    GetMetricData: 1,
    DescribeAlarms: 2,
    GetFunction: 1,
    GetQueueAttributes: 2,
    DescribeTable: 1,
    DescribeContinuousBackups: 1,
    GetDistribution: 1,
    DescribeCertificate: 1,
  })
})

import type { SuiteStep } from '@project-utils/project'
import { expect, test } from 'vitest'
import { step } from '../suite.test.fixture.ts'
import { type Endpoint, endpointsOf } from './endpoints.ts'
import { lookAt, unwell, wellAccount } from './health.test.fixture.ts'

const get = (url: unknown, more: Partial<SuiteStep> = {}, settings: object = {}): SuiteStep =>
  step('http', { get: url, expect: { status: 200 }, ...settings } as SuiteStep['settings'], more)

function told(endpoints: readonly Endpoint[]): readonly unknown[] {
  return endpoints.map(({ name, isDeclared, request }) =>
    'obstacle' in request ? [name, request.obstacle] : [name, isDeclared ? 'by its step' : 'by itself'],
  )
}

test('asks what reading steps ask, once a path, and outputs that no step reaches', () => {
  const outputs = ['https://api.example', 'https://site.example/app', 'votes-table', 'https://site.example/app']
  const steps = [
    get('https://api.example/reports?limit=1'),
    get('https://api.example/reports?limit=nonsense'),
    step('http', { post: 'https://api.example/votes', expect: { status: 201 } }),
    step('http', { head: 'https://api.example/logo.svg', expect: { status: 200 } }),
  ]
  expect(told(endpointsOf(outputs, steps))).toEqual([
    ['https://api.example/reports?…', 'by its step'],
    ['https://api.example/logo.svg', 'by its step'],
    ['https://site.example/app', 'by itself'],
  ])
})

test.each([
  ['needs another step', get('https://api.example/1', { needs: ['made'] })],
  ['waits for what comes late', get('https://api.example/1', { eventually: { within: '10s' } })],
  ['measures by many requests', get('https://api.example/1', {}, { repeat: 20 })],
  ['says that it writes', get('https://api.example/1', { writes: true })],
  ['is of another kind', step('lambda', { function: 'Api', writes: false, expect: { error: 'none' } })],
])('leaves out a step that %s', (_, one) => {
  expect(endpointsOf([], [one])).toEqual([])
})

test('asks no address of queues, buckets and the console, but those of websites', () => {
  const outputs = [
    'https://sqs.us-east-1.amazonaws.com/111111111111/mail',
    'https://votes.s3.us-east-1.amazonaws.com/key',
    'https://s3.amazonaws.com/votes',
    'https://us-east-1.console.aws.amazon.com/cloudwatch',
    'http://votes.s3-website-us-east-1.amazonaws.com',
    'https://a1b2c3.execute-api.us-east-1.amazonaws.com',
  ]
  expect(told(endpointsOf(outputs, []))).toEqual([
    ['http://votes.s3-website-us-east-1.amazonaws.com/', 'by itself'],
    ['https://a1b2c3.execute-api.us-east-1.amazonaws.com/', 'by itself'],
  ])
})

test('is red for a step whose address has no value: what cannot be asked is not well', async () => {
  const open = { parts: [{ kind: 'outputs', stack: 'app', output: 'ApiUrl' }, '/reports'], where: {} }
  const steps = [get(open)]
  expect(told(endpointsOf([], steps))).toEqual([['smoke 1', '${outputs.app.ApiUrl} has no value']])
  const { environment } = await lookAt(wellAccount())
  const health = await lookAt(wellAccount(), { suite: { name: 'smoke', steps, environment } })
  expect(unwell(health)).toEqual({ endpoints: 'red' })
})

test('ends in time where an address never answers, and tells so', async () => {
  const account = wellAccount()
  account.answers['/'] = () => new Promise<never>(() => undefined)
  const health = await lookAt(account, { timeLimit: 400 })
  expect(unwell(health)).toEqual({ endpoints: 'red' })
  const reasons = health.areas.flatMap(({ things }) => things.flatMap((thing) => thing.reasons))
  expect(reasons.map(({ message }) => message)).toEqual(['https://votes.example/: no complete answer within 400 ms'])
})

import { ProjectError } from '@project-utils/contract'
import type { SuiteStep } from '@project-utils/project'
import { afterEach, expect, test } from 'vitest'
import { runSuite } from '../run-suite.ts'
import type { Attempt, PreparedStep, StepKind } from '../step-kind.ts'
import { stepKinds } from '../steps.ts'
import { listening, run, scope, serve, step } from '../suite.test.fixture.ts'
import type { SuiteInput } from './input.ts'

const original = stepKinds['http'] as StepKind
afterEach(() => void Object.assign(stepKinds, { http: original }))

/** Lets every `http` step try in this way. */
function trying(attempt: PreparedStep['attempt'], more: Partial<PreparedStep> = {}): void {
  const prepared = { writes: false, timeLimit: 50, ...more, attempt }
  Object.assign(stepKinds, { http: { prepare: () => prepared } satisfies StepKind })
}

const proved: Attempt = { differences: [], transient: false }
const one = (more: Partial<SuiteStep> = {}): SuiteStep => step('http', { get: 'https://example.com/' }, more)
const named = (name: string, more: Partial<SuiteStep> = {}): SuiteStep => one({ name, ...more })

/** What might be taken for green, and is not: how the steps try, the steps, and what is said. */
const table: readonly (readonly [string, PreparedStep['attempt'], Partial<SuiteInput>, RegExp])[] = [
  ['an answer that never comes', () => new Promise(() => undefined), {}, /no complete answer within 50 ms/],
  ['a kind that refuses', () => Promise.reject(new ProjectError('SMOKE_NO_SESSION', 'no account')), {}, /^no account$/],
  ['no answer to capture from', async () => proved, { steps: [one({ capture: { id: 'id' } })] }, /there is no answer/],
  [
    'an empty capture',
    async () => ({ ...proved, answer: { ms: 1, json: { id: '' } } }),
    { steps: [one({ capture: { id: 'id' } })] },
    /gives ""/,
  ],
  [
    'a step that was left out because another failed',
    async () => ({ ...proved, differences: ['wrong'] }),
    { steps: [named('a'), named('b', { needs: ['a'] })] },
    /nothing was sent: it needs "a"/,
  ],
  [
    'a step that was left out because the set-up failed',
    async () => ({ ...proved, differences: ['wrong'] }),
    { setup: [named('a')], steps: [named('b')] },
    /nothing was sent: "a" of the set-up/,
  ],
  [
    'a step whose reference has no value',
    async () => proved,
    {
      steps: [step('http', { get: { parts: [{ kind: 'outputs', stack: 'app', output: 'ApiUrl' }], where: {} } })],
    },
    /has no value/,
  ],
]

test.each(table)('takes %s for no pass', async (_, attempt, more, message) => {
  trying(attempt)
  const { ok, failed, steps, findings } = await run(more.steps ?? [one()], more)
  expect([ok, failed > 0]).toEqual([false, true])
  expect(steps.at(-1)).toMatchObject({ outcome: 'failed', message: expect.stringMatching(message) })
  expect(findings.map(({ severity }) => severity)).toContain('error')
})

test('ends with the error where a kind crashes, after the clean-up, and takes nothing for a pass', async () => {
  const tried: string[] = []
  trying(async (world) => {
    tried.push('try')
    if (tried.length === 1) throw new Error('the browser crashed')
    return { ...proved, answer: { ms: Object.keys(world.captured).length } }
  })
  const context = listening()
  const input: SuiteInput = { name: 'smoke', environment: scope, steps: [one(), one()], cleanup: [one()] }
  await expect(runSuite(input, context)).rejects.toThrow('the browser crashed')
  expect(tried).toHaveLength(2)
  expect(context.notices.at(-1)).toMatchObject({
    data: { ok: false, passed: 0, failed: 2, cleanup: [{ outcome: 'passed' }] },
  })
})

test('takes an endpoint that nobody listens at for no pass', async () => {
  const origin = await serve(() => undefined)
  const closed = origin.replace(/\d+$/, '1')
  const { steps } = await run([
    step('http', { get: closed, expect: { status: 200 } }, { retry: { attempts: 2, every: '5ms' } }),
  ])
  expect(steps[0]).toMatchObject({
    outcome: 'failed',
    attempts: 2,
    message: expect.stringContaining('no complete answer'),
  })
})

test.each([
  ['no expectation', step('http', { get: 'http://127.0.0.1:1/' })],
  ['an empty expectation', step('http', { get: 'http://127.0.0.1:1/', expect: {} })],
  ['no step at all', undefined],
])('refuses %s before anything is sent', async (_, wrong) => {
  await expect(run(wrong === undefined ? [] : [wrong])).rejects.toThrow(
    expect.objectContaining({ code: 'SMOKE_SUITE_INVALID' }),
  )
})

import type { RequestListener } from 'node:http'
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

const at = 'http://127.0.0.1:1/'
const expecting = (expect: SuiteStep['settings'], more: Partial<SuiteStep> = {}): readonly SuiteStep[] => [
  step('http', { get: at, expect }, more),
]

/** Suites that could not fail, or not for the right reason. */
const refused: readonly (readonly [string, readonly SuiteStep[], RegExp])[] = [
  ['no step at all', [], /SMOKE_SUITE_EMPTY/],
  ['nothing but waiting', [step('wait', { for: '1ms' })], /SMOKE_SUITE_EMPTY/],
  ['no expectation', [step('http', { get: at })], /SMOKE_NO_EXPECTATION/],
  ['an empty expectation', expecting({}), /SMOKE_NO_EXPECTATION/],
  ['nothing but a time', expecting({ within: '5s' }), /SMOKE_NO_EXPECTATION/],
  ['no header by name', expecting({ headers: {} }), /SMOKE_NO_EXPECTATION/],
  ['a list of no status', expecting({ status: [] }), /SMOKE_EXPECTATION_INVALID/],
  ['every status', expecting({ status: ['2xx', '3xx', '4xx', '5xx'] }), /SMOKE_NO_EXPECTATION/],
  [
    'every status, and those that no answer has',
    expecting({ status: ['1xx', '2xx', 200, '3xx', '4xx', '5xx'] }),
    /NO_EXP/,
  ],
  ['a text that every text holds', expecting({ text: '' }), /SMOKE_NO_EXPECTATION/],
  ['a pattern of nothing', expecting({ text: { matches: '' } }), /SMOKE_NO_EXPECTATION/],
  ['a pattern of anything', expecting({ text: { matches: '.*' } }), /SMOKE_NO_EXPECTATION/],
  ['a pattern of anything in a header', expecting({ headers: { etag: { matches: 'a?' } } }), /SMOKE_NO_EXPECTATION/],
  ['a pattern of anything in JSON', expecting({ json: { id: { matches: '[^]*' } } }), /SMOKE_NO_EXPECTATION/],
  ['a text in JSON that every text holds', expecting({ json: { id: { contains: '' } } }), /SMOKE_NO_EXPECTATION/],
  ['a length of anything', expecting({ json: { length: { min: 0 } } }), /SMOKE_EXPECTATION_INVALID/],
  ['items of any shape', expecting({ json: [] }), /SMOKE_EXPECTATION_INVALID/],
  ['an expectation that nobody knows', expecting({ statuss: 200 }), /SMOKE_EXPECTATION_INVALID/],
  [
    'nothing there, and nothing that proves that it would be',
    [step('dynamodb', { table: 'T', get: { id: '1' }, expect: { absent: true } })],
    /SMOKE_NO_FENCE/,
  ],
  [
    'no item, behind a fence that finds nothing either',
    [
      step('dynamodb', { table: 'T', get: { id: '1' }, expect: { absent: true } }, { name: 'a', fence: 'w' }),
      step('wait', { for: '1ms' }, { name: 'w' }),
    ],
    /no earlier step is named/,
  ],
  [
    'no log line, behind a pause',
    [
      step('wait', { for: '1ms' }, { name: 'w' }),
      step('logs', { function: 'F', expect: { text: 'error', absent: true } }, { fence: 'w' }),
    ],
    /proves nothing by itself, which is no fence/,
  ],
  [
    'a capture that nobody makes',
    [step('http', { get: { parts: [at, { kind: 'captured', name: 'id' }], where: {} }, expect: { status: 200 } })],
    /SMOKE_CAPTURE_UNKNOWN/,
  ],
  [
    'tries of what it writes',
    [step('http', { post: at, expect: { status: 200 } }, { retry: { attempts: 3 } })],
    /cannot be tried twice/,
  ],
]

test.each(refused)('refuses %s before anything is sent', async (_, steps, why) => {
  let sent = 0
  const count: typeof fetch = () => {
    sent += 1
    return Promise.reject(new Error('never'))
  }
  const error = await run(steps, { fetch: count }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'SMOKE_SUITE_INVALID' })
  expect(JSON.stringify(error)).toMatch(why)
  expect(sent).toBe(0)
})

/** Answers that are none of what was meant: how the server answers, what is expected, what is said. */
const answers: readonly (readonly [string, RequestListener, SuiteStep['settings'], RegExp])[] = [
  [
    'an error page behind a redirect',
    (request, response) =>
      request.url === '/'
        ? response.writeHead(302, { location: '/login' }).end()
        : response.writeHead(404).end('login'),
    { follow: true, expect: { text: 'login' } },
    /expected status 2xx, got 404/,
  ],
  [
    'a redirect',
    (_, response) => response.writeHead(302, { location: '/' }).end('ok'),
    { expect: { text: 'ok' } },
    /2xx, got 302/,
  ],
  [
    'a header that is not there',
    (_, response) => response.end(),
    { expect: { headers: { etag: { matches: '.+' } } } },
    /header etag: expected it, got none/,
  ],
  [
    'an error told as JSON',
    (_, response) => response.writeHead(500).end('{"items":[]}'),
    { expect: { json: { items: 'array' } } },
    /got 500/,
  ],
  ['no body', (_, response) => response.end(), { expect: { json: 'any' } }, /json: expected JSON, got an empty text/],
  [
    'a body that breaks off',
    (_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"ok":true}', () => response.destroy())
    },
    { expect: { status: 200 } },
    /complete answer|broke off|ended|aborted|terminated/,
  ],
  [
    'no items where some were meant',
    (_, response) => response.end('[]'),
    { expect: { json: { length: { min: 1 }, each: { id: 'number' } } } },
    /length of at least 1/,
  ],
  [
    'null where something was meant',
    (_, response) => response.end('{"id":null}'),
    { expect: { json: { id: 'string' } } },
    /expected a string, got null/,
  ],
  [
    'a field that is not there',
    (_, response) => response.end('{}'),
    { expect: { json: { id: 'any' } } },
    /expected a value, got nothing/,
  ],
]

test.each(answers)('takes %s for no pass', async (_, listener, settings, why) => {
  const origin = await serve(listener)
  const one = step('http', { get: `${origin}/`, ...(settings as object) }, { retry: { attempts: 1 } })
  const { ok, steps } = await run([one])
  expect(ok).toBe(false)
  expect(steps[0]).toMatchObject({ outcome: 'failed', message: expect.stringMatching(why) })
})

test('takes a set-up or clean-up that failed for no pass, though every check passed', async () => {
  const origin = await serve((request, response) => response.writeHead(request.url === '/no' ? 500 : 200).end())
  const to = (path: string): SuiteStep =>
    step('http', { get: `${origin}${path}`, expect: { status: 200 } }, { retry: { attempts: 1 } })
  const { ok, failed } = await run([to('/')], { cleanup: [to('/no')] })
  expect([ok, failed]).toEqual([false, 0])
  expect(await run([to('/')], { setup: [to('/no')] })).toMatchObject({ ok: false, passed: 0, failed: 1 })
})

test('takes what was interrupted for no pass', async () => {
  const stop = new AbortController()
  trying(async () => {
    stop.abort(new Error('Ctrl-C'))
    return proved
  })
  const context = listening(stop.signal)
  const input: SuiteInput = { name: 'smoke', environment: scope, steps: [one(), one()] }
  await expect(runSuite(input, context)).rejects.toThrow('Ctrl-C')
  expect(context.notices.at(-1)).toMatchObject({ type: 'fact', data: { ok: false } })
})

test('ends what would be tried forever, and takes it for no pass', async () => {
  trying(async () => ({ differences: ['not yet'], transient: true }))
  const { steps } = await run([one({ eventually: { within: '60ms', every: '10ms' } })])
  expect(steps[0]).toMatchObject({ outcome: 'failed', message: expect.stringMatching(/^not yet; still so after/) })
})

import { expect, test } from 'vitest'
import type { StepWorld } from '../step-kind.ts'
import { clientOf, run, step } from '../suite.test.fixture.ts'
import { problemsOf } from './step.test.fixture.ts'

interface Sent {
  readonly FunctionName: string
  readonly Qualifier?: string
  readonly Payload: Uint8Array
}

function fakeLambda(answer: unknown): { readonly client: StepWorld['client']; readonly sent: Sent[] } {
  const sent: Sent[] = []
  const send = async ({ input }: { readonly input: Sent }): Promise<unknown> => {
    sent.push(input)
    if (answer instanceof Error) throw answer
    return answer
  }
  return { client: clientOf({ send }), sent }
}

const payload = (value: unknown, FunctionError?: string) => ({
  Payload: new TextEncoder().encode(JSON.stringify(value)),
  ...(FunctionError === undefined ? {} : { FunctionError }),
})
const functions = { Api: 'votes-dev-function-api' }
const ok = { statusCode: 200, body: '{"items":[]}' }

test('invokes the function of the environment, and its version where one is to be checked', async () => {
  const { client, sent } = fakeLambda(payload(ok))
  const steps = [step('lambda', { function: 'Api', event: { a: 1 }, expect: { status: 200 } })]
  expect((await run(steps, { client, functions })).passed).toBe(1)
  expect((await run(steps, { client, functions, versions: { Api: '7' } })).passed).toBe(1)
  expect(sent.map(({ FunctionName, Qualifier }) => [FunctionName, Qualifier])).toEqual([
    [functions.Api, undefined],
    [functions.Api, '7'],
  ])
  expect(new TextDecoder().decode(sent[0]?.Payload)).toBe('{"a":1}')
})

const failed = payload({ errorType: 'TypeError', errorMessage: 'x is undefined' }, 'Unhandled')
const passing: readonly (readonly [unknown, Parameters<typeof step>[1]])[] = [
  [payload(ok), { status: '2xx', body: { items: 'array' } }],
  [payload({ items: [1] }), { json: { items: ['number'] } }],
  [payload(null), { json: null }],
  [{}, { error: 'none' }],
  [failed, { error: { contains: 'undefined' } }],
  [payload({ statusCode: 200, body: 'e30=', isBase64Encoded: true }), { body: 'object' }],
]

test.each(passing)('passes %j against %j', async (answer, expectations) => {
  const { client } = fakeLambda(answer)
  const result = await run([step('lambda', { function: 'Api', expect: expectations })], { client, functions })
  expect(result.steps[0]?.message).toBeUndefined()
  expect(result.passed).toBe(1)
})

const failing: readonly (readonly [unknown, Parameters<typeof step>[1], string])[] = [
  [failed, { json: 'any' }, 'expected no error, the function failed: TypeError: x is undefined'],
  [failed, { status: 200 }, 'expected no error, the function failed: TypeError: x is undefined'],
  [payload(ok), { error: { contains: 'x' } }, 'error: expected one, the function did not fail'],
  [payload({ statusCode: 500, body: 'no' }), { status: 200 }, 'expected status 200, got 500 ("no")'],
  [payload({ items: [] }), { status: 200 }, 'expected an API\'s answer with statusCode, got "{\\"items\\":[]}"'],
  [payload(ok), { body: { items: { length: 1 } } }, 'body.items: expected a length of 1, got an array of 0'],
]

test.each(failing)('fails %j against %j', async (answer, expectations, message) => {
  const { client } = fakeLambda(answer)
  const result = await run([step('lambda', { function: 'Api', expect: expectations })], { client, functions })
  expect(result.findings).toMatchObject([{ rule: 'smoke/lambda', severity: 'error', message: `smoke 1: ${message}` }])
})

test.each([
  ['a function that nobody knows', {}, fakeLambda(payload(ok)).client, 'function Api is not known in this environment'],
  ['no way to reach it', functions, undefined, 'the step needs an AWS account, and the suite is run without one'],
])('fails %s', async (_, known, client, message) => {
  const more = client === undefined ? {} : { client }
  const result = await run([step('lambda', { function: 'Api', expect: { status: 200 } })], {
    functions: known,
    ...more,
  })
  expect(result.steps[0]).toMatchObject({ outcome: 'failed', message })
})

test('explains a refusal of Lambda', async () => {
  const refusal = Object.assign(new Error('Function not found'), {
    name: 'ResourceNotFoundException',
    $fault: 'client',
    $metadata: { httpStatusCode: 404 },
  })
  const { client } = fakeLambda(refusal)
  const result = await run([step('lambda', { function: 'Api', expect: { status: 200 } })], {
    client,
    functions,
    versions: { Api: '7' },
  })
  expect(result.steps[0]?.message).toContain('invoking votes-dev-function-api version 7: Function not found')
})

test('sends an http step to the version to be checked, as the event of its request', async () => {
  const { client, sent } = fakeLambda(payload(ok))
  const settings = {
    get: 'https://api.example/reports?a=1',
    through: 'Api',
    expect: { status: 200, json: { items: 'array' } },
  }
  const fetched: unknown[] = []
  const more = {
    client,
    functions,
    fetch: async (url: unknown) => {
      fetched.push(url)
      return new Response(ok.body)
    },
  }
  expect((await run([step('http', settings)], { ...more, versions: { Api: '7' } })).passed).toBe(1)
  expect(fetched).toEqual([])
  expect(sent[0]?.Qualifier).toBe('7')
  expect(JSON.parse(new TextDecoder().decode(sent[0]?.Payload))).toMatchObject({
    rawPath: '/reports',
    requestContext: { accountId: '111111111111', http: { method: 'GET' } },
  })
  expect((await run([step('http', settings)], { ...more, versions: { Other: '1' } })).passed).toBe(1)
  expect(fetched).toEqual(['https://api.example/reports?a=1'])
})

test('answers 500 for a version that fails, and says why', async () => {
  const { client } = fakeLambda(failed)
  const settings = { get: 'https://api.example/', through: 'Api', expect: { status: 200 } }
  const more = { client, functions, versions: { Api: '7' } }
  const { steps } = await run([step('http', settings, { retry: { attempts: 1 } })], more)
  expect(steps[0]?.message).toContain('got 500 (the function failed: TypeError: x is undefined')
})

test.each([
  [{ expect: { json: 'any' } }, ['needs function']],
  [{ function: 'Api' }, ['expects nothing of the answer (expect)']],
  [{ function: 'Api', expect: { within: '1s' } }, ['expects nothing of the answer (expect)']],
  [
    { function: 'Api', invocation: 'later', expect: { json: 'any' } },
    ['"later" is no kind of invocation (invocation)'],
  ],
  [
    { function: 'Api', invocation: 'event', expect: { status: 200 } },
    ['an event has no answer: Lambda only takes it (expect)'],
  ],
  [
    { function: 'Api', context: { a: 'x'.repeat(3000) }, expect: { json: 'any' } },
    ['a client context has at most 3583 bytes in base64 (context)'],
  ],
  [
    { function: 'Api', event: 'x'.repeat(2_000_000), invocation: 'event' },
    ['has 2000002 bytes, Lambda takes 1 MB (event)'],
  ],
  [
    { function: 'Api', event: 'x'.repeat(7_000_000), expect: { json: 'any' } },
    ['has 7000002 bytes, Lambda takes 6 MB (event)'],
  ],
])('refuses what is wrong in its settings', (settings, problems) => {
  expect(problemsOf('lambda', settings as never)).toEqual(problems)
})

test('hands an event over without waiting for an answer', async () => {
  const settings = { function: 'Api', invocation: 'event', event: { a: 1 } }
  const took = fakeLambda({ StatusCode: 202 })
  expect((await run([step('lambda', settings)], { client: took.client, functions })).passed).toBe(1)
  expect(took.sent[0]).toMatchObject({ InvocationType: 'Event' })
  const { client } = fakeLambda({ StatusCode: 200 })
  const { steps } = await run([step('lambda', settings)], { client, functions })
  expect(steps[0]?.message).toBe('votes-dev-function-api did not take the event: status 200')
})

test('asks the named version or alias, but a gate its own, and sends a client context', async () => {
  const { client, sent } = fakeLambda(payload(ok))
  const steps = [step('lambda', { function: 'Api', qualifier: 'live', context: { a: 1 }, expect: { status: 200 } })]
  await run(steps, { client, functions })
  await run(steps, { client, functions, versions: { Api: '7' } })
  expect(sent.map(({ Qualifier }) => Qualifier)).toEqual(['live', '7'])
  expect(sent[0]).toMatchObject({ ClientContext: Buffer.from('{"a":1}').toString('base64'), LogType: 'Tail' })
})

test('shows the end of the log beside the failure', async () => {
  const log = Buffer.from('START\nERROR no such report\n').toString('base64')
  const { client } = fakeLambda({ ...failed, LogResult: log })
  const { steps } = await run([step('lambda', { function: 'Api', event: { id: 7 }, expect: { json: 'any' } })], {
    client,
    functions,
  })
  expect(steps[0]?.exchange).toMatchObject({
    request: { title: 'Invoke votes-dev-function-api', body: '{"id":7}' },
    response: { title: 'failed', body: expect.stringContaining('log:\nSTART\nERROR no such report') },
  })
})

test('names a function by the naming convention, and those that are known', async () => {
  const { client, sent } = fakeLambda(payload(ok))
  const invoking = (name: string) =>
    run([step('lambda', { function: name, expect: { status: 200 } })], { client, functions })
  expect((await invoking('-vote')).passed).toBe(1)
  expect(sent[0]?.FunctionName).toBe('votes-dev-function-vote')
  expect((await invoking('Vote')).steps[0]?.message).toBe('function Vote is not known in this environment; known: Api')
})

test('names the action where nobody may invoke, and tries again after a failure of Lambda', async () => {
  const denial = Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } })
  const asking = step('lambda', { function: 'Api', writes: false, expect: { status: 200 } })
  const { steps } = await run([asking], { client: fakeLambda(denial).client, functions })
  expect(steps[0]?.message).toBe('invoking votes-dev-function-api: no; it takes lambda:InvokeFunction')
  const failure = Object.assign(new Error('oops'), { name: 'ServiceException', $metadata: { httpStatusCode: 500 } })
  const again = { ...asking, retry: { attempts: 2, every: '1ms' } }
  expect((await run([again], { client: fakeLambda(failure).client, functions })).steps[0]?.attempts).toBe(2)
})

import type { Reference } from '@project-utils/project'
import { expect, test } from 'vitest'
import { runSuite } from './run-suite.ts'
import { listening, run, scope, serve, step } from './suite.test.fixture.ts'

test('passes a step that meets all it expects', async () => {
  const origin = await serve((_, response) => {
    response.setHeader('content-type', 'application/json; charset=utf-8')
    response.end('{"items":[]}')
  })
  const expectations = {
    status: 200,
    headers: { 'Content-Type': { contains: 'json' }, server: null },
    json: { items: 'array' },
    text: 'items',
    within: '10s',
  }
  const { passed, failed, steps, findings } = await run([
    step('http', { get: `${origin}/reports`, expect: expectations }),
  ])
  expect({ passed, failed, findings }).toEqual({ passed: 1, failed: 0, findings: [] })
  expect(steps[0]).toMatchObject({ outcome: 'passed', attempts: 1, kind: 'http', where: { line: 7 } })
})

const failing: readonly (readonly [string, Parameters<typeof step>[1], string])[] = [
  ['status', { status: 201 }, 'expected status 201, got 200 ({"items":null})'],
  ['statuses', { status: ['3xx', 404] }, 'expected status 3xx or 404, got 200 ({"items":null})'],
  ['header', { headers: { 'x-a': '2' } }, 'header x-a: expected "2", got "1"'],
  ['missing header', { headers: { 'x-b': '2' } }, 'header x-b: expected it, got none'],
  ['present header', { headers: { 'x-a': null } }, 'header x-a: expected it absent, got "1"'],
  ['json', { json: { items: 'array' } }, 'json.items: expected an array, got null'],
  ['text', { text: 'Hello' }, 'body: expected to contain "Hello", got "{\\"items\\":null}"'],
  ['pattern', { text: { matches: '^Hello' } }, 'body: expected to match /^Hello/, got "{\\"items\\":null}"'],
]

test.each(failing)('fails a step whose %s differs, and shows how', async (_, expectations, message) => {
  const origin = await serve((_request, response) => {
    response.setHeader('x-a', '1')
    response.end('{"items":null}')
  })
  const { failed, findings } = await run([step('http', { get: origin, expect: expectations })])
  expect(failed).toBe(1)
  expect(findings).toEqual([
    {
      rule: 'smoke/http',
      category: 'smoke-test',
      severity: 'error',
      message: `smoke 1: ${message}`,
      where: { file: 'project.yaml', line: 7 },
    },
  ])
})

test('fails a step that is too slow', async () => {
  const origin = await serve((_, response) => void setTimeout(() => response.end('x'), 60))
  const { steps } = await run([step('http', { get: origin, expect: { status: 200, within: '10ms' } })])
  expect(steps[0]?.message).toMatch(/^expected the answer within 10 ms, it took \d+ ms$/)
})

test('takes no error page for success when a step expects only a text', async () => {
  const origin = await serve((_, response) => response.writeHead(404).end('Hello, not found'))
  const { steps } = await run([step('http', { get: origin, expect: { text: 'Hello' } })])
  expect(steps[0]?.message).toContain('expected status 2xx, got 404')
})

test('sends method, headers and body as told, JSON by default', async () => {
  const seen: unknown[] = []
  const origin = await serve(async (request, response) => {
    const body = (await request.toArray()).join('')
    seen.push([request.method, request.headers['content-type'], request.headers['x-a'], body])
    response.end()
  })
  const expectations = { status: 200 }
  await run([
    step('http', { post: origin, headers: { 'X-A': 'b' }, body: { a: [1] }, expect: expectations }),
    step('http', { put: origin, body: 'plain', expect: expectations }),
    step('http', { delete: origin, headers: { 'content-type': 'text/x' }, body: 'own', expect: expectations }),
  ])
  expect(seen).toEqual([
    ['POST', 'application/json', 'b', '{"a":[1]}'],
    ['PUT', 'text/plain; charset=utf-8', undefined, 'plain'],
    ['DELETE', 'text/x', undefined, 'own'],
  ])
})

test('runs all steps in order, whatever fails', async () => {
  const paths: string[] = []
  const origin = await serve((request, response) => {
    paths.push(request.url ?? '')
    response.writeHead(request.url === '/b' ? 404 : 200).end()
  })
  const steps = ['/a', '/b', '/c'].map((path) =>
    step('http', { get: origin + path, expect: { status: 200 } }, { name: path }),
  )
  const result = await run(steps, { parent: 'suite.smoke' })
  expect(paths).toEqual(['/a', '/b', '/c'])
  expect(result.steps.map(({ outcome }) => outcome)).toEqual(['passed', 'failed', 'passed'])
  const ends = result.notices.flatMap((notice) => (notice.type === 'step' && notice.state === 'ended' ? [notice] : []))
  expect(ends.map(({ id, parent, outcome }) => [id, parent, outcome])).toEqual([
    ['smoke.smoke.1', 'suite.smoke', 'done'],
    ['smoke.smoke.2', 'suite.smoke', 'failed'],
    ['smoke.smoke.3', 'suite.smoke', 'done'],
  ])
  const fact = result.notices.find((notice) => notice.type === 'fact')
  expect(fact).toMatchObject({ name: 'suite.result', data: { suite: 'smoke', passed: 2, failed: 1 } })
})

test('sends nothing of a suite that is wrong anywhere', async () => {
  let requests = 0
  const origin = await serve((_, response) => {
    requests += 1
    response.end()
  })
  const steps = [step('http', { get: origin, expect: { status: 200 } }), step('http', { get: origin })]
  await expect(run(steps)).rejects.toThrow(
    expect.objectContaining({
      code: 'SMOKE_SUITE_INVALID',
      problems: [expect.objectContaining({ code: 'SMOKE_NO_EXPECTATION' })],
    }),
  )
  await expect(run([])).rejects.toThrow(expect.objectContaining({ code: 'SMOKE_SUITE_INVALID' }))
  expect(requests).toBe(0)
})

test('refuses writing steps in tier read-only before anything is sent', async () => {
  const environment = { ...scope, tier: 'read-only' } as const
  const steps = [step('http', { post: 'http://127.0.0.1:9/', expect: { status: 200 } })]
  await expect(run(steps, { environment })).rejects.toThrow(expect.objectContaining({ code: 'SMOKE_WRITES_REFUSED' }))
})

test('fails a step whose address is empty or whose reference has no value, and sends it not', async () => {
  const reference: Reference = { kind: 'outputs', stack: 'app', output: 'ApiUrl' }
  const fetched: unknown[] = []
  const fake: typeof fetch = async (url) => {
    fetched.push(url)
    return new Response('x')
  }
  const expectations = { status: 200 }
  const { steps, findings } = await run(
    [
      step('http', { get: '', expect: expectations }),
      step('http', { get: '/reports', expect: expectations }),
      step('http', { get: { parts: [reference, '/reports'], where: {} }, expect: expectations }),
    ],
    { fetch: fake },
  )
  expect(fetched).toEqual([])
  expect(steps.map(({ outcome, attempts }) => [outcome, attempts])).toEqual(Array(3).fill(['failed', 0]))
  expect(steps[2]?.message).toBe('nothing was sent: ${outputs.app.ApiUrl} has no value')
  expect(findings.length).toBe(3)
})

test('ends at once when the run is interrupted, with the reason', async () => {
  const controller = new AbortController()
  const origin = await serve(() => controller.abort('SIGINT'))
  const context = listening(controller.signal)
  const input = { name: 'smoke', steps: [step('http', { get: origin, expect: { status: 200 } })], environment: scope }
  await expect(runSuite(input, context)).rejects.toBe('SIGINT')
  expect(context.notices.at(-2)).toMatchObject({ state: 'ended', outcome: 'cancelled' })
  expect(context.notices.at(-1)).toMatchObject({ type: 'fact', data: { ok: false, passed: 0, failed: 1 } })
})

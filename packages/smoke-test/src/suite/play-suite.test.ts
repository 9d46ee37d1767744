import type { Reference, SuiteStep } from '@project-utils/project'
import { createMasker } from '@project-utils/run'
import { expect, test } from 'vitest'
import { runSuite, runSuites } from '../run-suite.ts'
import { listening, run, scope, serve, step } from '../suite.test.fixture.ts'
import type { SuiteInput } from './input.ts'

const captured = (...parts: readonly string[]) => ({
  parts: parts.map((part): string | Reference =>
    part.startsWith('$') ? { kind: 'captured', name: part.slice(1) } : part,
  ),
  where: {},
})
const ok = { status: 200 }

/** A server that answers 404 under /no, and keeps the paths in the order in which they came. */
async function paths(answer: (path: string) => object = () => ({})) {
  const seen: string[] = []
  const origin = await serve((request, response) => {
    const path = request.url ?? ''
    seen.push(`${request.method} ${path}`)
    response.setHeader('location', `${path}/created`)
    response.writeHead(path.startsWith('/no') ? 404 : 200).end(JSON.stringify(answer(path)))
  })
  const get = (path: string, more: Partial<SuiteStep> = {}): SuiteStep =>
    step('http', { get: path.startsWith('/') ? origin + path : path, expect: ok }, { name: path, ...more })
  return { seen, origin, get }
}

test('runs set-up, checks and clean-up in this order, and reports them apart', async () => {
  const { seen, get } = await paths()
  const { setup, steps, cleanup, ...counts } = await run([get('/check')], {
    setup: [get('/setup')],
    cleanup: [get('/cleanup')],
  })
  expect(seen).toEqual(['GET /setup', 'GET /check', 'GET /cleanup'])
  expect(counts).toMatchObject({ ok: true, passed: 1, failed: 0 })
  expect([setup, steps, cleanup].map((list) => list.map(({ name }) => name))).toEqual([
    ['/setup'],
    ['/check'],
    ['/cleanup'],
  ])
})

test('sends no check after a set-up that failed, fails them all, and cleans up', async () => {
  const { seen, get } = await paths()
  const {
    ok: isOk,
    setup,
    steps,
    cleanup,
    failed,
  } = await run([get('/a'), get('/b')], {
    setup: [get('/no'), get('/second')],
    cleanup: [get('/cleanup')],
  })
  expect(seen).toEqual(['GET /no', 'GET /cleanup'])
  expect([isOk, failed]).toEqual([false, 2])
  expect(setup[1]).toMatchObject({ outcome: 'failed', attempts: 0 })
  expect(steps.map(({ message }) => message)).toEqual(
    Array(2).fill('nothing was sent: "/no" of the set-up did not pass'),
  )
  expect(cleanup[0]?.outcome).toBe('passed')
})

test('is not ok where only the clean-up failed, though all checks passed', async () => {
  const { get } = await paths()
  const result = await run([get('/a')], { cleanup: [get('/no')] })
  expect(result).toMatchObject({ ok: false, passed: 1, failed: 0, cleanup: [{ outcome: 'failed' }] })
})

test('cleans up after an interruption, tells what came of it, and ends with the reason', async () => {
  const controller = new AbortController()
  const seen: string[] = []
  const origin = await serve((request, response) => {
    seen.push(request.url ?? '')
    if (request.url === '/b') controller.abort('SIGINT')
    else response.end('{}')
  })
  const get = (path: string): SuiteStep => step('http', { get: origin + path, expect: ok }, { name: path })
  const context = listening(controller.signal)
  const input: SuiteInput = {
    name: 'smoke',
    environment: scope,
    setup: [get('/a')],
    steps: [get('/b'), get('/c')],
    cleanup: [get('/d'), get('/e')],
  }
  await expect(runSuite(input, context)).rejects.toBe('SIGINT')
  expect(seen).toEqual(['/a', '/b', '/d', '/e'])
  expect(context.notices.at(-1)).toMatchObject({
    name: 'suite.result',
    data: {
      ok: false,
      steps: [{ outcome: 'failed' }, { outcome: 'failed', message: 'not proved: the run was interrupted' }],
      cleanup: [{ outcome: 'passed' }, { outcome: 'passed' }],
    },
  })
})

test('feeds what a step captures into later ones, in set-up, checks and clean-up', async () => {
  const { seen, origin, get } = await paths((path) => (path === '/setup' ? { id: 7 } : { n: [1, 2] }))
  const result = await run(
    [
      step('http', { get: captured(`${origin}/`, '$id'), expect: ok }, { capture: { last: 'n[1]' } }),
      step('http', { get: captured(`${origin}/`, '$id', '/', '$last'), expect: ok }),
    ],
    {
      setup: [get('/setup', { capture: { id: 'id', place: { header: 'Location' } } })],
      cleanup: [step('http', { delete: captured(origin, '$place'), expect: ok })],
    },
  )
  expect(seen).toEqual(['GET /setup', 'GET /7', 'GET /7/2', 'DELETE /setup/created'])
  expect(result.ok).toBe(true)
})

test('fails a step whose capture finds nothing, and every step that needs it', async () => {
  const { seen, origin, get } = await paths()
  const { steps } = await run([
    get('/a', { capture: { id: 'id' } }),
    step('http', { get: captured(`${origin}/`, '$id'), expect: ok }),
  ])
  expect(seen).toEqual(['GET /a'])
  expect(steps.map(({ message }) => message)).toEqual([
    'capture id: "id" gives nothing',
    'nothing was sent: ${captured.id} has no value',
  ])
})

test('keeps secrets that were captured out of the result', async () => {
  const { origin, get } = await paths((path) => ({ token: 'hidden-word', path }))
  const masker = createMasker()
  const result = await run(
    [
      get('/login', { capture: { token: 'token' } }),
      step('http', {
        get: origin,
        headers: { authorization: captured('Bearer ', '$token') },
        expect: { text: 'nothing like it' },
      }),
    ],
    { masker },
  )
  expect(result.failed).toBe(1)
  expect(result.steps[1]?.message).toContain('•••')
  expect(JSON.stringify(result.steps)).not.toContain('hidden-word')
  expect(masker.mask('hidden-word')).toBe('•••')
})

test('masks what it tells of secrets, also where nobody gave it a masker', async () => {
  const { origin, get } = await paths((path) => ({ token: 'hidden-word', path }))
  const { steps, notices } = await run([
    get('/login', { capture: { token: 'token' } }),
    step('http', { get: origin, expect: { text: 'nothing like it' } }),
  ])
  expect(steps[1]?.message).toContain('•••')
  expect(JSON.stringify([steps, notices])).not.toContain('hidden-word')
})

test('waits for what may come later, and takes it for no flaw', async () => {
  let requests = 0
  const origin = await serve((_, response) => void response.writeHead(++requests < 3 ? 404 : 200).end('{}'))
  const { steps, findings } = await run([
    step('http', { get: origin, expect: ok }, { eventually: { within: '20s', every: '5ms' } }),
  ])
  expect(steps[0]).toMatchObject({ outcome: 'passed', attempts: 3, message: expect.stringContaining('held at try 3') })
  expect(findings).toEqual([])
})

test('waits also for what is captured', async () => {
  let requests = 0
  const origin = await serve((_, response) => void response.end(++requests < 3 ? '{}' : '{"id":7}'))
  const one = step(
    'http',
    { get: origin, expect: ok },
    { eventually: { within: '20s', every: '5ms' }, capture: { id: 'id' } },
  )
  expect((await run([one])).steps[0]).toMatchObject({ outcome: 'passed', attempts: 3 })
})

test('fails at the deadline, and says how long it was tried', async () => {
  const { get } = await paths()
  const { steps } = await run([get('/no', { eventually: { within: '60ms', every: '10ms' } })])
  expect(steps[0]?.message).toMatch(/^expected status 200, got 404 .*; still so after 60 ms, at try \d+$/)
})

test('tells what was there last, not that the deadline cut the last try short', async () => {
  let asked = 0
  const origin = await serve((_, response) => {
    asked += 1
    if (asked === 1) response.writeHead(404).end('not yet')
  })
  const eventually = { within: '300ms', every: '10ms' }
  const { steps } = await run([step('http', { get: origin, expect: ok }, { eventually })])
  expect(steps[0]?.message).toMatch(/^expected status 200, got 404 \("?not yet"?\); still so after 300 ms, at try 2$/)
})

test('ends a try that outlasts the deadline', async () => {
  const origin = await serve(() => undefined)
  const { steps } = await run([step('http', { get: origin, expect: ok }, { eventually: { within: '60ms' } })])
  expect(steps[0]).toMatchObject({ outcome: 'failed', message: expect.stringContaining('no complete answer within') })
})

test('runs checks side by side where the suite says so, each after what it takes from others', async () => {
  let running = 0
  let most = 0
  const seen: string[] = []
  const origin = await serve((request, response) => {
    running += 1
    most = Math.max(most, running)
    seen.push(request.url ?? '')
    const end = (): void => {
      running -= 1
      response.end('{"id":7}')
    }
    // Answers only once a second request is there: green proves that two run at a time.
    const look = (): unknown => (most >= 2 ? end() : setTimeout(look, 2))
    look()
  })
  const get = (path: string, more: Partial<SuiteStep> = {}): SuiteStep =>
    step('http', { get: origin + path, expect: ok }, { name: path, ...more })
  const steps = [
    get('/a', { capture: { id: 'id' } }),
    get('/b'),
    step('http', { get: captured(`${origin}/after/`, '$id'), expect: ok }),
    get('/c', { needs: ['/b'] }),
  ]
  const result = await run(steps, { parallel: 2 })
  expect(result).toMatchObject({ ok: true, passed: 4 })
  expect(most).toBe(2)
  expect(result.steps.map(({ name }) => name)).toEqual(['/a', '/b', 'smoke 1', '/c'])
  expect(seen.indexOf('/after/7')).toBeGreaterThan(seen.indexOf('/a'))
  expect(seen.indexOf('/c')).toBeGreaterThan(seen.indexOf('/b'))
})

test('fails a step unsent whose need did not pass', async () => {
  const { seen, get } = await paths()
  const { steps } = await run([get('/no'), get('/b', { needs: ['/no'] }), get('/c', { fence: '/b' })])
  expect(seen).toEqual(['GET /no'])
  expect(steps.slice(1).map(({ message }) => message)).toEqual([
    'nothing was sent: it needs "/no", which did not pass',
    'nothing was sent: it needs "/b", which did not pass',
  ])
})

test('runs several suites at a time, and judges all before it sends anything', async () => {
  const { seen, get } = await paths()
  const input = (name: string, path: string): SuiteInput => ({ name, environment: scope, steps: [get(path)] })
  const results = await runSuites([input('one', '/a'), input('two', '/no')], { parallel: 2 }, listening())
  expect(results.map(({ suite, ok: isOk }) => [suite, isOk])).toEqual([
    ['one', true],
    ['two', false],
  ])
  const wrong: SuiteInput = { ...input('three', '/c'), steps: [step('http', { get: 'http://127.0.0.1:9/' })] }
  seen.length = 0
  await expect(runSuites([input('one', '/a'), wrong], {}, listening())).rejects.toThrow('suite three was not run')
  expect(seen).toEqual([])
})

test('refuses a suite in a tier that it is not for', async () => {
  const { seen, get } = await paths()
  await expect(run([get('/a')], { tiers: ['limited'] })).rejects.toThrow(
    expect.objectContaining({ code: 'SMOKE_TIER_REFUSED' }),
  )
  expect(seen).toEqual([])
})

import { expect, test } from 'vitest'
import { run, serve, step } from '../suite.test.fixture.ts'

const soon = (attempts: number) => ({ retry: { attempts, every: '5ms' } })

async function flaky(statuses: readonly number[]) {
  let requests = 0
  const origin = await serve((_, response) => {
    const status = statuses[Math.min(requests, statuses.length - 1)] ?? 200
    requests += 1
    if (status === 0) response.destroy()
    else response.writeHead(status).end('{}')
  })
  return { origin, count: () => requests }
}

test('tries a reading step again after a 5xx, and says that it passed only then', async () => {
  const { origin } = await flaky([503, 200])
  const { steps, findings, notices } = await run([step('http', { get: origin, expect: { status: 200 } })])
  expect(steps[0]).toMatchObject({
    outcome: 'passed',
    attempts: 2,
    message: expect.stringContaining('passed only at try 2'),
  })
  expect(findings).toMatchObject([{ rule: 'smoke/retried', severity: 'warning' }])
  expect(notices).toContainEqual(
    expect.objectContaining({ state: 'progress', note: expect.stringContaining('got 503') }),
  )
})

test('tries a reading step again after a broken connection', async () => {
  const { origin } = await flaky([0, 200])
  expect((await run([step('http', { get: origin, expect: { status: 200 } })])).steps[0]).toMatchObject({ attempts: 2 })
})

test('does not try again what will not change by itself', async () => {
  const { origin, count } = await flaky([404])
  expect((await run([step('http', { get: origin, expect: { status: 200 } })])).failed).toBe(1)
  expect(count()).toBe(1)
})

test('does not try a writing step twice', async () => {
  const { origin, count } = await flaky([503])
  expect((await run([step('http', { post: origin, expect: { status: 200 } })])).failed).toBe(1)
  expect(count()).toBe(1)
})

test('tries as often as the step says, also what differs otherwise', async () => {
  const { origin, count } = await flaky([404, 404, 200])
  const { steps } = await run([step('http', { get: origin, expect: { status: 200 } }, soon(5))])
  expect(steps[0]).toMatchObject({ outcome: 'passed', attempts: 3 })
  expect(count()).toBe(3)
})

test('gives up after the last try', async () => {
  const { origin, count } = await flaky([503])
  const { steps } = await run([step('http', { get: origin, expect: { status: 200 } }, soon(3))])
  expect(steps[0]).toMatchObject({ outcome: 'failed', attempts: 3 })
  expect(count()).toBe(3)
})

test('takes an expected 5xx at the first try', async () => {
  const { origin, count } = await flaky([503])
  expect((await run([step('http', { get: origin, expect: { status: 503 } })])).passed).toBe(1)
  expect(count()).toBe(1)
})

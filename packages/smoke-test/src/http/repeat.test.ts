import { expect, test } from 'vitest'
import { percentileDifferences } from '../expect/percentiles.ts'
import { problemsOf } from '../steps/step.test.fixture.ts'
import { run, serve, step } from '../suite.test.fixture.ts'

test('sends so often, so many at a time, and expects of each answer what the step expects', async () => {
  let [now, most, count] = [0, 0, 0]
  const origin = await serve((_, response) => {
    now += 1
    count += 1
    most = Math.max(most, now)
    const status = count === 7 ? 404 : 200
    setTimeout(() => {
      now -= 1
      response.writeHead(status).end()
    }, 5)
  })
  const settings = {
    get: origin,
    repeat: { times: 20, parallel: 4 },
    expect: { status: 200, percentiles: { p95: '20s' } },
  }
  const first = await run([step('http', settings)])
  expect([first.failed, count, most]).toEqual([1, 20, 4])
  expect(first.steps[0]?.message).toBe('1 of 20 answers differ, the first of them: expected status 200, got 404')
  expect(first.steps[0]?.exchange?.response?.title).toBe('404')
  expect((await run([step('http', settings)])).passed).toBe(1)
})

test('fails what is too slow for its percentiles', async () => {
  const origin = await serve((_, response) => void setTimeout(() => response.end(), 30))
  const settings = { get: origin, repeat: 2, expect: { status: 200, percentiles: { p50: '1ms', max: '1ms' } } }
  const { steps } = await run([step('http', settings)])
  expect(steps[0]?.message).toMatch(/^p50 of 2 answers: expected within 1 ms, it took \d+ ms; max of 2 answers: /)
})

test('takes percentiles by the nearest rank', () => {
  const times = Array.from({ length: 20 }, (_, index) => index + 1)
  const differ = (share: number, limit: number): number =>
    percentileDifferences([{ name: 'p', share, limit }], times.toReversed()).length
  expect([differ(0.5, 10), differ(0.5, 9), differ(0.95, 19), differ(0.95, 18), differ(1, 20), differ(1, 19)]).toEqual([
    0, 1, 0, 1, 0, 1,
  ])
})

test.each([
  [{ p95: '1s' }, 19, /p95 takes at least 20 answers, got 19/],
  [{ p99: '1s' }, 99, /p99 takes at least 100 answers/],
  [{ p95: 'fast' }, 20, /is no duration/],
  [{ average: '1s' }, 20, /"average" is no percentile/],
  [{}, 20, /names no percentiles/],
])('refuses percentiles %j of %i answers', (percentiles, repeat, message) => {
  const settings = { get: 'https://a.example/', repeat, expect: { status: 200, percentiles } }
  expect(problemsOf('http', settings).join()).toMatch(message)
})

test('takes percentiles that so many answers have', () => {
  const percentiles = { p50: '1s', p95: '1s', p99: '1s', 'p99.9': '2s', max: '3s' }
  expect(problemsOf('http', { get: 'https://a.example/', repeat: 1000, expect: { status: 200, percentiles } })).toEqual(
    [],
  )
})

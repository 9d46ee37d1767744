import { describe, expect, it } from 'vitest'
import { memoryTable } from './memory-table.ts'
import type { Report } from './report.ts'
import { send } from './request.fixture.ts'
import type { ReportTable, Vote } from './table.ts'
import { votesRoutes } from './votes-routes.ts'

const report: Report = {
  id: 'one',
  message: 'Press 1 now',
  channel: 'phone',
  createdAt: '2026-11-20T08:00:00.000Z',
  fraud: 0,
  genuine: 0,
}
const ann = 'ann-0123456789abcdef'
const bob = 'bob-0123456789abcdef'

function routes({
  table = memoryTable(report, { ...report, id: 'two' }),
  votesPerDay = 20,
  now = '2026-11-21T23:00:00Z',
} = {}) {
  return votesRoutes({ table, votesPerDay, now: () => new Date(now) })
}

describe('POST /reports/{id}/votes', () => {
  it('counts a vote and answers with the new tally', async () => {
    const api = routes()
    expect(await send(api, 'POST /reports/one/votes', { verdict: 'fraud', voter: ann })).toMatchObject({
      status: 201,
      body: { id: 'one', fraud: 1, genuine: 0 },
    })
    expect((await send(api, 'POST /reports/one/votes', { verdict: 'genuine', voter: bob })).body).toMatchObject({
      fraud: 1,
      genuine: 1,
    })
  })

  it('counts one voter once, whatever the second verdict', async () => {
    const table = memoryTable(report)
    const api = routes({ table })
    await send(api, 'POST /reports/one/votes', { verdict: 'fraud', voter: ann })
    const again = await send(api, 'POST /reports/one/votes', { verdict: 'genuine', voter: ann })
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'already-voted' } } })
    expect(await table.read('one')).toMatchObject({ fraud: 1, genuine: 0 })
  })

  it('answers 404 for a report that is not there', async () => {
    expect(await send(routes(), 'POST /reports/none/votes', { verdict: 'fraud', voter: ann })).toMatchObject({
      status: 404,
    })
  })

  it('turns a voter away after the votes of a day, until midnight', async () => {
    const table = memoryTable(report, { ...report, id: 'two' })
    await send(routes({ table, votesPerDay: 1 }), 'POST /reports/one/votes', { verdict: 'fraud', voter: ann })
    const vote = { verdict: 'fraud', voter: ann }
    expect(await send(routes({ table, votesPerDay: 1 }), 'POST /reports/two/votes', vote)).toMatchObject({
      status: 429,
      headers: { 'retry-after': '3600' },
      body: { error: { code: 'limit-reached' } },
    })
    const tomorrow = routes({ table, votesPerDay: 1, now: '2026-11-22T00:00:00Z' })
    expect(await send(tomorrow, 'POST /reports/two/votes', vote)).toMatchObject({ status: 201 })
  })

  it('gives the table a hash and never the token of a voter', async () => {
    const votes: Vote[] = []
    const table: ReportTable = {
      ...memoryTable(report),
      async vote(vote) {
        votes.push(vote)
        return 'counted'
      },
    }
    await send(routes({ table }), 'POST /reports/one/votes', { verdict: 'fraud', voter: ann })
    expect(votes[0]?.voter).toMatch(/^[\w-]{43}$/)
    expect(JSON.stringify(votes)).not.toContain(ann)
  })

  it.each([
    [{ verdict: 'maybe', voter: ann }, 'verdict must be one of fraud, genuine'],
    [{ verdict: 'fraud' }, 'voter must be a string'],
    [{ verdict: 'fraud', voter: 'short' }, 'voter must be 16 to 64 letters, digits or hyphens'],
    [{ verdict: 'fraud', voter: 'x'.repeat(65) }, 'voter must be 16 to 64 letters, digits or hyphens'],
  ])('refuses %j', async (body, message) => {
    const answer = await send(routes(), 'POST /reports/one/votes', body)
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid', message } } })
  })
})

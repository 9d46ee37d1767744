import { describe, expect, it } from 'vitest'
import { memoryTable } from './memory-table.ts'
import type { Report } from './report.ts'
import { reportsRoutes } from './reports-routes.ts'
import { send } from './request.fixture.ts'

const older: Report = {
  id: 'older',
  message: 'Press 1 now',
  channel: 'phone',
  createdAt: '2026-11-20T08:00:00.000Z',
  fraud: 3,
  genuine: 1,
}
const newer: Report = { ...older, id: 'newer', createdAt: '2026-11-21T08:00:00.000Z', fraud: 0, genuine: 1 }

function routes(showLeaderboard = true) {
  return reportsRoutes({
    table: memoryTable(older, newer),
    showLeaderboard,
    now: () => new Date('2026-11-21T12:00:00Z'),
    newId: () => 'fresh',
  })
}

describe('GET /reports', () => {
  it('lists the newest first', async () => {
    const { status, body } = await send(routes(), 'GET /reports')
    expect({ status, body }).toEqual({ status: 200, body: { items: [newer, older] } })
  })

  it('lists those with most votes first where the leaderboard is on', async () => {
    expect((await send(routes(), 'GET /reports?sort=votes')).body).toEqual({ items: [older, newer] })
  })

  it('refuses to sort by votes where the leaderboard is off', async () => {
    expect(await send(routes(false), 'GET /reports?sort=votes')).toMatchObject({ status: 400 })
  })

  it.each(['newest', 'votes'])(
    'goes through the %s page by page without repeating or missing a report',
    async (sort) => {
      const api = routes()
      const first = (await send(api, `GET /reports?sort=${sort}&limit=1`)).body as { items: Report[]; next: string }
      const second = (await send(api, `GET /reports?sort=${sort}&limit=1&after=${first.next}`)).body as {
        items: Report[]
      }
      expect([...first.items, ...second.items].map(({ id }) => id).sort()).toEqual(['newer', 'older'])
      expect(second).not.toHaveProperty('next')
    },
  )

  it.each([
    ['limit=0', 'limit must be a whole number from 1 to 50'],
    ['limit=51', 'limit must be a whole number from 1 to 50'],
    ['limit=many', 'limit must be a whole number from 1 to 50'],
    ['sort=oldest', 'sort must be one of newest, votes'],
    ['after=nonsense', 'after is no position in this list'],
    [`after=${btoa('["older",3]')}`, 'after is no position in this list'],
  ])('refuses %s', async (query, message) => {
    const { status, body } = await send(routes(), `GET /reports?${query}`)
    expect({ status, body }).toEqual({ status: 400, body: { error: { code: 'invalid', message } } })
  })
})

describe('GET /reports/{id}', () => {
  it('shows one report', async () => {
    expect(await send(routes(), 'GET /reports/older')).toMatchObject({ status: 200, body: older })
  })

  it('answers 404 for a report that is not there', async () => {
    expect(await send(routes(), 'GET /reports/none')).toMatchObject({
      status: 404,
      body: { error: { code: 'not-found' } },
    })
  })
})

describe('POST /reports', () => {
  it('takes a report, trims it, and shows it afterwards', async () => {
    const api = routes()
    const created = await send(api, 'POST /reports', { message: '  Pay\r\nnow ', channel: 'sms' })
    const report = {
      id: 'fresh',
      message: 'Pay\nnow',
      channel: 'sms',
      createdAt: '2026-11-21T12:00:00.000Z',
      fraud: 0,
      genuine: 0,
    }
    expect(created).toMatchObject({ status: 201, body: report, headers: { location: '/reports/fresh' } })
    expect((await send(api, 'GET /reports/fresh')).body).toEqual(report)
  })

  it.each([
    ['not json', 'body must be JSON'],
    ['[]', 'body must be a JSON object'],
    ['null', 'body must be a JSON object'],
    [{ channel: 'sms' }, 'message must be a string'],
    [{ message: ' \n ', channel: 'sms' }, 'message must not be empty'],
    [{ message: 'x'.repeat(1001), channel: 'sms' }, 'message must have at most 1000 characters'],
    [{ message: 'x', channel: 'fax' }, 'channel must be one of sms, email, phone, chat, web'],
  ])('refuses %j', async (body, message) => {
    const answer = await send(routes(), 'POST /reports', body)
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid', message } } })
  })
})

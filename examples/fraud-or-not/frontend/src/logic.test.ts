import { describe, expect, it } from 'vitest'
import { ago } from './ago.ts'
import { filterReports, joinReports } from './filter.ts'
import type { Report } from './report.ts'
import { parsePath } from './route.ts'
import { fraudShare, standingOf } from './standing.ts'
import { openVoter } from './voter.ts'

function report(id: string, fields: Partial<Report> = {}): Report {
  return { id, message: id, channel: 'sms', createdAt: '2026-11-21T12:00:00Z', fraud: 0, genuine: 0, ...fields }
}

it.each([
  ['/', { page: 'home' }],
  ['/reports/a-1', { page: 'report', id: 'a-1' }],
  ['/reports/a-1/', { page: 'report', id: 'a-1' }],
  ['/reports', { page: 'missing' }],
  ['/reports/a/b', { page: 'missing' }],
  ['/other', { page: 'missing' }],
])('%s names a page', (path, route) => {
  expect(parsePath(path)).toEqual(route)
})

it.each([
  [0, 0, 0, 'open'],
  [2, 0, 100, 'open'],
  [3, 0, 100, 'fraud'],
  [3, 2, 60, 'fraud'],
  [2, 2, 50, 'undecided'],
  [2, 3, 40, 'genuine'],
])('%i fraud and %i genuine are %i percent and %s', (fraud, genuine, share, standing) => {
  expect(fraudShare({ fraud, genuine })).toBe(share)
  expect(standingOf({ fraud, genuine })).toBe(standing)
})

it.each([
  ['2026-11-21T11:59:30Z', 'just now'],
  ['2026-11-21T11:55:00Z', '5 min. ago'],
  ['2026-11-21T10:59:00Z', '1 hr. ago'],
  ['2026-11-20T11:00:00Z', 'yesterday'],
  ['2026-10-01T12:00:00Z', 'Oct 1, 2026'],
])('%s was %s', (time, words) => {
  expect(ago(time, new Date('2026-11-21T12:00:00Z'))).toBe(words)
})

describe('the filter', () => {
  const parcel = report('parcel', { message: 'Your Parcel is held', fraud: 5 })
  const invoice = report('invoice', { message: 'Your invoice', channel: 'email', genuine: 5 })

  it.each([
    ['', 'all', ['parcel', 'invoice']],
    ['your PARCEL', 'all', ['parcel']],
    ['e-mail', 'all', ['invoice']],
    ['your', 'fraud', ['parcel']],
    ['parcel', 'genuine', []],
  ] as const)('for "%s" and %s keeps %j', (words, standing, kept) => {
    expect(filterReports([parcel, invoice], { words, standing }).map(({ id }) => id)).toEqual(kept)
  })
})

it('joins lists in their order and keeps the first of two', () => {
  const own = report('a', { fraud: 1 })
  expect(joinReports([own], [report('b'), report('a')], [report('c')])).toEqual([own, report('b'), report('c')])
})

it('knows a voter and the votes again on the next visit', () => {
  const kept = new Map<string, string>()
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
  const first = openVoter(store)
  first.remember('a', 'fraud')
  const second = openVoter(store)
  expect(second.token).toBe(first.token)
  expect(second.token).toMatch(/^[A-Za-z0-9-]{16,64}$/)
  expect([second.votedOn('a'), second.votedOn('b')]).toEqual(['fraud', undefined])
})

import { expect, it } from 'vitest'
import { routeOf } from './route.ts'

it.each([
  ['https://a.example/reports/17/votes?b=1&a=2', 'GET https://a.example/reports/{}/votes?a&b'],
  ['https://a.example/reports/7f9c24e5-1111-4a2b-9c3d-0123456789ab', 'GET https://a.example/reports/{}'],
  ['https://a.example/days/2026-11-22', 'GET https://a.example/days/{}'],
  ['https://a.example/v1/reports/01ARZ3NDEKTSV4RRFFQ69G5FAV', 'GET https://a.example/v1/reports/{}'],
  ['https://a.example/assets/index.html', 'GET https://a.example/assets/index.html'],
  ['https://a.example/leaderboard-of-the-month', 'GET https://a.example/leaderboard-of-the-month'],
])('makes one route of what differs only in identifiers: %s', (url, route) => {
  expect(routeOf({ method: 'GET', url: new URL(url) })).toBe(route)
})

import type { Report } from '../report.ts'
import { show } from '../values.ts'

/** Expected statuses: single codes, and classes such as `2xx` as their first digit. */
export type StatusExpectation = readonly (number | `${1 | 2 | 3 | 4 | 5}xx`)[]

/** What a step expects that says nothing of the status: nobody means an error page when they ask for its text. */
export const successful: StatusExpectation = ['2xx']

/** Reads `200`, `[200, 204]`, `2xx` or `[2xx, 304]`. */
export function parseStatus(value: unknown, report: Report): StatusExpectation | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const known = list.filter(isStatus)
  if (answered.every((one) => known.includes(one))) {
    report.tell('SMOKE_NO_EXPECTATION', 'every answer has one of these statuses', 'leave out those that are no success')
    return undefined
  }
  if (list.length > 0 && known.length === list.length) return known
  report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} is no status`, 'such as 200, [200, 204] or 2xx')
  return undefined
}

/** All that an answer can have: a 1xx is none yet. */
const answered = ['2xx', '3xx', '4xx', '5xx'] as const

function isStatus(value: unknown): value is StatusExpectation[number] {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 100 && value <= 599
  return typeof value === 'string' && /^[1-5]xx$/.test(value)
}

/** What differs, for people; undefined where the status is among the expected ones. */
export function statusDifference(expected: StatusExpectation, actual: number): string | undefined {
  const fits = expected.some((one) => (typeof one === 'number' ? one === actual : one[0] === String(actual)[0]))
  return fits ? undefined : `expected status ${expected.join(' or ')}, got ${actual}`
}

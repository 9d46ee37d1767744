import type { Report } from '../report.ts'
import { isMap, show } from '../values.ts'

/** How many there are to be. */
export interface Count {
  readonly least: number
  readonly most: number
}

/** Reads `3`, `{ min: 1 }`, `{ max: 9 }` or `{ min: 1, max: 9 }`; what every number would meet is refused. */
export function readCount(value: unknown, report: Report): Count | undefined {
  const { min, max, ...others } = isMap(value) ? value : { min: value, max: value }
  const least = min ?? 0
  const most = max ?? Number.POSITIVE_INFINITY
  const isRange = isNumber(least) && (isNumber(most) || max === undefined) && Object.keys(others).length === 0
  if (isRange && least <= Number(most) && !(least === 0 && max === undefined)) return { least, most: Number(most) }
  report.tell(
    'SMOKE_EXPECTATION_INVALID',
    `${show(value)} says nothing about how many`,
    'a number, { min: 1 } or { min: 1, max: 9 }',
  )
  return undefined
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

/** What differs, for people; undefined where the number is as expected. */
export function countDifference({ least, most }: Count, actual: number, what: string): string | undefined {
  if (actual >= least && actual <= most) return undefined
  const range = least === most ? `${least}` : !Number.isFinite(most) ? `at least ${least}` : `${least} to ${most}`
  return `expected ${range} ${what}, got ${actual}`
}

import type { Report } from '../report.ts'
import { isMap, show } from '../values.ts'

/** How many bytes there are to be. */
export interface SizeExpectation {
  readonly least: number
  readonly most: number
}

const units: Readonly<Record<string, number>> = { B: 1, KB: 1000, MB: 1_000_000, KiB: 1024, MiB: 1024 ** 2 }

/** Reads `1234`, `200KB`, `{ max: 200KB }` or `{ min: 1, max: 1MiB }`; what every size would meet is refused. */
export function readSize(value: unknown, report: Report): SizeExpectation | undefined {
  const { min, max, ...others } = isMap(value) ? value : { min: value, max: value }
  const least = min === undefined ? 0 : bytesOf(min)
  const most = max === undefined ? Number.POSITIVE_INFINITY : bytesOf(max)
  const isRange = (min !== undefined || max !== undefined) && Object.keys(others).length === 0
  if (isRange && least !== undefined && most !== undefined && least <= most && !(least === 0 && max === undefined)) {
    return { least, most }
  }
  report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} is no size`, 'such as { max: 200KB } or { min: 1 }')
  return undefined
}

function bytesOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined
  const [, number, unit = 'B'] = typeof value === 'string' ? (/^(\d+(?:\.\d+)?)\s*([KM]i?B|B)$/.exec(value) ?? []) : []
  return number === undefined ? undefined : Math.round(Number(number) * (units[unit] ?? 1))
}

/** What differs, for people; undefined where the size fits. */
export function sizeDifference({ least, most }: SizeExpectation, actual: number): string | undefined {
  if (actual >= least && actual <= most) return undefined
  const range =
    least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`
  return `body: expected ${least === 0 ? `at most ${most}` : range} bytes, got ${actual}`
}

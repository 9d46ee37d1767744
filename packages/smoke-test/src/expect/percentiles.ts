import { formatDuration, readDuration } from '../duration.ts'
import type { Report } from '../report.ts'
import { isMap, show } from '../values.ts'

/** A share of the answers and the longest time that they may take. */
export interface Percentile {
  /** As written, such as `p95`. */
  readonly name: string
  /** Above 0, at most 1. */
  readonly share: number
  /** Milliseconds. */
  readonly limit: number
}

/** Reads `{ p50: 100ms, p95: 300ms, max: 1s }`. */
export function readPercentiles(value: unknown, report: Report): readonly Percentile[] | undefined {
  if (!isMap(value) || Object.keys(value).length === 0) {
    report.tell(
      'SMOKE_EXPECTATION_INVALID',
      `${show(value)} names no percentiles`,
      'such as { p50: 100ms, p95: 300ms }',
    )
    return undefined
  }
  const read = Object.entries(value).map(([name, written]): Percentile | undefined => {
    const share = name === 'max' ? 1 : Number(/^p(\d{1,2}(?:\.\d+)?)$/.exec(name)?.[1] ?? 0) / 100
    const limit = readDuration(written, report.at(name))
    if (share > 0) return limit === undefined ? undefined : { name, share, limit }
    report.at(name).tell('SMOKE_EXPECTATION_INVALID', `"${name}" is no percentile`, 'p50, p90, p95, p99 or max')
    return undefined
  })
  const known = read.filter((one) => one !== undefined)
  return known.length === read.length ? known : undefined
}

/** Tells of percentiles that so few answers do not have: they would be the slowest one's by another name. */
export function refuseTooFew(percentiles: readonly Percentile[], times: number, report: Report): void {
  for (const { name, share } of percentiles) {
    const needed = share === 1 ? 2 : Math.ceil(1 / (1 - share) - 1e-9)
    if (times >= needed) continue
    const hint = `repeat: ${needed}, or say max`
    report.at(name).tell('SMOKE_EXPECTATION_INVALID', `${name} takes at least ${needed} answers, got ${times}`, hint)
  }
}

/** What differs, for people. Percentiles are those of the nearest rank: times that an answer really took. */
export function percentileDifferences(percentiles: readonly Percentile[], times: readonly number[]): readonly string[] {
  const sorted = times.toSorted((a, b) => a - b)
  return percentiles.flatMap(({ name, share, limit }) => {
    const took = sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)] ?? 0
    if (took <= limit) return []
    return [
      `${name} of ${times.length} answers: expected within ${formatDuration(limit)}, it took ${formatDuration(took)}`,
    ]
  })
}

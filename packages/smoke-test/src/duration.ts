import type { Report } from './report.ts'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 }

/** Milliseconds of a duration such as `800ms`, `2s` or `1.5m`; undefined for anything else. */
function parseDuration(value: unknown): number | undefined {
  const [, number, unit] = typeof value === 'string' ? (/^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(value.trim()) ?? []) : []
  const factor = unit === undefined ? undefined : units[unit]
  return factor === undefined || Number(number) <= 0 ? undefined : Number(number) * factor
}

/** Milliseconds of a duration setting; tells a problem where it is none. */
export function readDuration(value: unknown, report: Report): number | undefined {
  const ms = parseDuration(value)
  if (ms === undefined)
    report.tell('SMOKE_SETTING_INVALID', `${JSON.stringify(value)} is no duration`, 'such as 800ms, 2s or 1m')
  return ms
}

/** A duration for people: `340 ms`, `2.5 s`. */
export function formatDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`
}

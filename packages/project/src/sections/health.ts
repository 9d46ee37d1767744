import * as v from 'valibot'
import { defineSection, type Section } from '../section.ts'

/** From where on health is broken; shares are of 1, times in milliseconds. What is absent has its default. */
export interface HealthSettings {
  readonly slow?: number
  readonly errors?: number
  readonly throttles?: number
  readonly duration?: number
  readonly age?: number
  readonly depth?: number
  readonly deadLetters?: number
  readonly tableThrottles?: number
  readonly serverErrors?: number
  readonly expiry?: number
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const time = (summary: string) =>
  v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(/^[1-9]\d{0,5}(ms|s|m|h|d)$/, 'must be a time such as 800ms, 3s, 15m, 2h or 7d'),
      v.description(summary),
    ),
  )

const share = (summary: string) =>
  v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(/^(?=.*[1-9])(100|\d{1,2}(\.\d{1,2})?)%$/, 'must be a share above zero such as 5% or 0.5%'),
      v.description(summary),
    ),
  )

const number = (summary: string) =>
  v.exactOptional(
    v.pipe(
      v.number(),
      v.integer('must be a whole number'),
      v.minValue(1, 'must be at least 1'),
      v.description(summary),
    ),
  )

/** `health`: limits of `project-test health`. */
export const health: Section<'health', HealthSettings | undefined> = defineSection({
  key: 'health',
  summary:
    'From where on `project-test health` calls something broken, where its own limits do not fit. Without it everything is looked at all the same.',
  schema: v.strictObject({
    slow: time('An endpoint that takes longer is degraded. Default: `3s`.'),
    errors: share("Failed calls of a function's calls; fewer degrade it. Default: `5%`."),
    throttles: share("Refused calls of a function's calls; fewer degrade it. Default: `1%`."),
    duration: share('The slowest call of a function, of its timeout; from `80%` on it is degraded. Default: `95%`.'),
    age: time('How long the oldest message of a queue waits; from a third of it on it is degraded. Default: `15m`.'),
    depth: number('Messages in a queue that degrade it. Default: `1000`.'),
    deadLetters: number('Messages in a dead-letter queue; fewer degrade it. Default: `1`.'),
    tableThrottles: number('Throttled reads and writes of a table; fewer degrade it. Default: `10`.'),
    serverErrors: share('Answers of a distribution with 5xx; a fifth of it degrades it. Default: `5%`.'),
    expiry: time('How long a certificate must hold; 30 days and less degrade it. Default: `7d`.'),
  }),
  resolve: (raw) => {
    if (raw === undefined) return undefined
    return Object.fromEntries(
      Object.entries(raw).map(([key, value]) => [key, typeof value === 'number' ? value : numberOf(value)]),
    )
  },
})

/** Milliseconds of a time, or a share of 1. */
function numberOf(text: string): number {
  const [, number = '', unit = ''] = /^([\d.]+)(.*)$/.exec(text) ?? []
  return unit === '%' ? Number(number) / 100 : Number(number) * (units[unit] ?? 1)
}

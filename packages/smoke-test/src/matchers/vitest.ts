import type { Context } from '@project-utils/contract'
import { compareShape } from '../expect/compare-shape.ts'
import { parseShape } from '../expect/shape.ts'
import { parseStatus, statusDifference } from '../expect/status.ts'
import type { Report } from '../report.ts'
import { runSuite } from '../run-suite.ts'
import type { SuiteInput } from '../suite/input.ts'
import type { SuiteResult } from '../suite/result.ts'
import { isMap } from '../values.ts'

/** What a matcher says to Vitest, or to any other runner with the same form of matchers. */
export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** The matchers for `declare module 'vitest'`, whose `Matchers<R, T>` is to extend `SuiteMatchers<R>`. */
export interface SuiteMatchers<R = void> {
  /** A suite that passes, with its set-up and clean-up: a result of `runSuite`, or its input, which is then run. */
  toPassSuite(): Promise<void>
  /** A value of the shape that `json` of a step takes, such as `{ items: array }`. */
  toMatchShape(shape: unknown): R
  /** A `Response` whose status is one of `200`, `[200, 204]`, `2xx`. */
  toHaveStatus(status: unknown): R
}

/** Matchers for `expect.extend(matchers)`; nothing of Vitest is loaded. */
export const matchers: {
  readonly toPassSuite: (received: unknown) => Promise<MatcherResult>
  readonly toMatchShape: (received: unknown, shape: unknown) => MatcherResult
  readonly toHaveStatus: (received: unknown, status: unknown) => MatcherResult
} = { toPassSuite, toMatchShape, toHaveStatus }

async function toPassSuite(received: unknown): Promise<MatcherResult> {
  const result = await resultOf(received)
  const { suite, ok, passed, failed } = result
  const all = [...result.setup, ...result.steps, ...result.cleanup]
  const lines = all
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ name, message = 'failed' }) => `  ${name}: ${message}`)
  return {
    pass: ok && passed > 0,
    message: () =>
      ok
        ? `suite ${suite} passed with ${passed} checks, and was expected not to`
        : [`suite ${suite}: ${failed} of ${passed + failed} checks failed`, ...lines].join('\n'),
  }
}

async function resultOf(received: unknown): Promise<SuiteResult> {
  if (isMap(received) && typeof received['ok'] === 'boolean' && Array.isArray(received['steps'])) {
    return received as unknown as SuiteResult
  }
  if (!isMap(received) || !Array.isArray(received['steps'])) {
    throw new TypeError('toPassSuite takes a result of runSuite, or what runSuite takes')
  }
  const context: Context = { signal: new AbortController().signal, emit: () => undefined }
  return await runSuite(received as unknown as SuiteInput, context)
}

function toMatchShape(received: unknown, shape: unknown): MatcherResult {
  const parsed = read((report) => parseShape(shape, report))
  const differences = compareShape(parsed, received, 'value')
  return {
    pass: differences.length === 0,
    message: () =>
      differences.length === 0 ? 'the value has the shape, and was expected not to' : differences.join('\n'),
  }
}

function toHaveStatus(received: unknown, status: unknown): MatcherResult {
  const expected = read((report) => parseStatus(status, report))
  if (!isMap(received) && !(received instanceof Response)) throw new TypeError('toHaveStatus takes a Response')
  const actual: unknown = (received as { readonly status?: unknown }).status
  if (typeof actual !== 'number') throw new TypeError('toHaveStatus takes a Response')
  const difference = statusDifference(expected, actual)
  return {
    pass: difference === undefined,
    message: () => difference ?? `the status is ${actual}, and was expected not to be`,
  }
}

/** Reads what is expected; a text that means nothing is a mistake of the test, not a difference. */
function read<T>(parse: (report: Report) => T | undefined): T {
  const told: string[] = []
  const report: Report = { tell: (_, message, hint) => void told.push(`${message}; ${hint ?? ''}`), at: () => report }
  const parsed = parse(report)
  if (parsed === undefined || told.length > 0) throw new TypeError(told.join('\n'))
  return parsed
}

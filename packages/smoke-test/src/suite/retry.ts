import { setTimeout as wait } from 'node:timers/promises'
import type { SuiteStep } from '@project-utils/project'
import { readDuration } from '../duration.ts'
import type { Report } from '../report.ts'
import type { Attempt, Writes } from '../step-kind.ts'

/** When a step that did not pass is tried again. */
export interface RetryPolicy {
  /** Tries in all. */
  readonly attempts: number
  /** Milliseconds before the second try. */
  readonly delay: number
  /** By how much each further pause is longer, and milliseconds that none exceeds. */
  readonly growth: number
  readonly cap: number
  /** Milliseconds after the first try's start from which none begins any more. */
  readonly within: number
  /** Whether also what will hardly change by itself is tried again: only if the step says so. */
  readonly always: boolean
  /** True where what is expected may come late by design: then no try may outlast `within`, and a late pass is no flaw. */
  readonly deadline?: boolean
}

/** For steps that read: network errors and 5xx answers, five tries in about ten seconds. */
const forReading: RetryPolicy = { attempts: 5, delay: 500, growth: 2, cap: 4000, within: 10_000, always: false }

/** For steps that write: what was written once must not be written twice. */
const once: RetryPolicy = { ...forReading, attempts: 1 }

/** For what may come later: every second until the deadline, whatever differs. */
const everySecond = 1000

/**
 * The policy of a step: as it says, else as is usual for its kind (`span`: milliseconds until which what it expects may
 * come), else by whether it writes. A writing step that wants more than one try is a problem.
 */
export function readRetry(step: SuiteStep, writes: Writes, report: Report, span?: number): RetryPolicy {
  const { retry, eventually } = step
  const beside = report.at('')
  if (writes !== false && ((retry?.attempts ?? 1) > 1 || eventually !== undefined)) {
    const key = eventually === undefined ? 'retry' : 'eventually'
    const hint = `leave ${key} out, or say writes: false in its settings if it writes nothing`
    beside.at(key).tell('SMOKE_SETTING_INVALID', 'writes, so it cannot be tried twice', hint)
  }
  if (retry !== undefined && eventually !== undefined) {
    const hint = 'leave one of them out'
    beside.at('retry').tell('SMOKE_SETTING_INVALID', 'has both retry and eventually', hint)
  }
  if (eventually !== undefined) return untilDeadline(eventually, beside.at('eventually'))
  if (retry === undefined && span !== undefined) return untilDeadline({ within: `${span}ms` }, beside)
  if (retry === undefined) return writes === false ? forReading : once
  const at = beside.at('retry')
  const delay =
    retry.every === undefined ? forReading.delay : (readDuration(retry.every, at.at('every')) ?? everySecond)
  const growth = retry.backoff ?? (retry.every === undefined ? forReading.growth : 1)
  const usual = retry.every === undefined ? forReading.cap : Math.max(delay, growth === 1 ? delay : longestPause)
  const cap = retry.cap === undefined ? usual : (readDuration(retry.cap, at.at('cap')) ?? usual)
  return {
    attempts: retry.attempts,
    delay: Math.min(delay, cap),
    growth,
    cap,
    within: Number.POSITIVE_INFINITY,
    always: true,
  }
}

/** Milliseconds that no growing pause exceeds unless `cap` says so. */
const longestPause = 30_000

function untilDeadline(eventually: NonNullable<SuiteStep['eventually']>, report: Report): RetryPolicy {
  const within = readDuration(eventually.within, report.at('within')) ?? forReading.within
  const delay =
    eventually.every === undefined ? everySecond : (readDuration(eventually.every, report.at('every')) ?? everySecond)
  return { attempts: Number.POSITIVE_INFINITY, delay, growth: 1, cap: delay, within, always: true, deadline: true }
}

/** How a step ended: its last try, how many there were, and what the first one found. */
export interface Tried<A extends Attempt> {
  readonly last: A
  readonly attempts: number
  readonly first: A
}

/**
 * Tries until the step passes, or the policy ends it. `attempt` is given the milliseconds that are left for it; `before` is
 * told what was found and how long the pause is.
 */
export async function tryUntilPassed<A extends Attempt & { readonly isCut?: boolean }>(
  policy: RetryPolicy,
  attempt: (left: number) => Promise<A>,
  before: (found: A, pause: number, attempts: number) => void,
  signal: AbortSignal,
): Promise<Tried<A>> {
  const begun = performance.now()
  const left = (): number =>
    policy.deadline === true ? Math.max(1, policy.within - (performance.now() - begun)) : Number.POSITIVE_INFINITY
  const first = await attempt(left())
  let last = first
  let attempts = 1
  let pause = policy.delay
  while (last.differences.length > 0 && (last.transient || policy.always) && attempts < policy.attempts) {
    if (performance.now() - begun + pause > policy.within) break
    before(last, pause, attempts)
    await wait(pause, undefined, { signal }).catch(() => signal.throwIfAborted())
    const next = await attempt(left())
    // What the deadline cut short says less than what was seen before it.
    last = next.isCut === true && next.differences.length > 0 ? last : next
    attempts += 1
    pause = Math.min(pause * policy.growth, policy.cap)
  }
  return { last, attempts, first }
}

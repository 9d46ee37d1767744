import { setTimeout as wait } from 'node:timers/promises'
import type { SuiteStep } from '@project-utils/project'
import { readDuration } from './duration.ts'
import type { Report } from './report.ts'
import type { Attempt, Writes } from './step-kind.ts'

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
}

/** For steps that read: network errors and 5xx answers, five tries in about ten seconds. */
const forReading: RetryPolicy = { attempts: 5, delay: 500, growth: 2, cap: 4000, within: 10_000, always: false }

/** For steps that write: what was written once must not be written twice. */
const once: RetryPolicy = { ...forReading, attempts: 1 }

/** The policy of a step: as it says, else by whether it writes. A writing step that wants more than one try is a problem. */
export function readRetry(step: SuiteStep, writes: Writes, report: Report): RetryPolicy {
  if (step.retry === undefined) return writes === false ? forReading : once
  const { attempts, every } = step.retry
  if (writes !== false && attempts > 1) {
    const hint = 'leave retry out, or say writes: false in its settings if it writes nothing'
    report.tell('SMOKE_SETTING_INVALID', 'writes, so it cannot be tried twice', hint)
  }
  const delay = every === undefined ? forReading.delay : (readDuration(every, report) ?? forReading.delay)
  const pace = every === undefined ? forReading : { growth: 1, cap: delay }
  return {
    ...pace,
    attempts,
    delay,
    growth: pace.growth,
    cap: pace.cap,
    within: Number.POSITIVE_INFINITY,
    always: true,
  }
}

/** How a step ended: its last try, how many there were, and what the first one found. */
export interface Tried {
  readonly last: Attempt
  readonly attempts: number
  readonly first: Attempt
}

/** Tries until the step passes, or the policy ends it. `before` is told what was found and how long the pause is. */
export async function tryUntilPassed(
  policy: RetryPolicy,
  attempt: () => Promise<Attempt>,
  before: (found: Attempt, pause: number, attempts: number) => void,
  signal: AbortSignal,
): Promise<Tried> {
  const begun = performance.now()
  const first = await attempt()
  let last = first
  let attempts = 1
  let pause = policy.delay
  while (last.differences.length > 0 && (last.transient || policy.always) && attempts < policy.attempts) {
    if (performance.now() - begun + pause > policy.within) break
    before(last, pause, attempts)
    await wait(pause, undefined, { signal }).catch(() => signal.throwIfAborted())
    last = await attempt()
    attempts += 1
    pause = Math.min(pause * policy.growth, policy.cap)
  }
  return { last, attempts, first }
}

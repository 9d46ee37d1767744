import { type Context, type Ending, ExitCode } from '@project-utils/contract'
import type { ActOptions } from './options.ts'
import { type Failure, failureOf, interruption } from './outcome.ts'

/** Why an act's steps did not all end well: the lost lock, the signal, or the step that failed. */
export function whyEnded(ending: Ending, context: Context, options: ActOptions, lost?: AbortSignal): Failure {
  if (lost?.aborted === true) {
    const message = 'the lock was lost: it could not be renewed in time, and no new change was begun after that'
    return { problems: [{ code: 'RUN_LOCK_LOST', message }], exitCode: ExitCode.incomplete }
  }
  const own = ending.failed === undefined ? undefined : failureOf(ending.failed.error, options)
  if (!context.signal.aborted) return own ?? { problems: [], exitCode: ExitCode.failed }
  return own === undefined ? interruption(options.signal) : both(interruption(options.signal), { ...own, exitCode: 0 })
}

/** Two failures as one, with the graver exit code. */
export function both(first: Failure | undefined, second: Failure | undefined): Failure {
  const exitCode = Math.max(first?.exitCode ?? 0, second?.exitCode ?? 0) as ExitCode
  return { problems: [...(first?.problems ?? []), ...(second?.problems ?? [])], exitCode }
}

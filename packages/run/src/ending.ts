import { type Context, type Ending, ExitCode, isProjectError } from '@project-utils/contract'
import type { ActOptions } from './options.ts'
import { type Failure, failureOf, interruption } from './outcome.ts'

/** Why an act's steps did not all end well: the lost lock, the signal, or the step that failed. */
export function whyEnded(ending: Ending, context: Context, options: ActOptions, lost?: AbortSignal): Failure {
  if (lost?.aborted === true) {
    const message = 'the lock was lost: it could not be renewed in time, and no new change was begun after that'
    return { problems: [{ code: 'RUN_LOCK_LOST', message }], exitCode: ExitCode.incomplete }
  }
  const error = ending.failed?.error
  // A step that was stopped throws the signal's reason or an abort: that is no failure of its own.
  const isOwn = error !== undefined && (!context.signal.aborted || isProjectError(error))
  const own = isOwn ? failureOf(error, options) : undefined
  if (!context.signal.aborted) return own ?? { problems: [], exitCode: ExitCode.failed }
  return own === undefined ? interruption(options.signal) : both(interruption(options.signal), { ...own, exitCode: 0 })
}

/** A failure after changes that stay: `failed` would promise that there are none, `usage` that nothing was begun. */
export function withChanges(failure: Failure, isChanged: boolean): Failure {
  const promises: readonly ExitCode[] = [ExitCode.failed, ExitCode.usage]
  return isChanged && promises.includes(failure.exitCode) ? { ...failure, exitCode: ExitCode.incomplete } : failure
}

/** Two failures as one, with the graver exit code. */
export function both(first: Failure | undefined, second: Failure | undefined): Failure {
  const exitCode = Math.max(first?.exitCode ?? 0, second?.exitCode ?? 0) as ExitCode
  return { problems: [...(first?.problems ?? []), ...(second?.problems ?? [])], exitCode }
}

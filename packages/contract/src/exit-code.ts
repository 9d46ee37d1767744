import type { ErrorCode } from './error.ts'

/** What a process tells its caller; the same for all bins. */
export const ExitCode = {
  /** Done, or nothing to do. */
  done: 0,
  /** Act: failed, environment unchanged or restored. Question: a finding reached `--fail-on`. */
  failed: 1,
  /** Usage or configuration. */
  usage: 2,
  /** Changes found; only with `--detailed-exitcode`. */
  changes: 3,
  /** Blocked by a guard, a risk or a missing approval. */
  blocked: 4,
  /** Lock held, or the wait for it ran out. */
  locked: 5,
  /** Failed and recovery incomplete: a person is needed. */
  incomplete: 6,
  /** Verification failed; `data.rolledBack` says whether it was undone. */
  unverified: 7,
  /** Still running, or the watcher was lost: resume. */
  running: 8,
  /** Our bug. */
  bug: 70,
  /** Interrupted (Ctrl-C), after settling. */
  interrupted: 130,
  /** Terminated (SIGTERM), after settling. */
  terminated: 143,
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** One row of a package's error table: from it come the exit code and `docs/errors.md`. */
export interface ErrorEntry {
  readonly exit: ExitCode
  /** What the code means, one sentence. */
  readonly meaning: string
}

/** A package's error table: every code that the package throws. */
export type ErrorTable = Readonly<Record<ErrorCode, ErrorEntry>>

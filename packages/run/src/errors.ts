import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package reports. */
export const errors: ErrorTable = {
  RUN_BUG: { exit: ExitCode.bug, meaning: 'Something failed that no rule foresaw: a bug in project-utils.' },
  RUN_NOT_APPROVED: { exit: ExitCode.blocked, meaning: 'The plan was declined, or nobody was there to approve it.' },
  RUN_RISK: { exit: ExitCode.blocked, meaning: 'The plan holds a risk that must be accepted by name.' },
  RUN_MOVED_ON: {
    exit: ExitCode.blocked,
    meaning: 'What is there changed between planning and applying; the plan no longer fits.',
  },
  RUN_INTERRUPTED: { exit: ExitCode.interrupted, meaning: 'A signal ended the run, after settling what had begun.' },
  RUN_LOCK_LOST: {
    exit: ExitCode.incomplete,
    meaning: 'The lock could not be renewed in time; no new change was begun after that.',
  },
}

import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package throws, besides what `aws` says of refused and lost calls. */
export const errors: ErrorTable = {
  RECORDS_CONFLICT: {
    exit: ExitCode.incomplete,
    meaning: 'Somebody else wrote the same record meanwhile, although this run held the lock or had just read it.',
  },
  RECORDS_CORRUPT: {
    exit: ExitCode.failed,
    meaning: 'A record in the bucket cannot be read; the message names its key.',
  },
  RECORDS_LOCKED: { exit: ExitCode.locked, meaning: 'Another run holds the lock of this target.' },
  RECORDS_LOCK_CHANGED: {
    exit: ExitCode.blocked,
    meaning: 'The lock to be broken is held by another run than the one named.',
  },
  RECORDS_NAME: { exit: ExitCode.bug, meaning: 'A name cannot be part of a key in the bucket.' },
  RECORDS_NEWER: {
    exit: ExitCode.usage,
    meaning: 'A record was written by a newer version of project-utils, whose format this one does not know.',
  },
  RECORDS_NO_BUCKET: { exit: ExitCode.failed, meaning: "The account's bucket for project-utils does not exist yet." },
  RECORDS_OTHER_TARGET: { exit: ExitCode.bug, meaning: 'Records of one target were asked for another.' },
  RECORDS_PLACE_LOST: {
    exit: ExitCode.locked,
    meaning: 'A run that waited for the lock was silent for so long that its place in the queue ended.',
  },
  RECORDS_SUPERSEDED: {
    exit: ExitCode.locked,
    meaning: 'A run waited for the lock until a newer run of the same branch began to wait; nothing was changed.',
  },
  RECORDS_UNSETTLED: {
    exit: ExitCode.failed,
    meaning: 'A write got no clear answer, and neither did the look at what became of it.',
  },
  RECORDS_WAIT_OVER: { exit: ExitCode.locked, meaning: 'The lock was not free before the time of --wait was over.' },
}

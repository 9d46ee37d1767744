import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package throws, and the problems it finds in suites. */
export const errors: ErrorTable = {
  SMOKE_SUITE_INVALID: { exit: ExitCode.usage, meaning: 'A suite cannot be run as it is written; nothing was sent.' },
  SMOKE_SUITE_EMPTY: {
    exit: ExitCode.usage,
    meaning: 'A suite has no steps, so it would pass without proving anything.',
  },
  SMOKE_NO_EXPECTATION: { exit: ExitCode.usage, meaning: 'A step expects nothing, so it could not fail.' },
  SMOKE_EXPECTATION_INVALID: {
    exit: ExitCode.usage,
    meaning: 'An expectation is not written as this version understands it.',
  },
  SMOKE_SETTING_INVALID: { exit: ExitCode.usage, meaning: 'A setting of a step is unknown or has a wrong value.' },
  SMOKE_URL_INVALID: { exit: ExitCode.usage, meaning: 'A step names no complete http or https address.' },
  SMOKE_NO_SESSION: {
    exit: ExitCode.usage,
    meaning: 'A step needs an AWS account, and the suite was run without one.',
  },
  SMOKE_CAPTURE_UNKNOWN: {
    exit: ExitCode.usage,
    meaning: 'A step uses a captured value that no earlier step captures.',
  },
  SMOKE_NO_FENCE: {
    exit: ExitCode.usage,
    meaning: 'A step expects something not to be there, without a step that proves first that it would be by now.',
  },
  SMOKE_NOT_DEPLOYED: {
    exit: ExitCode.failed,
    meaning: 'A stack whose outputs a suite needs does not exist in this environment.',
  },
  SMOKE_RECORD_HOW: {
    exit: ExitCode.usage,
    meaning: 'What a suite is to be recorded from, or into, is not said rightly.',
  },
  SMOKE_RECORDING_INVALID: { exit: ExitCode.usage, meaning: 'A file holds no recorded requests.' },
  SMOKE_REPORT_FILE: { exit: ExitCode.failed, meaning: 'A report cannot be written.' },
  SMOKE_RESULT_INVALID: { exit: ExitCode.usage, meaning: 'A file holds no results of suites.' },
  SMOKE_SUITE_UNKNOWN: { exit: ExitCode.usage, meaning: 'The project has no suite of that name.' },
  SMOKE_TIER_REFUSED: {
    exit: ExitCode.blocked,
    meaning: 'A suite is not for environments of this tier.',
  },
  SMOKE_WRITES_REFUSED: {
    exit: ExitCode.blocked,
    meaning: 'A step that writes test data was to run in an environment of tier read-only.',
  },
}

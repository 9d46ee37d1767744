import type { ErrorTable } from '@project-utils/contract'

/** What this package reports. Numbers instead of names: this file is loaded by every start, `contract` is not. */
export const errors: ErrorTable = {
  CLI_UNKNOWN_COMMAND: { exit: 2, meaning: 'There is no command of that name.' },
  CLI_NO_COMMAND: { exit: 2, meaning: 'No command was given and the program has no default one.' },
  CLI_UNKNOWN_FLAG: { exit: 2, meaning: 'The command has no flag of that name.' },
  CLI_FLAG_VALUE: { exit: 2, meaning: 'A flag lacks its value, has one too many or one that it does not take.' },
  CLI_FLAG_TWICE: { exit: 2, meaning: 'A flag that takes one value was given two different ones.' },
  CLI_FLAG_CONFLICT: { exit: 2, meaning: 'Two flags contradict each other.' },
  CLI_MISSING_ARGUMENT: { exit: 2, meaning: 'A required argument is missing.' },
  CLI_EXTRA_ARGUMENT: { exit: 2, meaning: 'The command takes no such argument.' },
  CLI_ENDLESS_JSON: { exit: 2, meaning: 'Rows without end fit into no single JSON document.' },
  CLI_SEVERAL_TARGETS: { exit: 2, meaning: 'The environment has several targets and the command works on one.' },
  CLI_RECORD_FILE: { exit: 2, meaning: 'The file of --record cannot be written.' },
  CLI_INTERRUPTED: { exit: 130, meaning: 'A second signal ended the run before it had settled.' },
  CLI_BUG: { exit: 70, meaning: 'Something failed that no rule foresaw: a bug in project-utils.' },
}

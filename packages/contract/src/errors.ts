import { type ErrorTable, ExitCode } from './exit-code.ts'

/** What this package throws. */
export const errors: ErrorTable = {
  CONTRACT_NAME_INVALID: {
    exit: ExitCode.usage,
    meaning: 'A name holds something else than lower-case letters, digits and hyphens.',
  },
  CONTRACT_NAME_TOO_LONG: {
    exit: ExitCode.usage,
    meaning: 'A name is longer than AWS takes; the message proposes a shorter one.',
  },
  CONTRACT_PLAN_LOOP: { exit: ExitCode.bug, meaning: 'Steps of a plan wait for each other.' },
}

import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package throws. */
export const errors: ErrorTable = {
  LOCAL_NOT_RUNNING: { exit: ExitCode.failed, meaning: 'No local cloud is running.' },
  LOCAL_FLAG_INVALID: { exit: ExitCode.usage, meaning: 'A port, account or region is malformed.' },
  LOCAL_RESET_DECLINED: { exit: ExitCode.blocked, meaning: 'The deletion of everything local was not confirmed.' },
}

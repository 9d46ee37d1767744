import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package throws. */
export const errors: ErrorTable = {
  LOCAL_NO_PYTHON: { exit: ExitCode.usage, meaning: 'No Python was found; the local cloud needs 3.10 or newer.' },
  LOCAL_OLD_PYTHON: { exit: ExitCode.usage, meaning: 'The Python found is older than 3.10.' },
  LOCAL_NO_VENV: { exit: ExitCode.usage, meaning: 'The Python found cannot make virtual environments, or has no pip.' },
  LOCAL_INSTALL_FAILED: { exit: ExitCode.failed, meaning: 'The emulator could not be installed.' },
  LOCAL_FOLDER_UNWRITABLE: {
    exit: ExitCode.failed,
    meaning: 'The folder of the local cloud cannot be written to, or its disk is full.',
  },
  LOCAL_START_FAILED: { exit: ExitCode.failed, meaning: 'The emulator was started and ended at once.' },
  LOCAL_PORT_TAKEN: { exit: ExitCode.failed, meaning: 'The port that was asked for is in use.' },
  LOCAL_HUNG: { exit: ExitCode.failed, meaning: 'A local cloud holds the folder and does not answer.' },
  LOCAL_NOT_LOOPBACK: {
    exit: ExitCode.usage,
    meaning: 'The endpoint given for the local cloud is not on this machine.',
  },
  LOCAL_UNREACHABLE: { exit: ExitCode.failed, meaning: 'Nothing answers at the address of the local cloud.' },
  LOCAL_NOT_OURS: {
    exit: ExitCode.blocked,
    meaning: 'An endpoint that somebody else runs is neither stopped nor emptied.',
  },
  LOCAL_SAVE_FAILED: { exit: ExitCode.failed, meaning: 'The state of the local cloud could not be saved.' },
  LOCAL_NO_DOOR: { exit: ExitCode.failed, meaning: 'A distribution has no address in the local cloud.' },
}

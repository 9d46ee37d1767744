import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package throws. */
export const errors: ErrorTable = {
  ARTIFACT_CACHE_UNWRITABLE: { exit: ExitCode.failed, meaning: 'The folder for artifacts cannot be written to.' },
  ARTIFACT_FILE_UNREADABLE: {
    exit: ExitCode.failed,
    meaning: 'A file or folder to pack cannot be read, or was changed while it was packed.',
  },
  ARTIFACT_FILE_UNSUPPORTED: {
    exit: ExitCode.usage,
    meaning: 'A folder to pack holds a socket, a pipe or a device.',
  },
  ARTIFACT_LINK_INVALID: {
    exit: ExitCode.usage,
    meaning: 'A symbolic link leads out of the folder to pack, in a circle, or nowhere.',
  },
  ARTIFACT_PATH_INVALID: {
    exit: ExitCode.failed,
    meaning:
      'An artifact would hold a path twice, two that differ only in case, one that leads outside, or one that not every system can write.',
  },
  ARTIFACT_PATTERN_UNMATCHED: {
    exit: ExitCode.usage,
    meaning: 'A pattern of files to pack leads outside its folder, or no file fits it.',
  },
  ARTIFACT_UNPACKABLE: {
    exit: ExitCode.usage,
    meaning: 'Several things keep a folder from being packed; each is told with its own code.',
  },
  ARTIFACT_ZIP_UNREADABLE: {
    exit: ExitCode.failed,
    meaning: 'A zip is damaged, encrypted or packed in a way that cannot be read.',
  },
}

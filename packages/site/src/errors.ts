import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package throws. */
export const errors: ErrorTable = {
  SITE_DIRECTORY_MISSING: {
    exit: ExitCode.usage,
    meaning: 'The folder that the project names as its site is not there.',
  },
  SITE_BUILD_FAILED: { exit: ExitCode.failed, meaning: "The site's build command failed; its last lines are shown." },
  SITE_BUILD_TIMED_OUT: {
    exit: ExitCode.failed,
    meaning: "The site's build command ran over its time limit and was ended.",
  },
  SITE_NO_OUTPUT: { exit: ExitCode.failed, meaning: 'The folder to publish is missing or empty.' },
  SITE_OUTPUT_UNKNOWN: {
    exit: ExitCode.usage,
    meaning: 'Which folder the build writes to cannot be told; the project has to name it.',
  },
  SITE_FILE_REFUSED: {
    exit: ExitCode.blocked,
    meaning: 'The folder to publish holds files that must never be public.',
  },
  SITE_LINK_OUTSIDE: {
    exit: ExitCode.blocked,
    meaning: 'A link in the folder to publish leads out of it, or nowhere.',
  },
  SITE_KEY_COLLISION: { exit: ExitCode.usage, meaning: 'Two files differ only in upper and lower case.' },
  SITE_NAME_UNUSABLE: { exit: ExitCode.usage, meaning: 'A file name cannot be an object key.' },
  SITE_FILE_INACCESSIBLE: {
    exit: ExitCode.failed,
    meaning: 'The system did not let a file or folder of the site be read or written.',
  },
  SITE_CHANGED_MEANWHILE: { exit: ExitCode.failed, meaning: 'A file changed between planning and publishing.' },
  SITE_MANIFEST_INVALID: {
    exit: ExitCode.failed,
    meaning: 'A recorded site manifest is damaged or of an unknown form.',
  },
  SITE_REMOVAL_FAILED: { exit: ExitCode.failed, meaning: 'S3 refused to delete some of the objects.' },
  SITE_INVALIDATION_UNFINISHED: {
    exit: ExitCode.running,
    meaning: 'CloudFront has not finished the invalidation in time; it goes on by itself.',
  },
}

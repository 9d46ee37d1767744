import { isProjectError, ProjectError } from '@project-utils/contract'

interface SystemError {
  readonly code: string
  readonly path?: string
  readonly message: string
}

/** Tells whether an error says that a file or folder is not there. */
export function isMissing(error: unknown): boolean {
  return isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** Gives a refusal of the file system as an error for people; anything else as it is. */
export function explainFileSystem(error: unknown): unknown {
  if (isProjectError(error) || !isSystemError(error)) return error
  return new ProjectError('SITE_FILE_INACCESSIBLE', `${error.path ?? 'a file'} could not be used: ${error.message}`, {
    hint: 'check its permissions and the free space of its disk',
    cause: error,
  })
}

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
}

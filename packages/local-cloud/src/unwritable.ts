import { statfs } from 'node:fs/promises'
import { ProjectError } from '@project-utils/contract'

/** What a file system says that takes no more, or not from this user. */
const codes: readonly string[] = ['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST']
/** Less than the emulator needs to be installed (bytes). */
const scarce = 200 * 1024 * 1024

/** A failed write below a folder, explained; undefined for any other error. */
export function unwritable(error: unknown, folder: string): ProjectError | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined
  // Node answers ENOENT where a folder cannot be made below a read-only one that is there.
  const isMade = error.code === 'ENOENT' && error.syscall === 'mkdir'
  if (!isMade && !codes.includes(String(error.code))) return undefined
  const isFull = error.code === 'ENOSPC' || error.code === 'EDQUOT'
  const why = isFull ? 'no space is left' : isMade ? 'it takes no new folders' : error.message
  return new ProjectError('LOCAL_FOLDER_UNWRITABLE', `The local cloud cannot write to its folder ${folder}: ${why}`, {
    cause: error,
    hint: isFull
      ? `Make space there, or name another folder: PROJECT_UTILS_LOCAL_FOLDER. Now: df ${folder}`
      : 'Make it writable, or name another one: PROJECT_UTILS_LOCAL_FOLDER.',
  })
}

/** Tells whether so little space is left at a place that an installation there must fail. */
export async function isScarce(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize < scarce
}

import { reasonOf, unreadable } from '@project-utils/artifact'

/** An error of the file system that comes from reading the project, told as such; any other as it is. */
export function retellUnread(error: unknown, cache: string): unknown {
  if (!(error instanceof Error)) return error
  const { path, syscall = '' } = error as NodeJS.ErrnoException
  if (path === undefined || path.startsWith(cache)) return error
  const reads = /^(open|read|scandir|l?stat|realpath|readlink|access)$/.test(syscall)
  return reads ? unreadable(path, reasonOf(error), error, 'let this user read it') : error
}

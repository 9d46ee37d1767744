import { readFileSync } from 'node:fs'
import { reasonOf, unreadable } from './read-pieces.ts'

/**
 * Reads a text file of the project that decides how something is built.
 *
 * @throws ProjectError `LAMBDA_FILE_UNREADABLE`
 */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, reasonOf(error), error, 'let this user read it')
  }
}

/** An error of the file system that comes from reading the project, told as such; any other as it is. */
export function retellUnread(error: unknown, cache: string): unknown {
  if (!(error instanceof Error)) return error
  const { path, syscall = '' } = error as NodeJS.ErrnoException
  if (path === undefined || path.startsWith(cache)) return error
  const reads = /^(open|read|scandir|l?stat|realpath|readlink|access)$/.test(syscall)
  return reads ? unreadable(path, reasonOf(error), error, 'let this user read it') : error
}

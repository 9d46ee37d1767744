import { readFileSync } from 'node:fs'
import { reasonOf, unreadable } from './read-pieces.ts'

/**
 * Reads a text file of the project that decides how something is built or packed.
 *
 * @throws ProjectError `ARTIFACT_FILE_UNREADABLE`
 */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, reasonOf(error), error, 'let this user read it')
  }
}

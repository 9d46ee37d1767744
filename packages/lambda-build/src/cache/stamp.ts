import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { Sha256 } from '@project-utils/contract'
import { sha256 } from '@project-utils/run'

/** What a file, or the list of names in a folder, was when it was last looked at. Times in milliseconds. */
export interface Stamp {
  readonly size: number
  readonly modified: number
  readonly changed: number
  readonly inode: number
  readonly folder: boolean
  readonly sha256: Sha256
}

/** Looks at a file or folder; undefined where there is none or it cannot be read. */
export function takeStamp(path: string): Stamp | undefined {
  try {
    const stat = statSync(path)
    const folder = stat.isDirectory()
    const { size, mtimeMs: modified, ctimeMs: changed, ino: inode } = stat
    return { size, modified, changed, inode, folder, sha256: sha256(folder ? namesIn(path) : readFileSync(path)) }
  } catch {
    return undefined
  }
}

/**
 * Looks again. Answers the same stamp where nothing was touched, found out without reading the content; a fresh one
 * otherwise, whose hash tells whether anything changed. A stamp taken within two seconds of the file's last change is
 * not trusted: the next change could carry the same times.
 *
 * @param taken when the stamp was taken, in milliseconds since 1970
 */
export function renewStamp(path: string, before: Stamp, taken: number): Stamp | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  const untouched =
    stat.size === before.size &&
    stat.mtimeMs === before.modified &&
    stat.ctimeMs === before.changed &&
    stat.ino === before.inode &&
    stat.ctimeMs < taken - 2000
  return untouched ? before : takeStamp(path)
}

/** The names that can decide where an import leads; hidden files, and those that editors leave, cannot. */
function namesIn(folder: string): string {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.') && !name.endsWith('~'))
  return names.sort().join('\0')
}

import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '@project-utils/run'

/** What a file or folder was when it was looked at, without reading it. Times in milliseconds since 1970. */
export interface Stamp {
  readonly size: number
  readonly modified: number
  readonly changed: number
  readonly inode: number
}

/**
 * What decides a build of a file or folder: the sha256 of a file; for a folder `/` and the names in it that imports may
 * find, or `//` and all of them, each with where it leads if it is a symbolic link.
 */
export type Content = string

/** Larger files are hashed piece by piece. */
const piece = 4_000_000

/** Looks at a file or folder, or where a link leads; undefined where there is none or it cannot be reached. */
export function takeStamp(path: string): Stamp | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined) return undefined
    return { size: stat.size, modified: stat.mtimeMs, changed: stat.ctimeMs, inode: stat.ino }
  } catch {
    return undefined
  }
}

/** Whether nothing was touched between two looks. */
export function isSameStamp(one: Stamp, other: Stamp): boolean {
  return (
    one.size === other.size &&
    one.modified === other.modified &&
    one.changed === other.changed &&
    one.inode === other.inode
  )
}

/**
 * Whether a stamp proves that its content was read after the last change: one taken within two seconds of it does not,
 * since the next change could carry the same times.
 *
 * @param taken when the content began to be read, by the clock of the file system
 */
export function isSettled(stamp: Stamp, taken: number): boolean {
  return stamp.changed < taken - 2000
}

/**
 * Reads what decides a build; undefined where there is nothing or it cannot be read.
 *
 * @param everyName whether of a folder also hidden names count
 */
export function readContent(path: string, everyName: boolean = false): Content | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined) return undefined
    if (stat.isDirectory()) return namesIn(path, everyName)
    return stat.size > piece ? hashPieces(path) : sha256(readFileSync(path))
  } catch {
    return undefined
  }
}

/** Whether a content is that of a folder. */
export function isFolder(content: Content): boolean {
  return content.startsWith('/')
}

/** Whether a content is that of a folder whose hidden names count too. */
export function hasEveryName(content: Content): boolean {
  return content.startsWith('//')
}

/** The names that a folder's content lists, each with a mark of where it leads, which is empty for what is no link. */
export function namesOf(content: Content): ReadonlyMap<string, string> {
  const names = content.split('/').filter(Boolean)
  return new Map(names.map((name) => [name.split('\0')[0] ?? '', name.split('\0')[1] ?? '']))
}

/** Hidden files, and those that editors leave, cannot decide where an import leads; packed they may be. */
function namesIn(folder: string, everyName: boolean): Content {
  const names: string[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!everyName && (entry.name.startsWith('.') || entry.name.endsWith('~'))) continue
    const target = entry.isSymbolicLink() ? sha256(readlinkSync(join(folder, entry.name))).slice(0, 12) : undefined
    names.push(target === undefined ? entry.name : `${entry.name}\0${target}`)
  }
  return `${everyName ? '//' : '/'}${names.sort().join('/')}`
}

function hashPieces(path: string): string {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(piece)
  const file = openSync(path, 'r')
  try {
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer))
      hash.update(buffer.subarray(0, read))
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}

import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Sha256 } from '@project-utils/contract'
import { sha256 } from '@project-utils/run'
import { forEachLimited } from './pool.ts'

/** A file as it was found: where it is, and what the file system says of it. */
export interface FoundFile {
  readonly key: string
  /** Absolute. */
  readonly path: string
  readonly size: number
  /** Changes whenever the file may have changed: size, times and inode in one text. */
  readonly stamp: string
  /** Milliseconds since 1970 up to which a change would not show in the stamp. */
  readonly unsureUntil: number
}

/** A file's content as it was known under a stamp; kept between runs. `stamp` is empty where it must be read again. */
export interface KnownFile {
  readonly stamp: string
  readonly sha256: Sha256
}

/** Files by key with their content, and how many of them had to be read. */
export interface HashedFiles {
  readonly known: Readonly<Record<string, KnownFile>>
  readonly hashed: number
}

const wholeLimit = 1024 * 1024

/** Describes a found file by its `stat`. */
export function foundFile(key: string, path: string, stat: BigIntStats): FoundFile {
  // A file system that counts whole seconds hides a second change in the same one; others tick every few milliseconds.
  const margin = stat.ctimeNs % 1_000_000_000n === 0n ? 2000 : 50
  return {
    key,
    path,
    size: Number(stat.size),
    stamp: `${stat.size}.${stat.mtimeNs}.${stat.ctimeNs}.${stat.ino}`,
    unsureUntil: Number(stat.ctimeNs / 1_000_000n) + margin,
  }
}

/** Gives the content hash of each file, reading only those whose stamp differs from what is known. */
export async function hashFiles(
  files: readonly FoundFile[],
  known: Readonly<Record<string, KnownFile>>,
  signal: AbortSignal,
): Promise<HashedFiles> {
  const result = new Map<string, KnownFile>()
  const changed = files.filter((file) => {
    const before = Object.hasOwn(known, file.key) ? known[file.key] : undefined
    if (before === undefined || before.stamp !== file.stamp) return true
    result.set(file.key, before)
    return false
  })
  await forEachLimited(changed, { concurrency: 16, signal }, async (file) => {
    const stamp = Date.now() > file.unsureUntil ? file.stamp : ''
    result.set(file.key, { stamp, sha256: await hashFile(file.path, file.size) })
  })
  const sorted = [...result].sort(([a], [b]) => (a < b ? -1 : 1))
  return { known: Object.fromEntries(sorted), hashed: changed.length }
}

/** The sha256 of a file's content, in flat memory whatever its size. */
export async function hashFile(path: string, size: number): Promise<Sha256> {
  if (size <= wholeLimit) return sha256(await readFile(path))
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: wholeLimit })) hash.update(chunk)
  return hash.digest('hex')
}

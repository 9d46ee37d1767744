import type { Dirent } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { readLedger } from './ledger.ts'

/** What lies in a cache. Sizes in bytes. */
export interface CacheSize {
  readonly files: number
  readonly bytes: number
  /** By the first folder of the path, such as `artifacts`. */
  readonly folders: Readonly<Record<string, { readonly files: number; readonly bytes: number }>>
}

/** What a sweep removed. */
export interface Swept {
  readonly files: number
  readonly bytes: number
}

const hour = 3_600_000
const day = 24 * hour
/** A draft of a run that still lives is younger. */
const draftAge = hour
/** A zip that no build refers to any more may still be wanted by a run that is about to upload it. */
const artifactAge = 14 * day
/** A project that was not built for so long, or its folder removed, is forgotten; its zips follow. */
const ledgerAge = 60 * day
/** So many files are removed at once, so that a build waits no longer for it. */
const most = 500

/** How much a cache holds; nothing where it is not there. Links are not followed. */
export async function cacheSize(cache: string): Promise<CacheSize> {
  const folders: Record<string, { files: number; bytes: number }> = {}
  for (const entry of await list(cache, true)) {
    const path = join(entry.parentPath, entry.name)
    const size = entry.isFile() ? (await look(path))?.size : undefined
    if (size === undefined) continue
    const [first = '', ...rest] = path.slice(cache.length + 1).split(/[\\/]/)
    const folder = rest.length === 0 ? '.' : first
    const { files, bytes } = folders[folder] ?? { files: 0, bytes: 0 }
    folders[folder] = { files: files + 1, bytes: bytes + size }
  }
  const all = Object.values(folders)
  const sum = (of: 'files' | 'bytes'): number => all.reduce((total, each) => total + each[of], 0)
  return { files: sum('files'), bytes: sum('bytes'), folders }
}

/**
 * Removes what nobody will ask for again: drafts that a killed run left an hour ago or earlier, zips of 14 days and more
 * that no remembered build refers to, and what is remembered of projects that were not built for 60 days. What it does not
 * know, it leaves alone; what cannot be removed stays.
 *
 * @param now milliseconds since 1970, by the clock that dates the files: another one could make new ones look old
 */
export async function sweepCache(cache: string, now: number): Promise<Swept> {
  const old = await oldFiles(cache, now)
  let [files, bytes] = [0, 0]
  for (const { path, size } of old.slice(0, most)) {
    const isRemoved = await rm(path).then(
      () => true,
      () => false,
    )
    if (isRemoved) [files, bytes] = [files + 1, bytes + size]
  }
  return { files, bytes }
}

interface OldFile {
  readonly path: string
  readonly size: number
}

async function oldFiles(cache: string, now: number): Promise<readonly OldFile[]> {
  const old: OldFile[] = []
  const take = async (path: string, age: number): Promise<boolean> => {
    const found = await look(path)
    const isOld = found !== undefined && now - found.mtimeMs > age
    if (isOld) old.push({ path, size: found.size })
    return isOld
  }
  const [artifacts, builds] = [join(cache, 'artifacts'), join(cache, 'builds')]
  for (const folder of [cache, artifacts, builds]) {
    for (const { name } of await list(folder)) if (name.endsWith('.tmp')) await take(join(folder, name), draftAge)
  }
  const ledgers: string[] = []
  for (const { name } of await list(builds)) {
    const path = join(builds, name)
    if (name.endsWith('.json') && !(await take(path, ledgerAge))) ledgers.push(path)
  }
  const others = old.length
  for (const { name } of await list(artifacts))
    if (name.endsWith('.zip')) await take(join(artifacts, name), artifactAge)
  if (old.length === others) return old
  const read = ledgers.map(readLedger)
  // A newer version of the tool may refer to what this one cannot see.
  if (read.some(({ isForeign }) => isForeign)) return old.slice(0, others)
  const known = new Set(read.flatMap(({ builds }) => builds.map(({ manifest }) => `${manifest.sha256}.zip`)))
  return old.filter(({ path }) => !known.has(basename(path)))
}

async function list(folder: string, recursive = false): Promise<readonly Dirent[]> {
  return await readdir(folder, { withFileTypes: true, recursive }).catch(() => [])
}

async function look(path: string): Promise<{ readonly size: number; readonly mtimeMs: number } | undefined> {
  return await stat(path).catch(() => undefined)
}

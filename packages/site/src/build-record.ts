import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Sha256 } from '@project-utils/contract'
import { sha256 } from '@project-utils/run'
import type { KnownFile } from './file-hash.ts'

/** What is remembered of a build: all it depended on and all it made. Lives in the cache folder, may vanish any time. */
export interface BuildRecord {
  readonly v: 1
  readonly command: string
  /** Hash of the build values, which may be secret. */
  readonly values: Sha256
  readonly node: string
  readonly inputs: Readonly<Record<string, KnownFile>>
  /** The folder that the build wrote to, absolute. */
  readonly output: string
  readonly files: Readonly<Record<string, KnownFile>>
}

/** Where the record of a site is kept. */
export function recordPath(cache: string, directory: string): string {
  return join(cache, 'site', `${sha256(directory).slice(0, 32)}.json`)
}

/** Reads a record; undefined where there is none or it is of another form. */
export async function readRecord(path: string): Promise<BuildRecord | undefined> {
  try {
    const value: BuildRecord | null = JSON.parse(await readFile(path, 'utf8'))
    return value?.v === 1 && typeof value.inputs === 'object' && typeof value.files === 'object' ? value : undefined
  } catch {
    return undefined
  }
}

/** Writes a record in one go: a reader sees the old one or the new one. */
export async function writeRecord(path: string, record: BuildRecord): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}`
  await writeFile(draft, JSON.stringify(record), { mode: 0o600 })
  await rename(draft, path)
}

/** Forgets a build. */
export async function removeRecord(path: string): Promise<void> {
  await rm(path, { force: true })
}

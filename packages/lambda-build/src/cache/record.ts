import { readFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import type { Finding, Manifest } from '@project-utils/contract'
import { hashJson, sha256 } from '@project-utils/run'
import type { Artifact } from '../artifact/artifact.ts'
import type { Job, Settings } from '../build/job.ts'
import { writeWhole } from './atomic.ts'
import { renewStamp, type Stamp } from './stamp.ts'

/** What is remembered of a build, so that the next run can tell whether it would come out the same. */
export interface BuildRecord {
  readonly v: 1
  readonly settings: Settings
  /** When the stamps were taken, milliseconds since 1970. */
  readonly taken: number
  /** All that went in, by path relative to the project's folder. */
  readonly stamps: Readonly<Record<string, Stamp>>
  readonly manifest: Manifest
  readonly zip: Stamp
  /** What the build had to say; said again when it is reused. */
  readonly findings: readonly Finding[]
}

/** The project's folder and the cache's. */
export interface Places {
  readonly root: string
  readonly cache: string
}

/** An earlier build that still holds, or why there is none. */
export type Recalled =
  | { readonly artifact: Artifact; readonly findings: readonly Finding[] }
  | { readonly artifact?: undefined; readonly why: string }

/** Where an artifact's zip is kept: under its manifest's hash. */
export function zipPath(cache: string, manifest: Pick<Manifest, 'sha256'>): string {
  return join(cache, 'artifacts', `${manifest.sha256}.zip`)
}

/** Finds the earlier build of a job where nothing that went in has changed; tells what has, where something did. */
export async function recall(job: Job, places: Places): Promise<Recalled> {
  const record = await readRecord(recordPath(places, job.id))
  if (typeof record === 'string') return { why: record }
  const settings = changedSettings(record.settings, job.settings)
  if (settings !== undefined) return { why: settings }
  const taken = Date.now()
  const stamps: Record<string, Stamp> = {}
  const changed: string[] = []
  for (const [path, before] of Object.entries(record.stamps)) {
    const now = renewStamp(resolve(places.root, path), before, record.taken)
    if (now?.sha256 === before.sha256) stamps[path] = now
    else changed.push(now === undefined ? `${path} was removed` : describeChange(path, before, now))
  }
  if (changed.length > 0) return { why: `${changed[0]}${changed.length > 1 ? `, and ${changed.length - 1} more` : ''}` }
  const path = zipPath(places.cache, record.manifest)
  const zip = renewStamp(path, record.zip, record.taken)
  if (zip?.sha256 !== record.zip.sha256) return { why: zip === undefined ? 'its zip was gone' : 'its zip was damaged' }
  const touched = zip !== record.zip || Object.entries(stamps).some(([key, stamp]) => stamp !== record.stamps[key])
  // A cache that cannot be written now still answers rightly now.
  if (touched) await keepRecord({ ...record, taken, stamps, zip }, places, job.id).catch(() => undefined)
  return { artifact: artifactOf(job, record.manifest, path, zip, 'unchanged'), findings: record.findings }
}

/** Writes a build's record, in place of the one before. */
export async function keepRecord(record: BuildRecord, places: Places, logicalId: string): Promise<void> {
  await writeWhole(recordPath(places, logicalId), JSON.stringify({ sha256: hashJson(record), record }))
}

/** An artifact from its manifest and the look at its zip. */
export function artifactOf(
  { id, type }: Pick<Job, 'id' | 'type'>,
  manifest: Manifest,
  zip: string,
  stamp: Stamp,
  why: string,
): Artifact {
  const codeSha256 = Buffer.from(stamp.sha256, 'hex').toString('base64')
  return { logicalId: id, type, manifest, zip, bytes: stamp.size, codeSha256, reused: why === 'unchanged', why }
}

/** The path under which a record names something that went in. */
export function recordedPath(path: string, root: string): string {
  return relative(root, path) || '.'
}

function recordPath({ root, cache }: Places, logicalId: string): string {
  return join(cache, 'functions', `${sha256(`${root}\0${logicalId}`).slice(0, 32)}.json`)
}

async function readRecord(path: string): Promise<BuildRecord | string> {
  try {
    const kept: { readonly sha256: string; readonly record: BuildRecord } = JSON.parse(await readFile(path, 'utf8'))
    return kept.record.v === 1 && hashJson(kept.record) === kept.sha256 ? kept.record : 'its record was damaged'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
      ? 'first build'
      : 'its record was damaged'
  }
}

function changedSettings(before: Settings, now: Settings): string | undefined {
  if (before['tool'] !== now['tool']) return `the tool changed from ${before['tool']} to ${now['tool']}`
  if (before['esbuild'] !== now['esbuild']) return `esbuild changed from ${before['esbuild']} to ${now['esbuild']}`
  const all = new Set([...Object.keys(before), ...Object.keys(now)])
  const names = [...all].filter((name) => hashJson(before[name] ?? null) !== hashJson(now[name] ?? null)).toSorted()
  return names.length > 0 ? `settings changed: ${names.join(', ')}` : undefined
}

function describeChange(path: string, before: Stamp, now: Stamp): string {
  return before.folder && now.folder ? `files were added to or removed from ${path}` : `${path} changed`
}

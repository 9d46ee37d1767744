import { join } from 'node:path'
import { canonicalJson, type Finding, type Manifest } from '@project-utils/contract'
import type { Artifact } from '../artifact/artifact.ts'
import type { Job } from '../build/job.ts'
import { type Build, keepBuilds, type Ledger, ledgerPath, type Places, readLedger } from './ledger.ts'
import { type Look, openLook } from './look.ts'
import { describeSettings } from './settings.ts'
import { isSameStamp, readContent, type Stamp, takeStamp } from './stamp.ts'

/** An earlier build that still holds, or why there is none. */
export type Recalled =
  | { readonly artifact: Artifact; readonly findings: readonly Finding[] }
  | { readonly artifact?: undefined; readonly why: string /** There is none to compare with. */; readonly isNew?: true }

/** Where an artifact's zip is kept: under its manifest's hash. */
function zipPath(cache: string, manifest: Pick<Manifest, 'sha256'>): string {
  return join(cache, 'artifacts', `${manifest.sha256}.zip`)
}

/** Finds the earlier builds of jobs where nothing that went in has changed; tells what has, where something did. */
export async function recallAll(
  jobs: readonly Job[],
  places: Places,
  look: Look = openLook(places),
): Promise<ReadonlyMap<Job, Recalled>> {
  const ledger = readLedger(ledgerPath(places))
  const renewed: Build[] = []
  const recalled = new Map(jobs.map((job) => [job, recall(job, ledger, places, look, renewed)]))
  // A cache that cannot be written now still answers rightly now.
  if (renewed.length + look.renewed.length > 0) await keepBuilds(renewed, places, look.renewed).catch(() => undefined)
  return recalled
}

/** The build to compare a job with: the newest of the same settings, else the newest. */
export function buildOf({ id, settings }: Job, { builds }: Ledger): Build | undefined {
  const own = builds.filter((build) => build.id === id)
  const text = canonicalJson(settings)
  return own.find((build) => canonicalJson(build.settings) === text) ?? own[0]
}

function recall(job: Job, ledger: Ledger, places: Places, look: Look, renewed: Build[]): Recalled {
  const build = buildOf(job, ledger)
  if (build === undefined) return { why: ledger.why, isNew: true }
  const settings = describeSettings(build.settings, job.settings)
  if (settings !== undefined) return { why: settings }
  const changed = new Set(build.inputs.flatMap((input) => look.differences(input)))
  const [first] = changed
  if (first !== undefined) return { why: `${first}${changed.size > 1 ? `, and ${changed.size - 1} more` : ''}` }
  const zip = zipPath(places.cache, build.manifest)
  const checked = checkZip(build, places)
  if (typeof checked === 'string') return { why: checked }
  if (checked !== build.zip) renewed.push({ ...build, zip: checked })
  const { manifest, bytes, codeSha256, findings } = build
  const { id: logicalId, type } = job
  return { artifact: { logicalId, type, manifest, zip, bytes, codeSha256, reused: true, why: 'unchanged' }, findings }
}

/**
 * Looks at the zip of a build: gives the stamp that proves it, or what is wrong with it. Zips are written whole and never
 * again, so their dates alone are proof once their bytes were.
 */
export function checkZip(build: Build, { cache }: Places): Stamp | string {
  const zip = zipPath(cache, build.manifest)
  const stamp = takeStamp(zip)
  if (stamp === undefined) return 'its zip was gone'
  if (build.zip !== undefined && isSameStamp(stamp, build.zip)) return build.zip
  return readContent(zip) === hexOf(build.codeSha256) ? stamp : 'its zip was damaged'
}

function hexOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex')
}

import { realpathSync } from 'node:fs'
import type { Context } from '@project-utils/contract'
import { hashJson } from '@project-utils/run'
import type { Artifact, BuildInput, StoredArtifact } from '../artifact/artifact.ts'
import type { Job } from '../build/job.ts'
import { planJobs } from '../build/jobs.ts'
import type { StaleJob } from '../build/make.ts'
import { type Build, keepBuilds, ledgerPath, readLedger } from './ledger.ts'
import type { Look } from './look.ts'
import { buildOf } from './recall.ts'
import { decodeBuild, encodeBuild, type OfferedBuild, type SharedBuild } from './shared-build.ts'
import { sharedDifference, shareInputs } from './shared-inputs.ts'
import { packsFolders } from './watch.ts'

/** Where builds are kept for other machines; each key holds a few. Implemented by `records` in the project's bucket. */
export interface SharedBuilds {
  /** Tells one such place from others, so that it is remembered what was offered there. */
  readonly place?: string
  /** All builds kept under a key, the newest first. */
  find(key: string): Promise<readonly unknown[]>
  /** Keeps one more; it may be forgotten at any time. */
  keep(key: string, build: OfferedBuild): Promise<unknown>
  /** Whether the bytes of a manifest's hash are there. */
  holds(sha256: string): Promise<boolean>
}

/** A configuration whose builds other machines may have made already. */
export interface SharingInput extends BuildInput {
  /** Asked for what would have to be built. Not to be given where only own builds may run. */
  readonly shared: SharedBuilds
}

/** A build of another machine that holds here, with what it had to say; or why the newest does not, where there is one. */
export type FoundBuild =
  | { readonly artifact: StoredArtifact; readonly findings: Build['findings'] }
  | { readonly artifact?: undefined; readonly why?: string }

/**
 * Looks for builds of other machines for jobs that would have to be built: one request each, all at the same time. One
 * holds where every file that went in is here with the same content, nothing new could take an import over, and the
 * bytes are in the bucket. A failure is told and counts as nothing found.
 */
export async function findShared(
  stale: readonly StaleJob[],
  shared: SharedBuilds,
  look: Look,
  { emit, signal }: Pick<Context, 'emit' | 'signal'>,
): Promise<ReadonlyMap<Job, FoundBuild>> {
  const failures: unknown[] = []
  const find = async ({ job }: StaleJob): Promise<FoundBuild> => {
    try {
      const kept = await shared.find(sharedKey(job))
      const builds = kept.map(decodeBuild).filter((build) => build !== undefined)
      return await chooseBuild(job, builds, shared, look)
    } catch (error) {
      failures.push(error)
      return {}
    }
  }
  const found = new Map(await Promise.all(stale.map(async (each) => [each.job, await find(each)] as const)))
  const [failure] = failures
  if (failure !== undefined && !signal.aborted)
    emit({ type: 'warning', message: `builds of other machines could not be read: ${messageOf(failure)}` })
  return found
}

/**
 * Offers builds to other machines. To be called by the act that uploaded their bytes, and by no other: who may write
 * here decides what others run. A build that is not remembered any more is not offered.
 *
 * @param artifacts those whose bytes were uploaded
 * @param by who built, as told to those who reuse it
 */
export async function shareBuilds(
  input: SharingInput,
  artifacts: readonly (Artifact | StoredArtifact)[],
  by: string,
): Promise<void> {
  const options = { ...input, root: realpathSync(input.root) }
  const { place } = input.shared
  const offers = ownBuilds(options, artifacts).map(async ({ job, build }): Promise<readonly Build[]> => {
    const offer = encodeBuild(build, by)
    if (offer === undefined) return []
    await input.shared.keep(sharedKey(job), offer)
    return place === undefined ? [] : [{ ...build, offered: [...(build.offered ?? []), place] }]
  })
  const offered = (await Promise.all(offers)).flat()
  if (offered.length > 0) await keepBuilds(offered, options)
}

/** Logical ids of builds that were never offered in this place, such as those of an upload that was killed before. */
export function unofferedBuilds(
  input: SharingInput,
  artifacts: readonly (Artifact | StoredArtifact)[],
): readonly string[] {
  const { place } = input.shared
  if (place === undefined) return []
  return ownBuilds({ ...input, root: realpathSync(input.root) }, artifacts)
    .filter(({ build }) => build.offered?.includes(place) !== true && shareInputs(build.inputs) !== undefined)
    .map(({ job }) => job.id)
}

/** The builds of artifacts as this machine made them. */
function ownBuilds(
  options: SharingInput,
  artifacts: readonly (Artifact | StoredArtifact)[],
): readonly { readonly job: Job; readonly build: Build }[] {
  const ledger = readLedger(ledgerPath(options))
  return planJobs(options).flatMap((job) => {
    const artifact = artifacts.find(({ logicalId }) => logicalId === job.id)
    const build = artifact?.zip === undefined ? undefined : buildOf(job, ledger)
    if (build === undefined || build.manifest.sha256 !== artifact?.manifest.sha256) return []
    return hashJson(build.settings) === hashJson(job.settings) ? [{ job, build }] : []
  })
}

/** Builds of the same function with the same settings and tools are kept together. */
function sharedKey({ id, type, settings }: Job): string {
  return hashJson({ id, type, settings })
}

async function chooseBuild(
  job: Job,
  builds: readonly SharedBuild[],
  shared: SharedBuilds,
  look: Look,
): Promise<FoundBuild> {
  const { id: logicalId, type } = job
  const onlyLinks = !packsFolders(job)
  let why: string | undefined
  for (const { inputs, manifest, bytes, codeSha256, findings, by, built } of builds) {
    const difference = sharedDifference(inputs, look, onlyLinks)
    if (difference === undefined && (await shared.holds(manifest.sha256))) {
      const artifact = {
        logicalId,
        type,
        manifest,
        bytes,
        codeSha256,
        reused: true,
        why: `built by ${by} before, ${built}`,
      }
      return { artifact, findings }
    }
    why ??= `the build of ${by} does not hold here: ${difference ?? 'its bytes are not in the bucket any more'}`
  }
  return why === undefined ? {} : { why }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

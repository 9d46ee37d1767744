import { realpathSync } from 'node:fs'
import type { Context } from '@project-utils/contract'
import type { Artifact, BuildInput, StoredArtifact } from '../artifact/artifact.ts'
import { openLook } from '../cache/look.ts'
import { recallAll } from '../cache/recall.ts'
import type { SharingInput } from '../cache/shared.ts'
import { checkTogether } from './check-together.ts'
import { planJobs } from './jobs.ts'
import type { StaleJob } from './make.ts'
import { manyProblems } from './many-problems.ts'

/**
 * Builds all functions and layers of one configuration, in the order given: made, checked, zipped, kept in the cache. What
 * did not change is not built again; where nothing did, no tool is loaded and no process started. What another machine
 * built from the same sources and stored is not built either, where `shared` is given: it then comes without a zip.
 * Functions that are container images are left out: see `planImages`.
 *
 * @throws ProjectError with every problem found; codes in `errors`
 */
export async function buildArtifacts(
  input: SharingInput,
  context: Context,
): Promise<readonly (Artifact | StoredArtifact)[]>
export async function buildArtifacts(input: BuildInput, context: Context): Promise<readonly Artifact[]>
export async function buildArtifacts(
  input: BuildInput & Partial<SharingInput>,
  context: Context,
): Promise<readonly (Artifact | StoredArtifact)[]> {
  context.signal.throwIfAborted()
  if (input.functions.length === 0 && (input.layers ?? []).length === 0) return []
  const options = { ...input, root: realpathSync(input.root), childEnvironment: input.childEnvironment ?? {} }
  const jobs = planJobs(options)
  const made = new Map<string, Artifact | StoredArtifact>()
  let stale: StaleJob[] = []
  const isNew = new Set<string>()
  const look = openLook(options)
  for (const [job, recalled] of await recallAll(jobs, options, look)) {
    if (recalled.artifact === undefined) {
      stale.push({ job, why: recalled.why })
      if (recalled.isNew === true) isNew.add(job.id)
      continue
    }
    for (const finding of recalled.findings) context.emit({ type: 'finding', finding })
    made.set(job.id, recalled.artifact)
  }
  context.signal.throwIfAborted()
  if (stale.length > 0 && input.shared !== undefined) {
    const { findShared } = await import('../cache/shared.ts')
    const found = await findShared(stale, input.shared, look, context)
    const left: StaleJob[] = []
    for (const { job, why } of stale) {
      const { artifact, ...rest } = found.get(job) ?? {}
      if (artifact === undefined) {
        // Beside what has changed here since, what other machines had is no news.
        left.push({ job, why: 'why' in rest && isNew.has(job.id) ? `${why}; ${rest.why}` : why })
        continue
      }
      for (const finding of 'findings' in rest ? rest.findings : []) context.emit({ type: 'finding', finding })
      made.set(job.id, artifact)
    }
    stale = left
    context.signal.throwIfAborted()
  }
  if (stale.length > 0) {
    const { makeArtifacts } = await import('./make.ts')
    for (const artifact of await makeArtifacts(stale, options, context)) made.set(artifact.logicalId, artifact)
  }
  const problems = checkTogether(made, options)
  if (problems.length > 0) throw manyProblems(problems)
  return jobs.map((job) => made.get(job.id)).filter((artifact) => artifact !== undefined)
}

import { realpathSync } from 'node:fs'
import type { Context } from '@project-utils/contract'
import type { Artifact, BuildInput } from '../artifact/artifact.ts'
import { recall } from '../cache/record.ts'
import { planJobs } from './jobs.ts'
import type { StaleJob } from './make.ts'

/**
 * Builds all functions of one configuration, in the order given: bundled, checked, zipped, kept in the cache. A function
 * of which nothing changed is not built again; where none changed, nothing is loaded and no process started.
 *
 * @throws ProjectError with every problem found; codes in `errors`
 */
export async function buildFunctions(input: BuildInput, context: Context): Promise<readonly Artifact[]> {
  context.signal.throwIfAborted()
  if (input.functions.length === 0) return []
  const options = { ...input, root: realpathSync(input.root) }
  const jobs = planJobs(options)
  const made = new Map<string, Artifact>()
  const stale: StaleJob[] = []
  for (const job of jobs) {
    const recalled = await recall(job, options)
    if (recalled.artifact === undefined) {
      stale.push({ job, why: recalled.why })
      continue
    }
    for (const finding of recalled.findings) context.emit({ type: 'finding', finding })
    made.set(job.function.logicalId, recalled.artifact)
  }
  context.signal.throwIfAborted()
  if (stale.length > 0) {
    const { makeArtifacts } = await import('./make.ts')
    for (const artifact of await makeArtifacts(stale, options, context)) made.set(artifact.logicalId, artifact)
  }
  return jobs.map((job) => made.get(job.function.logicalId)).filter((artifact) => artifact !== undefined)
}

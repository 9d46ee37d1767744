import { realpathSync } from 'node:fs'
import type { Artifact, BuildInput } from '../artifact/artifact.ts'
import { planJobs } from '../build/jobs.ts'
import { recallAll } from '../cache/recall.ts'

/** The latest build of a function or layer where it still holds, else why it does not. */
export interface RecalledBuild {
  readonly logicalId: string
  readonly artifact?: Artifact
  readonly why: string
}

/** Looks for builds that still hold; builds nothing. */
export async function recalledBuilds(input: BuildInput): Promise<readonly RecalledBuild[]> {
  const options = { ...input, root: realpathSync(input.root), childEnvironment: input.childEnvironment ?? {} }
  const recalled = await recallAll(planJobs(options), options)
  return [...recalled].map(([{ id: logicalId }, { artifact, ...rest }]) =>
    artifact === undefined
      ? { logicalId, why: 'why' in rest ? rest.why : '' }
      : { logicalId, artifact, why: artifact.why },
  )
}

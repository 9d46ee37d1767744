import { dirname } from 'node:path'
import { type Context, isProjectError, type Outcome, type Problem, problemsOf } from '@project-utils/contract'
import type { Artifact } from '../artifact/artifact.ts'
import { startOfTick } from '../cache/file-clock.ts'
import type { Places } from '../cache/record.ts'
import { type BundleOptions, bundle } from '../node/bundle.ts'
import { readTsconfig } from '../node/tsconfig.ts'
import { finish } from './finish.ts'
import type { Job } from './job.ts'
import { manyProblems } from './jobs.ts'

/** A job with the reason why its earlier build does not hold. */
export interface StaleJob {
  readonly job: Job
  readonly why: string
}

/**
 * Builds jobs whose earlier build does not hold. Everything that is wrong in any of them is reported at once.
 *
 * @throws ProjectError `LAMBDA_BUILD_FAILED` and what the checks of an artifact refuse
 */
export async function makeArtifacts(
  stale: readonly StaleJob[],
  options: BundleOptions & Places,
  context: Context,
): Promise<readonly Artifact[]> {
  const decorated = stale.map(({ job }) => decoratorProblem(job)).filter((problem) => problem !== undefined)
  if (decorated.length > 0) throw manyProblems(decorated)
  const began = await startOfTick(options.cache)
  const steps = new Map(stale.map(({ job, why }) => [job, startStep(job, why, context)]))
  const artifacts: Artifact[] = []
  const refused: Problem[] = []
  try {
    const { bundles, problems } = await bundle([...steps.keys()], options)
    refused.push(...problems)
    for (const { job, why } of problems.length > 0 ? [] : stale) {
      context.signal.throwIfAborted()
      const bundled = bundles.get(job.function.logicalId)
      if (bundled === undefined) continue
      try {
        artifacts.push(await finish(job, bundled, { ...options, why, began }, context))
        steps.get(job)?.('done')
        steps.delete(job)
      } catch (error) {
        if (!isProjectError(error)) throw error
        refused.push(...problemsOf(error).map((problem) => ({ where: job.function.where, ...problem })))
      }
    }
  } finally {
    for (const end of steps.values()) end(context.signal.aborted ? 'cancelled' : 'failed')
  }
  if (refused.length > 0) throw manyProblems(refused)
  return artifacts
}

/** Tells that a function is being built, and gives back how to tell that it ended. */
function startStep(job: Job, why: string, { emit }: Context): (outcome: Outcome) => void {
  const { logicalId } = job.function
  const step = { type: 'step', id: `build.${logicalId}`, title: `Build ${logicalId}` } as const
  const start = performance.now()
  emit({ ...step, state: 'started', note: why })
  return (outcome) => emit({ ...step, state: 'ended', outcome, ms: Math.round(performance.now() - start) })
}

/** Esbuild drops the metadata silently, and injection that relies on it fails only at run time. */
function decoratorProblem({ function: { logicalId, entry, where } }: Job): Problem | undefined {
  const tsconfig = readTsconfig(dirname(entry))
  if (tsconfig?.emitDecoratorMetadata !== true) return undefined
  return {
    code: 'LAMBDA_DECORATOR_METADATA',
    message: `functions.${logicalId}: ${tsconfig.file} sets emitDecoratorMetadata, which bundling would drop silently`,
    hint: 'turn it off in a tsconfig beside the entry, and name what is injected, as in @inject(token)',
    where,
  }
}

import { type Context, isProjectError, type Outcome, type Problem, problemsOf } from '@project-utils/contract'
import type { Artifact } from '../artifact/artifact.ts'
import { openCapture } from '../cache/capture.ts'
import { startOfTick } from '../cache/file-clock.ts'
import { type Build, keepBuilds } from '../cache/ledger.ts'
import { sweepCache } from '../cache/sweep.ts'
import { finish } from './finish.ts'
import { inParallel } from './in-parallel.ts'
import type { Job, Kind } from './job.ts'
import { makers } from './kinds.ts'
import { type HandlersLoading, loadHandlers } from './load-handlers.ts'
import type { Made, MakeOptions } from './maker.ts'
import { manyProblems } from './many-problems.ts'
import { retellUnread } from './retell-unread.ts'

/** A job with the reason why its earlier build does not hold. */
export interface StaleJob {
  readonly job: Job
  readonly why: string
}

/** How many artifacts are checked and packed at the same time. */
const atOnce = 4

/**
 * Builds jobs whose earlier build does not hold. Everything that is wrong in any of them is reported at once.
 *
 * @throws ProjectError `LAMBDA_BUILD_FAILED`, what the makers and the checks of an artifact refuse, `ARTIFACT_CACHE_UNWRITABLE`
 */
export async function makeArtifacts(
  stale: readonly StaleJob[],
  options: MakeOptions,
  context: Context,
): Promise<readonly Artifact[]> {
  // What makes them is loaded while the clock ticks.
  const needed = new Set(stale.map(({ job }) => job.kind))
  const [began] = await Promise.all([startOfTick(options.cache), ...[...needed].map((kind) => makers[kind]())])
  const steps = new Map(stale.map(({ job, why }) => [job, startStep(job, why, context)]))
  const artifacts: Artifact[] = []
  const builds: Build[] = []
  const refused: Problem[] = []
  let handlers: HandlersLoading | undefined
  try {
    const made = await makeAll([...steps.keys()], options, refused, context)
    const loading = loadHandlers(refused.length > 0 ? new Map() : made, context.signal)
    handlers = loading
    const capture = openCapture(options, began)
    const problems = new Map<Job, readonly Problem[]>()
    await inParallel(refused.length > 0 ? [] : stale, atOnce, async ({ job, why }) => {
      context.signal.throwIfAborted()
      const files = made.get(job)
      if (files === undefined) return
      try {
        const handler = loading.of(job)
        handler.catch(() => undefined)
        const { artifact, build } = await finish(job, files, { ...options, why, capture, handler }, context)
        artifacts.push(artifact)
        if (build !== undefined) builds.push(build)
        steps.get(job)?.('done')
        steps.delete(job)
      } catch (error) {
        if (!isProjectError(error)) throw error
        const found = problemsOf(error).map((problem) => ({ where: job.where, ...problem }))
        problems.set(job, found)
      }
    })
    refused.push(...stale.flatMap(({ job }) => problems.get(job) ?? []))
  } finally {
    await handlers?.end()
    // What is finished stays so, also where another function is refused or a person interrupts.
    if (builds.length > 0) {
      await sweepCache(options.cache, began)
      await keepBuilds(builds, options)
    }
    for (const end of steps.values()) end(context.signal.aborted ? 'cancelled' : 'failed')
  }
  if (refused.length > 0) throw manyProblems(refused)
  return artifacts
}

/** Runs the maker of each kind that occurs, all at the same time. */
async function makeAll(
  jobs: readonly Job[],
  options: MakeOptions,
  refused: Problem[],
  context: Context,
): Promise<ReadonlyMap<Job, Made>> {
  const kinds = new Map<Kind, Job[]>()
  for (const job of jobs) kinds.set(job.kind, [...(kinds.get(job.kind) ?? []), job])
  const makings = await Promise.all(
    [...kinds].map(async ([kind, group]) => {
      const make = await makers[kind]()
      return await make(group, options, context).catch((error: unknown) => {
        throw retellUnread(error, options.cache)
      })
    }),
  )
  refused.push(...makings.flatMap(({ problems }) => problems))
  return new Map(makings.flatMap(({ made }) => [...made]))
}

/** Tells that something is being built, and gives back how to tell that it ended. */
function startStep(job: Job, why: string, { emit }: Context): (outcome: Outcome) => void {
  const step = { type: 'step', id: `build.${job.id}`, title: `Build ${job.id}` } as const
  const start = performance.now()
  emit({ ...step, state: 'started', note: why })
  return (outcome) => emit({ ...step, state: 'ended', outcome, ms: Math.round(performance.now() - start) })
}

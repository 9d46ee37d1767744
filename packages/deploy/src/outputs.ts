import type { Json } from '@project-utils/contract'
import { type LocalCloud, localAddress } from '@project-utils/local-cloud'
import type { Outputs } from './lookup.ts'
import type { Job } from './step-kind.ts'

/** What a stack step makes known. */
interface StackOutcome {
  readonly name: string
  readonly arn: string
  readonly updatedAt: string
  readonly outputs: Readonly<Record<string, string>>
}

/** The outputs of all stacks as they are now, as CloudFormation gives them: for parameters of other stacks. */
export function rawOutputs({ world, known }: Pick<Job, 'world' | 'known'>): Outputs {
  const outputs: Record<string, Readonly<Record<string, string>>> = {}
  for (const [key, state] of Object.entries(world.actual.stacks)) {
    outputs[key] = outcomeOf(key, known)?.outputs ?? state.outputs
  }
  return outputs
}

/** The outputs of all stacks as they are now, for people, checks and sites: on the local cloud in the form that works everywhere. */
export async function usableOutputs(job: Pick<Job, 'world' | 'known' | 'bench'>): Promise<Outputs> {
  return await translate(rawOutputs(job), job.bench.cloud)
}

/** Rewrites addresses of the local cloud; without one gives the outputs as they are. */
export async function translate(outputs: Outputs, cloud: LocalCloud | undefined): Promise<Outputs> {
  if (cloud === undefined) return outputs
  const stacks = Object.entries(outputs).map(async ([key, values]) => {
    const entries = Object.entries(values).map(
      async ([name, value]) => [name, await localAddress(cloud, value)] as const,
    )
    return [key, Object.fromEntries(await Promise.all(entries))] as const
  })
  return Object.fromEntries(await Promise.all(stacks))
}

/** What the stack step of this run made known, if there was one. */
function outcomeOf(key: string, known: ReadonlyMap<string, Json>): StackOutcome | undefined {
  return known.get(`stack.${key}`) as StackOutcome | undefined
}

import type { Answer, Ending, Json } from '@project-utils/contract'
import { mayHaveBeenDone } from './leaves-changes.ts'
import { usableOutputs } from './outputs.ts'
import { stepOutcomes } from './record.ts'
import type { Workbench } from './workbench.ts'
import type { World } from './world.ts'

/** What a deployment came to: the release, the outputs in a form that can be opened, and the time of each step. */
export async function closingAnswer(ending: Ending, world: World, bench: Workbench): Promise<Answer> {
  const known = new Map(ending.done.map(({ step, result }) => [step.id, result.data ?? null]))
  const outputs = await usableOutputs({ world, known, bench })
  const data = {
    outcome: ending.outcome,
    release: bench.run,
    previous: world.actual.good?.id ?? null,
    outputs,
    steps: stepOutcomes(ending),
    ...(ending.outcome === 'succeeded' ? {} : { rolledBack: false, traffic: trafficNote(ending, world) }),
  }
  const command = `project-deploy ${bench.selection}`
  const next = { command, why: 'mend the cause, then deploy again: it goes on from what is there' }
  return { data: data as unknown as Json, ...(ending.outcome === 'succeeded' ? {} : { next }) }
}

/** The answer where nothing differs from the last good release. */
export function restingAnswer(world: World): Answer {
  const release = world.actual.good?.id ?? null
  return { data: { outcome: 'nothing to do', release, outputs: world.actual.outputs } }
}

/** Where requests go after a deployment that did not end well; said plainly, because people ask that first. */
export function trafficNote({ done, failed, open }: Ending, { desired, actual }: World): string {
  const gated = Object.values(desired.functions).filter((place) => place.alias !== undefined)
  if (gated.length === 0) return 'functions without a managed alias serve what the stack holds'
  const isAlias = ({ kind }: { readonly kind: string }): boolean => kind === 'alias'
  const moved = done.map(({ step }) => step).filter(isAlias)
  const left = [...(failed === undefined ? [] : [failed.step]), ...open].filter(isAlias)
  if (moved.length > 0 && left.length === 0) return 'the new versions serve'
  const isUnsure = failed !== undefined && isAlias(failed.step) && mayHaveBeenDone(failed.error)
  if (isUnsure || !actual.settled) return 'which versions serve is not sure: project-deploy status tells'
  if (moved.length > 0) {
    const names = (steps: typeof moved): string => steps.map(({ id }) => id.replace(/^alias\./, '')).join(', ')
    return `the new versions of ${names(moved)} serve, of ${names(left)} still those before`
  }
  const versions = gated.map(({ logicalId }) => actual.good?.functions[logicalId]?.version)
  if (versions.includes(undefined))
    return 'this was the first release: the aliases serve $LATEST, there is nothing to return to'
  return 'the versions of the release before still serve'
}

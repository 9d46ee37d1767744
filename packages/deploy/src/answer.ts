import type { Answer, Ending, Finding, Json } from '@project-utils/contract'
import { mayHaveBeenDone } from './leaves-changes.ts'
import { usableOutputs } from './outputs.ts'
import { stepOutcomes } from './record.ts'
import type { Workbench } from './workbench.ts'
import type { World } from './world.ts'

/** What a deployment came to: the release, the outputs in a form that can be opened, and the time of each step. */
export async function closingAnswer(ending: Ending, world: World, bench: Workbench): Promise<Answer> {
  const known = new Map(ending.done.map(({ step, result }) => [step.id, result.data ?? null]))
  const outputs = await usableOutputs({ world, known, bench })
  const isBack = ending.undone?.outcome === 'succeeded'
  const data = {
    outcome: isBack ? 'rolled-back' : ending.outcome,
    release: bench.run,
    previous: world.actual.good?.id ?? null,
    outputs,
    steps: stepOutcomes(ending),
    ...(ending.outcome === 'succeeded' ? {} : { rolledBack: isBack, traffic: trafficNote(ending, world) }),
  }
  const next = nextAfter(ending, world, bench)
  return { data: data as unknown as Json, ...(ending.outcome === 'succeeded' ? {} : { next }) }
}

function nextAfter({ undone }: Ending, { actual }: World, { selection }: Workbench): NonNullable<Answer['next']> {
  const command = `project-deploy ${selection}`
  if (undone?.outcome === 'succeeded') return { command, why: 'mend the cause, then deploy again' }
  if (undone === undefined) return { command, why: 'mend the cause, then deploy again: it goes on from what is there' }
  if (undone.error !== undefined)
    return { command, why: 'the release before cannot be returned to: mend the cause and deploy' }
  const back = `project-deploy rollback ${actual.good?.id ?? ''} ${selection}`
  return { command: back, why: 'taking the release back did not end well: this goes on from what is there' }
}

/** What a release whose gate or check failed leaves as it is, taken back or not. */
export function notUndone({ failed, undone }: Ending, { actual }: World): readonly Finding[] {
  if (failed?.step.action !== 'check') return []
  const isFirst = undone === undefined && actual.good === undefined
  const remains = isFirst ? ['this was the first release: there is nothing to return to'] : (undone?.remains ?? [])
  return remains.map((message) => ({ rule: 'deploy/not-undone', category: 'rollback', severity: 'warning', message }))
}

/** The answer where nothing differs from the last good release. */
export function restingAnswer(world: World): Answer {
  const release = world.actual.good?.id ?? null
  return { data: { outcome: 'nothing to do', release, outputs: world.actual.outputs } }
}

/** Where requests go after a deployment that did not end well; said plainly, because people ask that first. */
export function trafficNote({ done, failed, open, undone }: Ending, { desired, actual }: World): string {
  const gated = Object.values(desired.functions).filter((place) => place.alias !== undefined)
  const isMoved = done.some(({ step }) => step.kind === 'alias')
  if (undone?.outcome === 'succeeded' && (isMoved || gated.length === 0)) return 'the release before serves again'
  if (undone !== undefined && undone.outcome !== 'succeeded')
    return 'what serves is not sure: project-deploy status tells'
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

import { type ChangeSetView, planStack, type StackPlan } from '@project-utils/cfn'
import { type Prepared, ProjectError, type Step } from '@project-utils/contract'
import type { WantedStack, World } from './world.ts'

/** What is to be done about each stack, those whose outputs others take first. */
export function stackPlans(world: World): readonly (readonly [key: string, plan: StackPlan])[] {
  const plans = new Map<string, StackPlan>()
  const under = new Set<string>()
  const visit = (key: string): void => {
    if (plans.has(key) || world.wanted[key] === undefined) return
    if (under.has(key)) throw loop([...under])
    under.add(key)
    for (const other of [...world.wanted[key].after, ...world.wanted[key].behind]) visit(other)
    under.delete(key)
    plans.set(key, planOne(key, world, plans))
  }
  for (const key of Object.keys(world.wanted)) visit(key)
  return [...plans]
}

/** The change set that was prepared for a stack. */
export function viewOf(key: string, prepared: readonly Prepared[]): ChangeSetView | undefined {
  const found = prepared.find((one) => one.kind === 'change-set' && one.step === `stack.${key}`)
  return found?.detail as ChangeSetView | undefined
}

/** Nothing recorded is taken for granted after a run that did not end well. */
function planOne(key: string, world: World, earlier: ReadonlyMap<string, StackPlan>): StackPlan {
  const { actual, accept, prepared } = world
  const wanted = world.wanted[key]
  const state = actual.stacks[key]
  if (wanted === undefined || state === undefined) throw new Error(`stack ${key} was not read`)
  const changes = (other: string): boolean => (earlier.get(other)?.steps.length ?? 0) > 0
  const isLater = wanted.pending || wanted.after.some(changes)
  const recorded = actual.settled && !isLater ? actual.good?.stacks[key] : undefined
  const view = viewOf(key, prepared)
  // What is empty now need not be so with the outputs to come.
  const changeSet = isLater && view?.empty === true ? undefined : view
  const [looked, owned, previous] = [actual.looked[key], actual.owned[key], actual.previous[key]]
  const plan = planStack({
    desired: wanted.desired,
    state,
    accept,
    needs: wanted.behind.filter(changes).map((other) => `stack.${other}`),
    ...(recorded === undefined ? {} : { recorded }),
    ...(changeSet === undefined ? {} : { changeSet }),
    ...(looked === undefined ? {} : { looked }),
    ...(owned === undefined ? {} : { owned }),
    ...(previous === undefined ? {} : { previous }),
  })
  return isLater ? later(key, plan, wanted) : plan
}

/**
 * A stack that takes outputs, or names images, which this plan makes or may change: shown as far as it is known, decided
 * at its turn.
 */
function later(key: string, plan: StackPlan, { after, behind, unpushed }: WantedStack): StackPlan {
  const isImport = after.length === 0 && unpushed.length === 0
  const reasons = [
    ...(isImport ? [`it imports what ${behind.join(', ')} export`] : []),
    ...(after.length === 0 ? [] : [`it takes outputs of ${after.join(', ')}`]),
    ...(unpushed.length === 0 ? [] : [`it names the images of ${unpushed.join(', ')}`]),
  ]
  const steps = plan.steps.map((step): Step => {
    if (step.id !== `stack.${key}`) return step
    const why = `${reasons.join(' and ')}, which are known only afterwards`
    const needs = [...step.needs, ...after.map((other) => `stack.${other}`)]
    return { ...step, why, needs, input: { operation: 'later', key } }
  })
  return { ...plan, steps }
}

function loop(keys: readonly string[]): ProjectError {
  return new ProjectError('DEPLOY_STACK_LOOP', `stacks wait for each other in a circle: ${keys.join(', ')}`, {
    hint: 'let one of them take a value that is no output or export of the others',
  })
}

import { type ChangeSetView, planStack, type StackPlan } from '@project-utils/cfn'
import type { Prepared, Step } from '@project-utils/contract'
import type { World } from './world.ts'

/** What is to be done about each stack, in the order of the configuration. */
export function stackPlans(world: World): readonly (readonly [key: string, plan: StackPlan])[] {
  const plans = new Map<string, StackPlan>()
  for (const key of Object.keys(world.wanted)) plans.set(key, planOne(key, world, plans))
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
  const needs = (wanted?.after ?? []).filter((other) => (earlier.get(other)?.steps.length ?? 0) > 0)
  if (wanted?.desired === undefined || state === undefined || needs.length > 0) return waiting(key, world)
  const recorded = actual.settled ? actual.good?.stacks[key] : undefined
  const [changeSet, looked, owned] = [viewOf(key, prepared), actual.looked[key], actual.owned[key]]
  const previous = actual.previous[key]
  return planStack({
    desired: wanted.desired,
    state,
    accept,
    ...(recorded === undefined ? {} : { recorded }),
    ...(changeSet === undefined ? {} : { changeSet }),
    ...(looked === undefined ? {} : { looked }),
    ...(owned === undefined ? {} : { owned }),
    ...(previous === undefined ? {} : { previous }),
  })
}

/** A stack that takes outputs which this plan makes or may change is planned at its turn. */
function waiting(key: string, world: World): StackPlan {
  const name = world.project.stacks[key]?.name ?? key
  const after = world.wanted[key]?.after ?? []
  const step: Step = {
    id: `stack.${key}`,
    kind: 'stack',
    title: `Create or update stack ${name}`,
    why: `it takes outputs of ${after.join(', ')}, which are known only afterwards`,
    needs: after.map((other) => `stack.${other}`),
    action: 'modify',
    undo: 'automatic',
    risks: [],
    input: { operation: 'later', key },
  }
  const notes = [`stack ${name}: its changes are known after ${after.map((other) => `stack.${other}`).join(', ')}`]
  return { decision: 'update', steps: [step], refusals: [], assumes: {}, notes }
}

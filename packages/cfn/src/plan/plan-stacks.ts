import { type Draft, type Prepared, ProjectError, type Step } from '@project-utils/contract'
import type { ChangeSetView } from '../change-set/change-set-view.ts'
import { planStack, type StackPlan } from './plan.ts'
import type { StacksWorld, StackWorld } from './stacks-world.ts'

/**
 * Decides about all stacks of a project: steps in an order in which each stack stands after those it needs, with what is
 * known only later marked as such. An empty list of steps means that there is nothing to do. Pure.
 *
 * @throws ProjectError `CFN_STACK_LOOP`
 */
export function planStacks(world: StacksWorld, prepared: readonly Prepared[] = []): Draft {
  const plans = stackPlans(world, prepared).map(([, plan]) => plan)
  return {
    kind: 'cfn',
    scopes: [world.scope],
    steps: plans.flatMap(({ steps }) => steps),
    assumes: Object.assign({}, ...plans.map(({ assumes }) => assumes)),
    refusals: plans.flatMap(({ refusals }) => refusals),
    notes: plans.flatMap(({ notes }) => notes),
  }
}

/** What is to be done about each stack, each after those it needs. Pure; throws as `planStacks` does. */
export function stackPlans(
  world: StacksWorld,
  prepared: readonly Prepared[] = [],
): readonly (readonly [key: string, plan: StackPlan])[] {
  const plans = new Map<string, StackPlan>()
  const under = new Set<string>()
  const visit = (key: string): void => {
    const stack = world.stacks[key]
    if (plans.has(key) || stack === undefined) return
    if (under.has(key)) throw loop([...under])
    under.add(key)
    for (const other of stack.after) visit(other)
    under.delete(key)
    plans.set(key, planOne(stack, world, plans, viewOf(key, prepared)))
  }
  for (const key of Object.keys(world.stacks)) visit(key)
  return [...plans]
}

/** The change set that was prepared for a stack. */
export function viewOf(key: string, prepared: readonly Prepared[]): ChangeSetView | undefined {
  const found = prepared.find((one) => one.kind === 'change-set' && one.step === `stack.${key}`)
  return found?.detail as ChangeSetView | undefined
}

function planOne(
  stack: StackWorld,
  { accept }: StacksWorld,
  earlier: ReadonlyMap<string, StackPlan>,
  view: ChangeSetView | undefined,
): StackPlan {
  const { after, takes, pending, codeOnly: _codeOnly, recorded, ...input } = stack
  const changes = (other: string): boolean => (earlier.get(other)?.steps.length ?? 0) > 0
  const isLater = pending || takes.some(changes)
  // What is empty now need not be so with the outputs to come.
  const changeSet = isLater && view?.empty === true ? undefined : view
  const plan = planStack({
    ...input,
    accept,
    needs: after.filter(changes).map((other) => `stack.${other}`),
    ...(recorded === undefined || isLater ? {} : { recorded }),
    ...(changeSet === undefined ? {} : { changeSet }),
  })
  return isLater ? later(stack, plan) : plan
}

/** A stack that takes what this plan makes or may change: shown as far as it is known, decided at its turn. */
function later({ desired: { key }, takes }: StackWorld, plan: StackPlan): StackPlan {
  const what = takes.length === 0 ? 'it waits for what this plan makes' : `it takes outputs of ${takes.join(', ')}`
  const steps = plan.steps.map(
    (step): Step =>
      step.id === `stack.${key}`
        ? { ...step, why: `${what}, which are known only afterwards`, input: { operation: 'later', key } }
        : step,
  )
  return { ...plan, steps }
}

function loop(keys: readonly string[]): ProjectError {
  return new ProjectError('CFN_STACK_LOOP', `stacks wait for each other in a circle: ${keys.join(', ')}`, {
    hint: 'let one of them take a value that is no output or export of the others',
  })
}

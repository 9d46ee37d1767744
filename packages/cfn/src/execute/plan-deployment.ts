import type { Draft, Prepared, Refusal, Step } from '@project-utils/contract'
import type { ExistingLook } from '../existing.ts'
import { planStacks } from '../plan/plan-stacks.ts'
import type { StackWorld } from '../plan/stacks-world.ts'
import type { Deployment } from './deployment.ts'
import { settlingStep } from './settling-step.ts'

/** Decides what a deployment of stacks would do; an empty list of steps means that there is nothing to do. Pure. */
export function planDeployment(deployment: Deployment, prepared: readonly Prepared[], selection: string): Draft {
  const stacks = Object.entries(deployment.stacks).map(([key, stack]) => [key, withLook(key, stack, prepared)] as const)
  const world = { ...deployment, stacks: Object.fromEntries(stacks) }
  const draft = planStacks(world, prepared)
  const steps = [...draft.steps, ...settlingSteps(world, draft)]
  const bucket = steps.length === 0 || deployment.hasBucket ? [] : [bucketRefusal(deployment, selection)]
  return { ...draft, steps, refusals: [...bucket, ...draft.refusals] }
}

/** Only a change set tells which named resources an update adds, so they are looked up with it. */
function withLook(key: string, stack: StackWorld, prepared: readonly Prepared[]): StackWorld {
  const found = prepared.find(({ kind, step }) => kind === 'change-set' && step === `stack.${key}`)
  const looked = (found?.detail as { readonly looked?: ExistingLook } | undefined)?.looked
  return looked === undefined ? stack : { ...stack, looked }
}

/** Steps for stacks whose resources stay as they are, while their protection or policy does not. */
function settlingSteps(
  { stacks }: Deployment,
  { steps, refusals }: Pick<Draft, 'steps' | 'refusals'>,
): readonly Step[] {
  if (refusals.length > 0) return []
  return Object.entries(stacks).flatMap(([key, { desired, state, recorded }]) => {
    const isTouched = steps.some(({ id }) => id === `stack.${key}`)
    return isTouched ? [] : (settlingStep(desired, state, recorded) ?? [])
  })
}

/** Without the bucket there is no place for the lock, the audit trail and the code. */
function bucketRefusal({ scope }: Deployment, selection: string): Refusal {
  const next = `project-deploy bootstrap ${selection}`
  return {
    code: 'CFN_NO_BUCKET',
    message: `account ${scope.account} has no project-utils bucket in ${scope.region} yet`,
    hint: `make it: ${next}`,
    next,
    previewable: true,
  }
}

import { type ChangeSetView, discardChangeSet, prepareStack } from '@project-utils/cfn'
import type { Context, Json, Prepared, Purpose } from '@project-utils/contract'
import { cloudFormation } from './clients.ts'
import { stackPlans } from './stack-plans.ts'
import type { Workbench } from './workbench.ts'
import type { World } from './world.ts'

/**
 * Makes a change set for every existing stack that changes, so that the plan shows what CloudFormation would really do.
 * A preview makes none where only code changed: nothing but the code can follow from that.
 */
export async function prepareDeployment(
  world: World,
  bench: Workbench,
  purpose: Purpose,
  context: Context,
): Promise<readonly Prepared[]> {
  const updates = stackPlans(world).filter(
    ([key, { decision, steps }]) =>
      decision === 'update' &&
      steps.length > 0 &&
      world.wanted[key]?.desired !== undefined &&
      steps.every((step) => step.kind === 'stack' && !isLaterStep(step.input)) &&
      !(purpose === 'preview' && world.wanted[key]?.codeOnly === true),
  )
  if (updates.length === 0) return []
  const client = await cloudFormation(bench.session)
  const made: Prepared[] = []
  try {
    for (const [key] of updates) {
      const desired = world.wanted[key]?.desired
      const state = world.actual.stacks[key]
      if (desired === undefined || state === undefined) continue
      const view = await prepareStack(client, desired, state, bench.run, context)
      made.push({ kind: 'change-set', step: `stack.${key}`, id: view.name, detail: view as unknown as Json })
    }
    return made
  } catch (error) {
    await discardPrepared(made, bench)
    throw error
  }
}

/** Removes change sets that will not be executed. */
export async function discardPrepared(prepared: readonly Prepared[], bench: Workbench): Promise<void> {
  const client = await cloudFormation(bench.session)
  for (const { detail } of prepared) {
    const view = detail as unknown as ChangeSetView
    if (!view.empty) await discardChangeSet(client, view)
  }
}

function isLaterStep(input: Json | undefined): boolean {
  return typeof input === 'object' && input !== null && 'operation' in input && input['operation'] === 'later'
}

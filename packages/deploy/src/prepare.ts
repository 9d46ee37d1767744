import { type ChangeSetView, discardChangeSet, prepareStack } from '@project-utils/cfn'
import type { Context, Json, Prepared, Purpose } from '@project-utils/contract'
import { cloudFormation } from './clients.ts'
import { keepTemplate } from './keep-template.ts'
import { stackPlans } from './stack-plans.ts'
import type { Workbench } from './workbench.ts'
import type { World } from './world.ts'

/**
 * Makes a change set for every existing stack that changes, so that the plan shows what CloudFormation would really do.
 * A preview makes none where only code changed (nothing but the code can follow from that), nor for a template so long
 * that it would have to be uploaded first: a preview leaves nothing behind.
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
      world.wanted[key]?.pending === false &&
      !(purpose === 'preview' && isToldWithout(world.wanted[key])),
  )
  if (updates.length === 0) return []
  const client = await cloudFormation(bench.session)
  const made: Prepared[] = []
  try {
    for (const [key] of updates) {
      const desired = world.wanted[key]?.desired
      const state = world.actual.stacks[key]
      if (desired === undefined || state === undefined) continue
      if (desired.templateUrl !== undefined) {
        await keepTemplate(desired, bench)
        made.push({ kind: 'blob', step: `stack.${key}`, id: desired.templateUrl })
      }
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
  for (const { detail, kind } of prepared) {
    if (kind !== 'change-set') continue
    const view = detail as unknown as ChangeSetView
    if (!view.empty) await discardChangeSet(client, view)
  }
}

function isToldWithout(wanted: World['wanted'][string] | undefined): boolean {
  return wanted?.codeOnly === true || wanted?.desired.templateUrl !== undefined
}

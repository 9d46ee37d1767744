import { verifyStacks } from '@project-utils/cfn'
import { type Act, type Context, type Finding, isProjectError, ProjectError } from '@project-utils/contract'
import { assumptionsMoved, checkPlanFile, planFileRefusals } from '@project-utils/run'
import { cloudFormation } from '../clients.ts'
import { deployAct } from '../deploy.ts'
import { discardPrepared } from '../prepare.ts'
import { readWorld } from '../read.ts'
import type { Workbench } from '../workbench.ts'
import type { Desired, World } from '../world.ts'
import { planPrepared } from './plan-act.ts'
import { restoreDesired } from './restore.ts'
import { planFiles, type SavedRelease } from './saved-plan.ts'

/**
 * The act of applying a plan that was saved: exactly its artifacts, its site and its change sets, and nothing else. It is
 * refused where anything is not as it was when the plan was made; what was prepared for it is removed once it can never be
 * applied any more. With `isPreview` nothing is removed.
 */
export function savedAct(
  given: Workbench,
  saved: SavedRelease,
  findings: readonly Finding[],
  isPreview: boolean,
): Act<World> {
  const accepted = saved.plan.steps.flatMap(({ risks }) => risks.filter((risk) => risk.accepted === true))
  const bench: Workbench = {
    ...given,
    accept: [...given.accept, ...accepted.map(({ subject }) => subject)],
    commit: async () => saved.commit ?? (await given.commit()),
  }
  const { prepared } = saved.plan
  const { maskJson } = bench.masker
  const act = deployAct(bench, findings)
  const remove = async (): Promise<void> => (isPreview ? undefined : await discardPrepared(prepared, bench))
  let restored: Promise<Desired> | undefined
  const restore = (context: Context): Promise<Desired> => {
    restored ??= restoreDesired(bench, saved, context)
    return restored
  }
  let [isVerified, isBegun] = [false, false]
  return {
    ...act,
    command: 'deploy apply',
    read: async (context) => {
      if (isVerified) return await readWorld(bench, restore, context)
      await removing(remove, () => verify(saved, given))
      const world = await readWorld(bench, restore, context)
      // What it took for granted is gone for good; a file that was edited here can be put right.
      const isVoid = assumptionsMoved(saved.plan, maskJson(planPrepared(world, prepared))).length > 0
      if (isVoid) await remove()
      else await removing(remove, () => verifyChangeSets(saved, given))
      isVerified = true
      return world
    },
    plan: (world) => {
      const draft = planPrepared(world, prepared)
      return { ...draft, refusals: [...draft.refusals, ...planFileRefusals(saved, draft, maskJson, planFiles)] }
    },
    prepare: async () => prepared,
    discard: async (left) => {
      if (isBegun) await discardPrepared(left, bench)
    },
    open: async (plan, world, context) => {
      isBegun = true
      await act.open?.(plan, world, context)
    },
  }
}

/** Removes what was prepared where the plan can never be applied any more. */
async function removing(remove: () => Promise<void>, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (isProjectError(error) && ended.includes(error.code)) await remove()
    throw error
  }
}

/** Refusals after which the plan can never be applied any more. */
const ended: readonly string[] = ['DEPLOY_PLAN_EXPIRED', 'CFN_PLAN_MOVED_ON']

/** For this target, in time, and from this commit. */
async function verify(saved: SavedRelease, bench: Workbench): Promise<void> {
  const { commit } = saved
  checkPlanFile(saved, { scope: bench.scope, now: bench.now() }, planFiles)
  const present = await bench.commit()
  if (commit === undefined || present === undefined || present === commit) return
  throw new ProjectError('DEPLOY_PLAN_MOVED_ON', `the plan was made from commit ${commit}, checked out is ${present}`, {
    hint: `check out what was planned: git checkout ${commit}`,
  })
}

async function verifyChangeSets({ stacks }: SavedRelease, { session }: Workbench): Promise<void> {
  if (stacks.length > 0) await verifyStacks(await cloudFormation(session), stacks, planFiles.again)
}

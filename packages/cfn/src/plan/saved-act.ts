import { type Act, isProjectError } from '@project-utils/contract'
import { deployAct } from '../execute/deploy-act.ts'
import type { Deployment } from '../execute/deployment.ts'
import { discardDeployment } from '../execute/prepare-deployment.ts'
import type { StackBench } from '../execute/stack-bench.ts'
import { withInForce } from './plan-act.ts'
import { type SavedPlan, savedPlanRefusals } from './saved-plan.ts'
import { verifyPlan } from './verify-plan.ts'

/**
 * The act of executing a plan that was saved: exactly the change sets that were reviewed, and no other. It is refused where
 * a change set, its stack, or what the plan was made from is not as it was. What was accepted with the plan stays accepted.
 */
export function savedAct(bench: StackBench, saved: SavedPlan, now: () => Date): Act<Deployment> {
  const accepted = saved.plan.steps.flatMap(({ risks }) => risks.filter((risk) => risk.accepted === true))
  const accept = [...bench.accept, ...accepted.map(({ subject }) => subject)]
  const prepared = saved.plan.prepared
  const act = deployAct({ ...bench, accept }, { prepared })
  let isVerified = false
  return {
    ...act,
    read: async (context) => {
      // Under the lock CloudFormation itself refuses a change set whose stack has moved on.
      if (!isVerified) await verify(bench, saved, now())
      isVerified = true
      return await withInForce(await act.read(context), bench)
    },
    plan: (deployment) => {
      const draft = act.plan(deployment, prepared)
      return { ...draft, refusals: [...draft.refusals, ...savedPlanRefusals(saved, draft, bench.masker.maskJson)] }
    },
  }
}

/** What was kept of a plan that has expired is removed: nobody will execute it any more. */
async function verify(bench: StackBench, saved: SavedPlan, now: Date): Promise<void> {
  try {
    await verifyPlan(await bench.client(), saved, { scope: bench.scope, now })
  } catch (error) {
    if (isProjectError(error) && error.code === 'CFN_PLAN_EXPIRED') await discardDeployment(saved.plan.prepared, bench)
    throw error
  }
}

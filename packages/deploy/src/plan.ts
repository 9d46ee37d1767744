import type { Draft, Refusal } from '@project-utils/contract'
import { localHint } from './local-hint.ts'
import { modeNotes } from './mode-notes.ts'
import { stackPlans } from './stack-plans.ts'
import { deploymentSteps } from './steps.ts'
import type { World } from './world.ts'

/** Decides what a deployment would do; pure. An empty list of steps means that there is nothing to do. */
export function planDeployment(world: World): Draft {
  const stacks = stackPlans(world).map(([, plan]) => plan)
  const refusals = stacks.flatMap((plan) => plan.refusals)
  const steps = deploymentSteps(world)
  const { current } = world.actual
  return {
    kind: 'deploy',
    scopes: [world.scope],
    steps,
    assumes: {
      release: typeof current === 'object' ? current.value.latest.id : null,
      ...Object.assign({}, ...stacks.map((plan) => plan.assumes)),
    },
    refusals: [...(steps.length === 0 ? [] : bucketRefusals(world)), ...refusals.map((one) => withWayOut(one, world))],
    notes: [...stacks.flatMap((plan) => plan.notes), ...modeNotes(world)],
  }
}

/** A table or bucket that an earlier `destroy` kept can be deleted by it, too. */
function withWayOut(refusal: Refusal, { selection, scope }: World): Refusal {
  const logicalId = refusal.where?.resource
  const local = { ...refusal, ...(refusal.hint === undefined ? {} : { hint: localHint(refusal.hint, scope) }) }
  if (refusal.code !== 'CFN_RESOURCE_EXISTS' || logicalId === undefined) return local
  const command = `project-deploy destroy ${selection} --delete ${logicalId}`
  return { ...local, hint: `${local.hint ?? ''}; if destroying the environment left it behind: ${command}` }
}

/** Only in tier full does a deployment make the bucket; elsewhere that is a decision of its own. */
function bucketRefusals({ actual, scope, selection }: World): readonly Refusal[] {
  if (actual.current !== 'no-bucket' || scope.tier === 'full') return []
  return [
    {
      code: 'DEPLOY_NO_BUCKET',
      message: `account ${scope.account} has no project-utils bucket in ${scope.region}`,
      hint: `project-deploy bootstrap ${selection}`,
      next: `project-deploy bootstrap ${selection}`,
      previewable: true,
    },
  ]
}

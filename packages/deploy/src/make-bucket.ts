import { applyStack, type DesiredStack, isBusy, planStack, readStack, settleStack } from '@project-utils/cfn'
import { type Context, ProjectError, type Scope, type Step, type StepResult } from '@project-utils/contract'
import { bucketName } from '@project-utils/records'
import { cloudFormation } from './clients.ts'
import type { Workbench } from './workbench.ts'

/** The step that makes the project-utils bucket: before the lock, since the lock lives in it. */
export function bucketStep(stack: DesiredStack, scope: Scope): Step {
  return {
    id: 'stack.project-utils',
    kind: 'bucket',
    title: `Create bucket ${bucketName(scope)} (stack ${stack.name})`,
    why: 'releases, locks, artifacts and the audit trail of this account and region are kept there',
    needs: [],
    action: 'create',
    undo: 'by hand',
    risks: [],
    changes: Object.values(stack.template.resources).map(({ logicalId, type }) => ({
      subject: logicalId,
      type,
      action: 'create',
    })),
    foundation: true,
    input: { stack: stack.name },
  }
}

/**
 * Brings the bucket's stack about, whoever else does the same at the same time: one wins, the others wait for it.
 *
 * @throws ProjectError those of `cfn`
 */
export async function makeBucket(stack: DesiredStack, bench: Workbench, context: Context): Promise<StepResult> {
  const client = await cloudFormation(bench.session)
  let state = await readStack(client, stack.name)
  if (isBusy(state.status) && state.arn !== undefined) {
    state = await settleStack(client, { arn: state.arn, name: state.name }, context)
  }
  const plan = planStack({ desired: stack, state })
  if (state.status !== 'ABSENT' && plan.refusals.length === 0 && state.status.endsWith('_COMPLETE')) {
    const isMade = state.status === 'CREATE_COMPLETE' || state.status === 'UPDATE_COMPLETE'
    if (isMade) return { outcome: 'skipped' }
  }
  const refusal = plan.refusals[0]
  if (refusal !== undefined) {
    throw new ProjectError(
      'DEPLOY_NO_BUCKET',
      refusal.message,
      refusal.hint === undefined ? {} : { hint: refusal.hint },
    )
  }
  for (const step of plan.steps) {
    const input = step.input as unknown as Parameters<typeof applyStack>[1]['stack']
    await applyStack(client, { stack: input, release: bench.run, approvedRisks: step.risks }, context)
  }
  return { outcome: 'done' }
}

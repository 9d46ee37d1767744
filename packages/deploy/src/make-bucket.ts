import { isCode } from '@project-utils/aws'
import { applyStack, type DesiredStack, isBusy, planStack, readStack, settleStack } from '@project-utils/cfn'
import {
  type Context,
  isProjectError,
  ProjectError,
  type Scope,
  type Step,
  type StepResult,
} from '@project-utils/contract'
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
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await makeOrWait(stack, bench, context)
    } catch (error) {
      // No lock can stand before the bucket does: who loses the race finds its change set void, or the stack another one.
      const isLost = attempt < 5 && !context.signal.aborted && (await wasOvertaken(error, stack, bench))
      if (!isLost) throw error
    }
  }
}

async function wasOvertaken(error: unknown, stack: DesiredStack, bench: Workbench): Promise<boolean> {
  const [code, cause] = isProjectError(error) ? [error.code, error.cause] : [undefined, error]
  if (code === 'CFN_CHANGE_SET_GONE' || isCode(cause, 'ChangeSetNotFoundException', 'ChangeSetNotFound')) return true
  const { status } = await readStack(await cloudFormation(bench.session), stack.name)
  if (status === 'REVIEW_IN_PROGRESS') return code === 'CFN_STACK_FAILED'
  return isBusy(status) || status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE'
}

async function makeOrWait(stack: DesiredStack, bench: Workbench, context: Context): Promise<StepResult> {
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
    await applyStack(client, { stack: input, release: bench.run, tidies: true, approvedRisks: step.risks }, context)
  }
  return { outcome: 'done' }
}

import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { isCode } from '@project-utils/aws'
import { isProjectError, ProjectError, type Scope } from '@project-utils/contract'
import { checkPlanFile } from '@project-utils/run'
import { contentOfChanges } from '../change-set/change-set-view.ts'
import { type DescribedChangeSet, describeChangeSet } from '../change-set/describe-change-set.ts'
import { isAbsent, readStack } from '../state/read.ts'
import { stackGroup } from '../state/status.ts'
import { planFiles, type SavedPlan, type SavedStack } from './saved-plan.ts'

/**
 * Looks whether every change set of a saved plan is still there as it was reviewed, and its stack as it was: two reads a
 * stack.
 *
 * @throws ProjectError `CFN_PLAN_EXPIRED`, `CFN_PLAN_FILE` where it is for another target, `CFN_PLAN_CHANGED` where a change
 * set is another than the file says, `CFN_PLAN_MOVED_ON`, and `AWS_*`
 */
export async function verifyPlan(
  client: CloudFormationClient,
  saved: SavedPlan,
  at: { readonly scope: Scope; readonly now: Date },
): Promise<void> {
  checkPlanFile(saved, at, planFiles)
  await verifyStacks(client, saved.stacks)
}

/**
 * Looks whether the change sets that were kept for a plan are still there as they were reviewed, and their stacks as they
 * were: two reads a stack.
 *
 * @throws ProjectError `CFN_PLAN_CHANGED`, `CFN_PLAN_MOVED_ON`, and `AWS_*`
 */
export async function verifyStacks(
  client: CloudFormationClient,
  stacks: readonly SavedStack[],
  again: string = planFiles.again,
): Promise<void> {
  const hint = `make and review a new one: ${again}`
  await Promise.all(stacks.map((stack) => verifyStack(client, stack, hint)))
}

async function verifyStack(client: CloudFormationClient, stack: SavedStack, hint: string): Promise<void> {
  const movedOn = (why: string): ProjectError =>
    new ProjectError('CFN_PLAN_MOVED_ON', `stack ${stack.name} is no longer what the plan was made for: ${why}`, {
      hint,
    })
  const [described, state] = await Promise.all([readChangeSet(client, stack), readStack(client, stack.name)])
  if (described === undefined) throw movedOn('its change set is gone: another deployment has taken its place')
  const why = executions[described.execution]
  if (why !== undefined) throw movedOn(why)
  if (described.status !== 'ready') throw movedOn(`its change set failed: ${described.reason}`)
  const { changeSet } = stack
  const isOther = described.stackArn !== undefined && described.stackArn !== changeSet.stackArn
  if (isOther || contentOfChanges(described.changes) !== changeSet.content) {
    throw new ProjectError(
      'CFN_PLAN_CHANGED',
      `the change set of stack ${stack.name} is not the one that was reviewed`,
      { hint },
    )
  }
  if (state.arn !== changeSet.stackArn) throw movedOn('it is another stack of that name')
  const isImport = changeSet.type === 'IMPORT'
  const isNew = changeSet.type === 'CREATE' || (isImport && stackGroup(stack.status) === 'create')
  if (isNew ? state.status !== 'REVIEW_IN_PROGRESS' : stackGroup(state.status) !== 'update') {
    throw movedOn(`it is in ${state.status}`)
  }
  if (!isNew && state.updatedAt !== stack.updatedAt) {
    throw movedOn(`it was changed at ${state.updatedAt ?? 'an unknown time'}, after the plan was made`)
  }
}

/** Why a change set of that execution status cannot be executed any more. Source: the SDK's `ExecutionStatus`. */
const executions: Readonly<Record<string, string>> = {
  EXECUTE_COMPLETE: 'its change set was executed already',
  EXECUTE_FAILED: 'its change set was executed already, and that failed',
  EXECUTE_IN_PROGRESS: 'its change set is being executed',
  OBSOLETE: 'it was changed since the plan was made',
  UNAVAILABLE: 'its change set cannot be executed',
}

async function readChangeSet(
  client: CloudFormationClient,
  { changeSet }: SavedStack,
): Promise<DescribedChangeSet | undefined> {
  try {
    return await describeChangeSet(client, changeSet.id)
  } catch (error) {
    const cause = isProjectError(error) ? error.cause : error
    if (isAbsent(cause) || isCode(cause, 'ChangeSetNotFound', 'ChangeSetNotFoundException')) return undefined
    throw error
  }
}

import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { type ErrorCode, ProjectError } from '@project-utils/contract'
import { regionFlag } from '../plan/refusals.ts'
import type { StackState } from '../state/state.ts'
import { type Cause, causesIn, findCause, formatCause } from '../watch/cause.ts'
import type { StackEvent } from '../watch/events.ts'
import type { CreateOrUpdate } from './stack-input.ts'

/** The error for an operation that did not end well, with its root cause and what the state demands next. */
export async function failureOf(
  client: CloudFormationClient,
  stack: CreateOrUpdate,
  state: StackState,
  events: readonly StackEvent[],
  wasAborted: boolean,
): Promise<ProjectError> {
  const cause = await findCause(client, events)
  const reason = cause === undefined ? (state.reason ?? 'CloudFormation gives no reason') : formatCause(cause)
  if (wasAborted && state.status === 'UPDATE_ROLLBACK_COMPLETE') {
    return new ProjectError('CFN_CANCELLED', `the update of stack ${stack.name} was cancelled and rolled back`, {
      hint: 'run the command again to update it',
    })
  }
  const isRestored = restored.has(state.status)
  const isGone = state.status === 'ABSENT'
  const code: ErrorCode = isRestored || isGone ? 'CFN_STACK_FAILED' : 'CFN_STACK_STUCK'
  const isImport = (stack.imports ?? []).length > 0
  const verb = isImport ? 'given what it was to take over' : stack.operation === 'create' ? 'created' : 'updated'
  const second = isRestored || isGone ? '' : alsoDuringRollback(events, cause)
  return new ProjectError(code, `stack ${stack.name} could not be ${verb}: ${reason}${second}`, {
    hint: next(stack, state),
    ...(cause?.logicalId === undefined ? {} : { where: { resource: cause.path ?? cause.logicalId } }),
  })
}

/** After these all is as it was before. */
const restored: ReadonlySet<string> = new Set([
  'IMPORT_ROLLBACK_COMPLETE',
  'ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
])

/** A failure in the rollback is a second problem of its own. */
function alsoDuringRollback(events: readonly StackEvent[], first: Cause | undefined): string {
  const later = causesIn(events).filter(({ logicalId, reason }) => logicalId !== undefined && reason !== first?.reason)
  const last = later.at(-1)
  return last === undefined ? '' : `; then the rollback failed: ${formatCause(last)}`
}

function next({ name, handling }: CreateOrUpdate, state: StackState): string {
  const at = regionFlag(state)
  switch (state.status) {
    case 'ABSENT':
    case 'ROLLBACK_COMPLETE':
      return 'nothing is left of it: remove the cause and run the command again'
    case 'IMPORT_ROLLBACK_COMPLETE':
    case 'UPDATE_ROLLBACK_COMPLETE':
      return 'the former state is back: remove the cause and run the command again'
    case 'UPDATE_ROLLBACK_FAILED':
      return `remove the cause, then: aws cloudformation continue-update-rollback --stack-name ${name}${at}`
    case 'ROLLBACK_FAILED':
      return 'remove what blocks its deletion and run the command again: the stack is then deleted and created'
    case 'CREATE_FAILED':
    case 'UPDATE_FAILED':
      // CloudFormation rolls no stack back that was changed in express mode (aws-cdk-cli#1931).
      if (handling?.express === true)
        return 'its resources are live, half-way: mend the cause or go back to the last good template, and run the command again'
      return `return to the last good state: aws cloudformation rollback-stack --stack-name ${name}${at}`
    default:
      return `look at its events: aws cloudformation describe-stack-events --stack-name ${name}${at}`
  }
}

import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { type Context, type Problem, ProjectError, type Risk } from '@project-utils/contract'
import type { ChangeSetView } from '../change-set/change-set-view.ts'
import { discardChangeSet } from '../change-set/discard-change-set.ts'
import { createChangeSet } from '../prepare.ts'
import { readStack } from '../state/read.ts'
import { absentStack, type StackState } from '../state/state.ts'
import { type Durations, durationsOf } from '../watch/durations.ts'
import { endOf, type StackEvent } from '../watch/events.ts'
import type { Pace } from '../watch/pace.ts'
import { type WatchEnd, watchStack } from '../watch/watch.ts'
import { deleteStack } from './delete.ts'
import { executeChangeSet, tokenOf } from './execute-change-set.ts'
import { failureOf } from './failure.ts'
import { protectStack, setStackPolicy } from './handling.ts'
import { readLeftChangeSets, removeLeft } from './left-change-sets.ts'
import type { CreateOrUpdate, Settle, StackInput } from './stack-input.ts'

/** What applying a stack step takes. */
export interface ApplyStackInput {
  /** The step's own input. */
  readonly stack: StackInput
  /** The change set that was prepared and approved; without one it is made now. */
  readonly changeSet?: ChangeSetView
  /** The risks of the approved step; one that is not among them stops a change set made now. */
  readonly approvedRisks: readonly Risk[]
  /** Risks that need nobody's word, although the plan did not show them. Default: none. */
  readonly mayPass?: (risk: Risk) => boolean
  /** The release id: part of the change set's name. */
  readonly release: string
  /** What resources took in earlier operations: the time left is told by it. */
  readonly earlier?: Durations
  /** Given what the resources of the operation took, once it has ended well. */
  readonly timed?: (durations: Durations) => void
  /** True: change sets that earlier runs left at the stack are named and removed, which costs a call. Default: false. */
  readonly tidies?: boolean
  readonly pace?: Pace
}

/**
 * Performs one stack step and gives the stack as it then is. Events are told as `stack.event`. An abort before execution
 * changes nothing; during an update it cancels it, during a creation it is watched to its end.
 *
 * @throws ProjectError `CFN_NEW_RISK`, `CFN_CHANGE_SET_GONE`, `CFN_STACK_FAILED` and `CFN_STACK_STUCK` with the root
 * cause, `CFN_CANCELLED`, `CFN_STILL_RUNNING`, and those of `prepareStack` and `deleteStack`
 */
export async function applyStack(
  client: CloudFormationClient,
  input: ApplyStackInput,
  context: Context,
): Promise<StackState> {
  const { stack } = input
  context.signal.throwIfAborted()
  if (stack.operation === 'delete') {
    await deleteStack(client, stack.arn, input.pace === undefined ? {} : { pace: input.pace }, context)
    return absentStack(stack.name)
  }
  if (stack.operation === 'settle') return await settleHandling(client, stack)
  const view = input.changeSet ?? (await makeNow(client, stack, input, context))
  if (view.empty) return await readStack(client, view.stackArn)
  const { policy, protect } = stack.handling ?? {}
  // What the configuration says judges the very update that brings it.
  if (policy !== undefined && view.type === 'UPDATE') await setStackPolicy(client, view.stackArn, policy)
  const others = input.tidies === true ? await readLeftChangeSets(client, stack.name).catch(() => []) : []
  await executeChangeSet(client, view, rollsBack(stack, view, context))
  const { state, events } = await watchOperation(client, stack, view, input, context)
  if (!isWell(state.status)) throw await failureOf(client, stack, state, events, context.signal.aborted)
  warnOfOrphans(stack.name, events, context)
  input.timed?.(durationsOf(events))
  const left = others.filter(({ id }) => id !== view.id)
  await removeLeft(client, left, context)
  if (policy !== undefined && view.type !== 'UPDATE') await setStackPolicy(client, view.stackArn, policy)
  return await protectStack(client, state, protect)
}

async function settleHandling(client: CloudFormationClient, { arn, handling }: Settle): Promise<StackState> {
  const { policy, protect } = handling
  if (policy !== undefined) await setStackPolicy(client, arn, policy)
  return await protectStack(client, await readStack(client, arn), protect)
}

async function watchOperation(
  client: CloudFormationClient,
  stack: CreateOrUpdate,
  view: ChangeSetView,
  { pace, earlier }: ApplyStackInput,
  context: Context,
): Promise<WatchEnd> {
  const { stackArn: arn, changes } = view
  const token = tokenOf(view)
  const cancelToken = `${token.slice(0, 120)}-cancel`
  const tokens = new Set([token, cancelToken])
  let alike = 0
  const step = { id: `stack.${stack.key}`, title: titleOf(stack), total: new Set(changes.map((c) => c.subject)).size }
  return await watchStack(
    {
      ...{ client, arn, name: stack.name, step, tokens },
      // What is removed or replaced may stay behind, which only events tell.
      brief: changes.every(({ action }) => action === 'create' || action === 'modify'),
      ...(view.type === 'UPDATE' ? { onAbort: () => cancelUpdate(client, arn, cancelToken, context) } : {}),
      ...(pace === undefined ? {} : { pace }),
      ...(earlier === undefined ? {} : { earlier }),
    },
    (now, seen) => {
      if (isLater(now, stack)) return true
      // Two updates within one tick of the clock have the same time: what stays is believed, what is old goes.
      alike = endOf(seen) === now.status ? alike + 1 : 0
      return alike === manyAlike
    },
    context,
  )
}

/** Looks in a row that must show the end that the events tell, where the time of the last update does not. */
const manyAlike = 4

function isWell(status: StackState['status']): boolean {
  return status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE' || status === 'IMPORT_COMPLETE'
}

/** CloudFormation replaces nothing while rollback is off, so such an operation rolls back all the same. */
function rollsBack({ name, handling }: CreateOrUpdate, { changes }: ChangeSetView, { emit }: Context): boolean {
  if (handling?.rollback !== false) return true
  const replaced = changes.find(({ action }) => action === 'replace')
  if (replaced === undefined) return false
  const message = `stack ${name} rolls back this time where it fails: ${replaced.subject} is replaced, which CloudFormation does only so`
  emit({ type: 'warning', message })
  return true
}

async function makeNow(
  client: CloudFormationClient,
  stack: CreateOrUpdate,
  input: ApplyStackInput,
  context: Context,
): Promise<ChangeSetView> {
  const madeShell = stack.operation === 'create'
  const view = await createChangeSet(client, stack, input.release, {
    madeShell,
    ...(input.pace === undefined ? {} : { pace: input.pace }),
  })
  const approved = new Set(input.approvedRisks.map(riskKey))
  const fresh = view.risks.filter((risk) => !approved.has(riskKey(risk)) && input.mayPass?.(risk) !== true)
  if (fresh.length > 0 && !view.empty) {
    await discardChangeSet(client, view)
    const subjects = [...new Set(fresh.map(({ subject }) => subject))]
    throw new ProjectError(
      'CFN_NEW_RISK',
      `stack ${stack.name} shows a risk that the approved plan did not: ${fresh.map(({ message }) => message).join('; ')}`,
      { hint: `run the command again to see it in the plan; accept it with ${subjects.map(acceptFlag).join(' ')}` },
    )
  }
  const [refusal] = view.refusals ?? []
  if (refusal !== undefined) {
    await discardChangeSet(client, view)
    const problems = (view.refusals ?? []).map((one) => ({ ...one, code: one.code as Problem['code'] }))
    throw new ProjectError(refusal.code as Problem['code'], refusal.message, { problems })
  }
  if (context.signal.aborted && !view.empty) {
    await discardChangeSet(client, view)
    context.signal.throwIfAborted()
  }
  return view
}

/** Tells whether a state that is at rest is the operation's end, and not what was there before it. */
function isLater(state: StackState, stack: CreateOrUpdate): boolean {
  if (state.status === 'REVIEW_IN_PROGRESS') return false
  return stack.operation === 'create' || state.updatedAt !== stack.updatedAt
}

async function cancelUpdate(
  client: CloudFormationClient,
  arn: string,
  ClientRequestToken: string,
  { emit }: Context,
): Promise<void> {
  const { CancelUpdateStackCommand } = await import('../sdk.ts')
  try {
    await client.send(new CancelUpdateStackCommand({ StackName: arn, ClientRequestToken }))
  } catch (error) {
    // Too late to cancel, or a cloud without the call: the operation is then watched to its end.
    const message = error instanceof Error ? error.message : String(error)
    emit({ type: 'warning', message: `the update could not be cancelled and goes on to its end: ${message}` })
  }
}

/** A resource that the clean-up could not delete has left the stack, though the status says success. */
function warnOfOrphans(name: string, events: readonly StackEvent[], { emit }: Context): void {
  const orphans = events.filter(({ isStack, status }) => !isStack && status === 'DELETE_FAILED')
  for (const { logicalId, type, physicalId, reason } of new Map(orphans.map((e) => [e.logicalId, e])).values()) {
    emit({
      type: 'warning',
      message: `stack ${name}: the old ${logicalId} (${type} ${physicalId}) could not be deleted: ${reason ?? 'no reason given'}`,
      hint: `it belongs to no stack any more; delete ${physicalId} by hand`,
    })
  }
}

function titleOf({ operation, name, imports = [] }: CreateOrUpdate): string {
  if (imports.length > 0) return `Import into stack ${name}`
  return operation === 'create' ? `Create stack ${name}` : `Update stack ${name}`
}

function riskKey({ kind, subject }: Risk): string {
  return `${kind} ${subject}`
}

function acceptFlag(subject: string): string {
  return `--accept-risk ${subject}`
}

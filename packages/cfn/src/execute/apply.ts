import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain, isCode } from '@project-utils/aws'
import { type Context, ProjectError, type Risk } from '@project-utils/contract'
import type { ChangeSetView } from '../change-set/change-set-view.ts'
import { createChangeSet, discardChangeSet } from '../prepare.ts'
import { readStack } from '../state/read.ts'
import { absentStack, type StackState } from '../state/state.ts'
import { readKnownEvents, type StackEvent } from '../watch/events.ts'
import type { Pace } from '../watch/pace.ts'
import { watchStack } from '../watch/watch.ts'
import { deleteStack } from './delete.ts'
import { failureOf } from './failure.ts'
import { readLeftChangeSets, removeLeft } from './left-change-sets.ts'
import type { CreateOrUpdate, StackInput } from './stack-input.ts'

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
  const pace = input.pace === undefined ? {} : { pace: input.pace }
  context.signal.throwIfAborted()
  if (stack.operation === 'delete') {
    await deleteStack(client, stack.arn, pace, context)
    return absentStack(stack.name)
  }
  const view = input.changeSet ?? (await makeNow(client, stack, input, context))
  if (view.empty) return await readStack(client, view.stackArn)
  const isUpdate = view.type === 'UPDATE'
  // Without this look the operation is bounded by its first event alone; the events of a new stack are all its own.
  const [known, others] = await Promise.all([
    isUpdate ? readKnownEvents(client, view.stackArn).catch(() => new Set<string>()) : undefined,
    readLeftChangeSets(client, stack.name).catch(() => []),
  ])
  await execute(client, stack, view)
  const { state, events } = await watchStack(
    {
      client,
      arn: view.stackArn,
      name: stack.name,
      step: {
        id: `stack.${stack.key}`,
        title: titleOf(stack),
        total: new Set(view.changes.map((c) => c.subject)).size,
      },
      ...(known === undefined ? {} : { known }),
      ...(isUpdate ? { onAbort: () => cancelUpdate(client, view.stackArn, context) } : {}),
      ...pace,
    },
    (now, seen) => hasRun(now, stack, seen),
    context,
  )
  if (state.status === 'CREATE_COMPLETE' || state.status === 'UPDATE_COMPLETE') {
    warnOfOrphans(stack.name, events, context)
    await removeLeft(
      client,
      others.filter(({ id }) => id !== view.id),
      context,
    )
    return state
  }
  throw await failureOf(client, stack, state, events, context.signal.aborted)
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
  if (context.signal.aborted && !view.empty) {
    await discardChangeSet(client, view)
    context.signal.throwIfAborted()
  }
  return view
}

/** Executes; an ambiguous answer is settled by asking the change set whether it was. */
async function execute(client: CloudFormationClient, stack: CreateOrUpdate, view: ChangeSetView): Promise<void> {
  const { DescribeChangeSetCommand, ExecuteChangeSetCommand } = await import('../sdk.ts')
  try {
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: view.id, ClientRequestToken: tokenOf(view) }))
  } catch (error) {
    const told = await client.send(new DescribeChangeSetCommand({ ChangeSetName: view.id })).catch(() => undefined)
    if (told?.ExecutionStatus === 'EXECUTE_IN_PROGRESS' || told?.ExecutionStatus === 'EXECUTE_COMPLETE') return
    if (
      isCode(
        error,
        'InvalidChangeSetStatus',
        'InvalidChangeSetStatusException',
        'ChangeSetNotFound',
        'ChangeSetNotFoundException',
      )
    ) {
      const status = told?.ExecutionStatus ?? 'gone'
      throw new ProjectError(
        'CFN_CHANGE_SET_GONE',
        `the change set of stack ${stack.name} can no longer be executed (${status})`,
        {
          hint: 'run the command again to make a new plan',
          cause: error,
        },
      )
    }
    throw explain(error, `executing the change set of stack ${stack.name}`)
  }
}

/** Tells whether a state that is at rest is the operation's end, and not what was there before it. */
function hasRun(state: StackState, stack: CreateOrUpdate, events: readonly StackEvent[]): boolean {
  if (state.status === 'REVIEW_IN_PROGRESS') return false
  if (stack.operation === 'create' || state.updatedAt !== stack.updatedAt) return true
  return events.some((event) => event.isStack && !event.status.endsWith('_IN_PROGRESS'))
}

async function cancelUpdate(client: CloudFormationClient, arn: string, { emit }: Context): Promise<void> {
  const { CancelUpdateStackCommand } = await import('../sdk.ts')
  try {
    await client.send(new CancelUpdateStackCommand({ StackName: arn }))
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

function tokenOf({ name, id }: ChangeSetView): string {
  return `${name}-${id.split('/').at(-1) ?? ''}`.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 128)
}

function titleOf({ operation, name }: CreateOrUpdate): string {
  return operation === 'create' ? `Create stack ${name}` : `Update stack ${name}`
}

function riskKey({ kind, subject }: Risk): string {
  return `${kind} ${subject}`
}

function acceptFlag(subject: string): string {
  return `--accept-risk ${subject}`
}

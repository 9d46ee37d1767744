import { randomUUID } from 'node:crypto'
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain } from '@project-utils/aws'
import { type Context, ProjectError } from '@project-utils/contract'
import { regionFlag } from '../plan/refusals.ts'
import { isAbsent, type readStack } from '../state/read.ts'
import { type Cause, causesIn, formatCause, lastOperation } from '../watch/cause.ts'
import { endOf } from '../watch/events.ts'
import type { Pace } from '../watch/pace.ts'
import { watchStack } from '../watch/watch.ts'
import { mayHaveBegun } from './may-have-begun.ts'

/** How a stack is deleted. */
export interface DeleteOptions {
  /** Logical ids to leave in the account; CloudFormation takes them only in DELETE_FAILED. */
  readonly retain?: readonly string[]
  /** Bounds the operation: its events carry it. Default: a new one. */
  readonly token?: string
  readonly pace?: Pace
}

/**
 * Deletes a stack by its ARN and watches until it is gone. One that is gone already is no error.
 *
 * @throws ProjectError `CFN_DELETE_FAILED` naming what blocks, `CFN_EXPORT_IN_USE`, `CFN_STACK_PROTECTED`,
 * `CFN_STILL_RUNNING`, `AWS_*`
 */
export async function deleteStack(
  client: CloudFormationClient,
  stackArn: string,
  options: DeleteOptions,
  context: Context,
): Promise<void> {
  context.signal.throwIfAborted()
  const { DeleteStackCommand } = await import('../sdk.ts')
  const name = stackArn.split('/')[1] ?? stackArn
  const at = regionFlag({ arn: stackArn })
  const retain = options.retain ?? []
  const { token = `delete-${randomUUID()}` } = options
  try {
    const list = retain.length === 0 ? {} : { RetainResources: [...retain] }
    await client.send(new DeleteStackCommand({ StackName: stackArn, ClientRequestToken: token, ...list }))
  } catch (error) {
    if (isAbsent(error)) return
    if (error instanceof Error && /TerminationProtection/i.test(error.message)) {
      throw new ProjectError('CFN_STACK_PROTECTED', `stack ${name} is protected from deletion`, {
        hint: `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name}${at}`,
        cause: error,
      })
    }
    // Where it may have begun, the stack and its events tell.
    if (!mayHaveBegun(error)) throw explain(error, `deleting stack ${name}`)
  }
  const { state, events } = await watchStack(
    {
      client,
      arn: stackArn,
      name,
      tokens: new Set([token]),
      ...(options.pace === undefined ? {} : { pace: options.pace }),
    },
    // A stack whose exports are in use goes back to the state it was in, whatever that was; an old answer agrees with no event.
    ({ status }, seen) => status === 'ABSENT' || status === endOf(lastOperation(seen)),
    context,
  )
  if (state.status === 'ABSENT') return
  const causes = causesIn(events)
  if (state.status !== 'DELETE_FAILED') {
    throw new ProjectError('CFN_EXPORT_IN_USE', `stack ${name} was not deleted: ${why(causes, state.reason)}`, {
      hint: 'nothing of it was deleted: delete first what imports from it, then run the command again',
    })
  }
  const ids = causes.flatMap(({ logicalId }) => logicalId ?? [])
  throw new ProjectError('CFN_DELETE_FAILED', `stack ${name} could not be deleted: ${why(causes, state.reason)}`, {
    hint: `clear what blocks and run the command again, or leave it in the account: aws cloudformation delete-stack --stack-name ${name}${at} --retain-resources ${ids.join(' ')}`,
    problems: causes.map((cause) => ({
      code: 'CFN_DELETE_FAILED',
      message: formatCause(cause),
      ...(cause.logicalId === undefined ? {} : { where: { resource: cause.logicalId } }),
    })),
  })
}

/**
 * Waits until no operation runs on a stack, telling its events; gives the state it then is in. With `leaves` an abort ends
 * the waiting at once: the operation is somebody else's.
 */
export async function settleStack(
  client: CloudFormationClient,
  stack: { readonly arn: string; readonly name: string; readonly leaves?: boolean },
  context: Context,
  pace?: Pace,
): Promise<Awaited<ReturnType<typeof readStack>>> {
  const { state } = await watchStack({ client, ...stack, ...(pace === undefined ? {} : { pace }) }, () => true, context)
  return state
}

function why(causes: readonly Cause[], reason: string | undefined): string {
  return causes.length > 0 ? causes.map(formatCause).join('; ') : (reason ?? 'no reason given')
}

import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain } from '@project-utils/aws'
import type { StackState } from '../state/state.ts'

/** How a stack is handled, besides what is in it; a type and not an interface, so that it counts as JSON. */
export type StackHandling = {
  /** Whether termination protection is on; absent: it stays as it is. */
  readonly protect?: boolean
  /** The stack policy, as JSON text; absent: it stays as it is. */
  readonly policy?: string
  /** ARNs of the topics that are told of every event; absent: none. */
  readonly topics?: readonly string[]
  /** ARN of the service role; absent: the one the stack has, if any. */
  readonly role?: string
  /** False: a failed operation stops where it is. Default: true. */
  readonly rollback?: boolean
  /** True: an operation ends once the configuration is applied, before resources are ready. Default: false. */
  readonly express?: boolean
}

/**
 * Puts a stack policy in force.
 *
 * @throws ProjectError `AWS_*`
 */
export async function setStackPolicy(client: CloudFormationClient, stack: string, policy: string): Promise<void> {
  const { SetStackPolicyCommand } = await import('../sdk.ts')
  try {
    await client.send(new SetStackPolicyCommand({ StackName: stack, StackPolicyBody: policy }))
  } catch (error) {
    throw explain(error, `setting the policy of stack ${stack}`)
  }
}

/**
 * Turns termination protection on or off where it is not as wanted; gives the stack as it then is.
 *
 * @throws ProjectError `AWS_*`
 */
export async function protectStack(
  client: CloudFormationClient,
  state: StackState,
  protect: boolean | undefined,
): Promise<StackState> {
  if (protect === undefined || protect === state.terminationProtection) return state
  const { UpdateTerminationProtectionCommand } = await import('../sdk.ts')
  try {
    const StackName = state.arn ?? state.name
    await client.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: protect }))
  } catch (error) {
    throw explain(error, `${protect ? 'protecting' : 'lifting the protection of'} stack ${state.name}`)
  }
  return { ...state, terminationProtection: protect }
}

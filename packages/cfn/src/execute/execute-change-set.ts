import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain, isCode } from '@project-utils/aws'
import { ProjectError } from '@project-utils/contract'
import type { ChangeSetView } from '../change-set/change-set-view.ts'
import { mayHaveBegun } from './may-have-begun.ts'

/**
 * Executes a change set; an ambiguous answer is settled by asking the change set whether it was, or left to whoever watches
 * the stack. Whether a failure rolls
 * back is always said: the SDK's own words about the default contradict each other.
 *
 * @throws ProjectError `CFN_CHANGE_SET_GONE` where the stack moved on since it was made; `AWS_*`
 */
export async function executeChangeSet(
  client: CloudFormationClient,
  view: ChangeSetView,
  rollsBack: boolean,
): Promise<void> {
  const { DescribeChangeSetCommand, ExecuteChangeSetCommand } = await import('../sdk.ts')
  const stack = view.stackArn.split('/')[1] ?? view.stackArn
  const input = { ChangeSetName: view.id, ClientRequestToken: tokenOf(view), DisableRollback: !rollsBack }
  try {
    await client.send(new ExecuteChangeSetCommand(input))
  } catch (error) {
    const told = await client.send(new DescribeChangeSetCommand({ ChangeSetName: view.id })).catch(() => undefined)
    // It may be over already, well or not: whoever watches finds out.
    if (told?.ExecutionStatus?.startsWith('EXECUTE_') === true) return
    if (told === undefined && mayHaveBegun(error)) return
    if (!isCode(error, ...gone)) throw explain(error, `executing the change set of stack ${stack}`)
    const status = told?.ExecutionStatus ?? 'gone'
    const why = status === 'OBSOLETE' ? 'somebody else changed the stack since it was made' : status
    throw new ProjectError(
      'CFN_CHANGE_SET_GONE',
      `the change set of stack ${stack} can no longer be executed (${why})`,
      { hint: 'run the command again to make a new plan', cause: error },
    )
  }
}

const gone = [
  'InvalidChangeSetStatus',
  'InvalidChangeSetStatusException',
  'ChangeSetNotFound',
  'ChangeSetNotFoundException',
]

/** The token of the request that executes a change set: the events of that operation carry it. */
export function tokenOf({ name, id }: Pick<ChangeSetView, 'name' | 'id'>): string {
  return `${name}-${id.split('/').at(-1) ?? ''}`.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 128)
}

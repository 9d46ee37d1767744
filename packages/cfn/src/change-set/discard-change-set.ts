import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain } from '@project-utils/aws'
import { readStack } from '../state/read.ts'
import type { ChangeSetView } from './change-set-view.ts'
import { isGone } from './send-change-set.ts'

/**
 * Deletes a change set, and the stack's shell where making the change set made it and it is still empty in
 * REVIEW_IN_PROGRESS, without a change set of somebody else. What is gone already is no error.
 */
export async function discardChangeSet(
  client: CloudFormationClient,
  view: Pick<ChangeSetView, 'id' | 'stackArn' | 'madeShell'>,
): Promise<void> {
  const { DeleteChangeSetCommand } = await import('../sdk.ts')
  try {
    await client.send(new DeleteChangeSetCommand({ ChangeSetName: view.id }))
  } catch (error) {
    if (!isGone(error)) throw explain(error, `deleting change set ${view.id}`)
  }
  if (view.madeShell) await discardShell(client, view)
}

async function discardShell(
  client: CloudFormationClient,
  { id, stackArn: arn }: Pick<ChangeSetView, 'id' | 'stackArn'>,
): Promise<void> {
  const { DeleteStackCommand, ListChangeSetsCommand, ListStackResourcesCommand } = await import('../sdk.ts')
  if ((await readStack(client, arn)).status !== 'REVIEW_IN_PROGRESS') return
  try {
    const [held, others] = await Promise.all([
      client.send(new ListStackResourcesCommand({ StackName: arn })),
      client.send(new ListChangeSetsCommand({ StackName: arn })),
    ])
    // The list may still hold what was deleted a moment ago.
    const foreign = (others.Summaries ?? []).filter(
      ({ ChangeSetId, Status }) => ChangeSetId !== id && Status?.startsWith('DELETE_') !== true,
    )
    const isEmpty = (held.StackResourceSummaries ?? []).length === 0 && foreign.length === 0
    if (isEmpty) await client.send(new DeleteStackCommand({ StackName: arn }))
  } catch (error) {
    if (!isGone(error)) throw explain(error, `deleting the empty stack ${arn}`)
  }
}

import type { ChangeSetSummary, CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain } from '@project-utils/aws'
import type { Context } from '@project-utils/contract'
import { isAbsent } from '../state/read.ts'

/** A change set that a run made and never executed. */
export interface LeftChangeSet {
  readonly id: string
  readonly name: string
  /** The stack's name. */
  readonly stack: string
}

/**
 * Lists a stack's change sets that are named after a release and were never executed, all pages; nothing where the stack
 * does not exist. A run that was killed leaves one, and one that waits for its approval holds one.
 */
export async function readLeftChangeSets(
  client: CloudFormationClient,
  stack: string,
): Promise<readonly LeftChangeSet[]> {
  const { ListChangeSetsCommand } = await import('../sdk.ts')
  const left: LeftChangeSet[] = []
  let next: string | undefined
  try {
    do {
      const page = await client.send(new ListChangeSetsCommand({ StackName: stack, NextToken: next }))
      for (const { ChangeSetId: id = '', ChangeSetName: name = '' } of (page.Summaries ?? []).filter(isLeft)) {
        left.push({ id, name, stack })
      }
      next = page.NextToken
    } while (next !== undefined)
  } catch (error) {
    if (isAbsent(error)) return []
    throw explain(error, `listing the change sets of stack ${stack}`)
  }
  return left
}

/**
 * Removes what other runs left at a stack that has just been changed: no change set made before can be executed any more.
 * AWS removes them by itself; each is named all the same, since nobody else tells of a run that was killed. Never throws.
 */
export async function removeLeft(
  client: CloudFormationClient,
  left: readonly LeftChangeSet[],
  { emit }: Context,
): Promise<void> {
  const { DeleteChangeSetCommand } = await import('../sdk.ts')
  for (const { id, name, stack } of left) {
    const message = `stack ${stack} still had change set ${name} of a run that never executed it; it is removed`
    const finding = { rule: 'cfn/left-change-set', category: 'leftover', severity: 'info', message } as const
    emit({ type: 'finding', finding: { ...finding, where: { resource: stack } } })
    await client.send(new DeleteChangeSetCommand({ ChangeSetName: id })).catch(() => undefined)
  }
}

function isLeft({ ChangeSetName, ExecutionStatus, Status }: ChangeSetSummary): boolean {
  const isOurs = ChangeSetName?.startsWith('release-') === true
  return isOurs && ExecutionStatus?.startsWith('EXECUTE_') !== true && Status?.startsWith('DELETE_') !== true
}

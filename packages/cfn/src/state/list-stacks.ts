import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain } from '@project-utils/aws'
import { stateOf } from './read.ts'
import type { StackState } from './state.ts'

/** A stack of the account; `parent` is the ARN of the stack that it is nested in. */
export interface ListedStack extends StackState {
  readonly parent?: string
}

/**
 * Reads all stacks of the account and region whose names begin like this, all pages; deleted ones are not among them.
 *
 * @throws ProjectError `AWS_*`
 */
export async function listStacks(client: CloudFormationClient, prefix: string): Promise<readonly ListedStack[]> {
  const { DescribeStacksCommand } = await import('../sdk.ts')
  const found: ListedStack[] = []
  let next: string | undefined
  try {
    do {
      const page = await client.send(new DescribeStacksCommand({ NextToken: next }))
      for (const stack of page.Stacks ?? []) {
        const state = stateOf(stack)
        if (state.status === 'ABSENT' || !state.name.startsWith(prefix)) continue
        found.push({ ...state, ...(stack.ParentId ? { parent: stack.ParentId } : {}) })
      }
      next = page.NextToken
    } while (next !== undefined)
  } catch (error) {
    throw explain(error, 'listing the stacks of the account')
  }
  return found
}

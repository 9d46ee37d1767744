import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain, isCode } from '@project-utils/aws'
import { isProjectError } from '@project-utils/contract'

/** A declared function: the stack that declares it, and the name that its template gives it, where it gives one. */
export interface NamedFunction {
  readonly logicalId: string
  /** As CloudFormation knows the stack. */
  readonly stackName: string
  readonly name?: string
}

/**
 * The physical names of functions by logical id: the template's own, else what CloudFormation made of it, at one call a
 * stack. What is not deployed is missing, unless its name is fixed.
 *
 * @throws ProjectError `AWS_*`
 */
export async function functionNames(
  functions: readonly NamedFunction[],
  client: () => Promise<CloudFormationClient>,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  const open = new Map<string, string[]>()
  for (const { logicalId, stackName, name } of functions) {
    if (name !== undefined) names.set(logicalId, name)
    else open.set(stackName, [...(open.get(stackName) ?? []), logicalId])
  }
  for (const [stackName, ids] of open) {
    const made = await resourcesOf(await client(), stackName)
    for (const id of ids) {
      const name = made.get(id)
      if (name !== undefined) names.set(id, name)
    }
  }
  return names
}

async function resourcesOf(client: CloudFormationClient, stackName: string): Promise<ReadonlyMap<string, string>> {
  const { ListStackResourcesCommand } = await import('@aws-sdk/client-cloudformation')
  const found = new Map<string, string>()
  let token: string | undefined
  try {
    do {
      const page = await client.send(new ListStackResourcesCommand({ StackName: stackName, NextToken: token }))
      for (const { LogicalResourceId, PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ?? []) {
        if (LogicalResourceId === undefined || PhysicalResourceId === undefined) continue
        if (ResourceStatus !== 'DELETE_COMPLETE') found.set(LogicalResourceId, PhysicalResourceId)
      }
      token = page.NextToken
    } while (token !== undefined && token !== '')
  } catch (error) {
    if (isProjectError(error) || !isAbsent(error)) throw explain(error, `listing what stack ${stackName} holds`)
  }
  return found
}

/** CloudFormation has no code of its own for a stack that is not there. */
function isAbsent(error: unknown): boolean {
  return isCode(error, 'ValidationError') && String(error).includes('does not exist')
}

import type { CloudFormationClient, Stack } from '@aws-sdk/client-cloudformation'
import { explain } from '@project-utils/aws'
import { absentStack, type StackState } from './state.ts'
import type { StackStatus } from './status.ts'

/**
 * Reads a stack by name or ARN in one call; one that does not exist, or no longer does, is `ABSENT`.
 *
 * @throws ProjectError `AWS_*` where the call itself fails
 */
export async function readStack(client: CloudFormationClient, name: string): Promise<StackState> {
  const { DescribeStacksCommand } = await import('../sdk.ts')
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }))
    const stack = Stacks[0]
    return stack === undefined ? absentStack(name) : stateOf(stack)
  } catch (error) {
    if (isAbsent(error)) return absentStack(name)
    throw explain(error, `reading stack ${name}`)
  }
}

/** Tells whether CloudFormation says that a stack does not exist; it has no error name of its own for that. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message)
}

/** One DescribeStacks answer as our state. */
export function stateOf(stack: Stack): StackState {
  const name = stack.StackName ?? ''
  const status = stack.StackStatus as StackStatus | undefined
  if (status === undefined || status === 'DELETE_COMPLETE') return absentStack(name)
  const exported = (stack.Outputs ?? []).filter(({ ExportName }) => ExportName !== undefined)
  const updatedAt = stack.LastUpdatedTime ?? stack.CreationTime
  return {
    name,
    ...(stack.StackId === undefined ? {} : { arn: stack.StackId }),
    status,
    ...(updatedAt === undefined ? {} : { updatedAt: updatedAt.toISOString() }),
    outputs: record(stack.Outputs, 'OutputKey', 'OutputValue'),
    ...(exported.length === 0 ? {} : { exports: record(exported, 'ExportName', 'OutputValue') }),
    parameters: record(stack.Parameters, 'ParameterKey', 'ParameterValue'),
    tags: record(stack.Tags, 'Key', 'Value'),
    capabilities: stack.Capabilities ?? [],
    terminationProtection: stack.EnableTerminationProtection ?? false,
    ...driftOf(stack),
    ...(stack.StackStatusReason ? { reason: stack.StackStatusReason } : {}),
  }
}

function driftOf({ DriftInformation: drift }: Stack): Pick<StackState, 'drift'> {
  const status = drift?.StackDriftStatus
  if (status === undefined || status === 'NOT_CHECKED' || status === 'UNKNOWN') return {}
  const at = drift?.LastCheckTimestamp?.toISOString()
  return { drift: { status, ...(at === undefined ? {} : { at }) } }
}

function record<T extends object>(
  list: readonly T[] | undefined,
  key: keyof T,
  value: keyof T,
): Record<string, string> {
  return Object.fromEntries((list ?? []).map((item) => [String(item[key]), String(item[value] ?? '')]))
}

/** One resource of a stack. */
export interface OwnedResource {
  readonly logicalId: string
  readonly type: string
  /** Empty where the resource was never made. */
  readonly physicalId: string
  /** Resource status, such as CREATE_COMPLETE or DELETE_SKIPPED. */
  readonly status: string
}

/** Lists what a stack holds, by name or ARN, all pages; nothing where the stack does not exist. */
export async function ownedResources(
  client: CloudFormationClient,
  stackName: string,
): Promise<readonly OwnedResource[]> {
  const { ListStackResourcesCommand } = await import('../sdk.ts')
  const owned: OwnedResource[] = []
  let next: string | undefined
  try {
    do {
      const page = await client.send(new ListStackResourcesCommand({ StackName: stackName, NextToken: next }))
      for (const resource of page.StackResourceSummaries ?? []) {
        owned.push({
          logicalId: resource.LogicalResourceId ?? '',
          type: resource.ResourceType ?? '',
          physicalId: resource.PhysicalResourceId ?? '',
          status: resource.ResourceStatus ?? '',
        })
      }
      next = page.NextToken
    } while (next !== undefined)
  } catch (error) {
    if (isAbsent(error)) return []
    throw explain(error, `listing the resources of stack ${stackName}`)
  }
  return owned
}

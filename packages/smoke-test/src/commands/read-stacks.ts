import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain, isCode, type Session } from '@project-utils/aws'
import { type LocalCloud, localAddress } from '@project-utils/local-cloud'
import type { StackSettings } from '@project-utils/project'
import type { NamedResource } from '../step-kind.ts'

/** What CloudFormation says of a stack of the project. */
export interface StackLook {
  readonly key: string
  readonly name: string
  /** False where the stack is not deployed. */
  readonly isThere: boolean
  /** Such as `UPDATE_COMPLETE`; absent where it is not deployed. */
  readonly status?: string
  /** On the local cloud in the form that works from here. */
  readonly outputs: Readonly<Record<string, string>>
  readonly resources: Readonly<Record<string, NamedResource>>
}

/** Reads outputs and resources of all stacks, side by side; one that is not deployed has none. */
export async function readStacks(
  stacks: readonly Pick<StackSettings, 'key' | 'name'>[],
  session: Session,
  cloud: LocalCloud | undefined,
  signal: AbortSignal,
): Promise<readonly StackLook[]> {
  const { CloudFormationClient } = await import('./sdk-stacks.ts')
  const client = session.client(CloudFormationClient)
  return await Promise.all(
    stacks.map(async ({ key, name }): Promise<StackLook> => {
      try {
        const [described, resources] = await Promise.all([
          describe(client, name, cloud, signal),
          readResources(client, name, signal),
        ])
        return { key, name, isThere: true, ...described, resources }
      } catch (error) {
        // A stack that does not exist is answered by a ValidationError that says so.
        const isAbsent = isCode(error, 'ValidationError') && /does not exist/.test(String(error))
        if (isAbsent) return { key, name, isThere: false, outputs: {}, resources: {} }
        signal.throwIfAborted()
        throw explain(error, `reading stack ${name}`)
      }
    }),
  )
}

async function describe(
  client: CloudFormationClient,
  name: string,
  cloud: LocalCloud | undefined,
  abortSignal: AbortSignal,
): Promise<Pick<StackLook, 'status' | 'outputs'>> {
  const { DescribeStacksCommand } = await import('./sdk-stacks.ts')
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }), { abortSignal })
  const [{ StackStatus: status, Outputs = [] } = {}] = Stacks
  const entries = Outputs.map(async ({ OutputKey = '', OutputValue = '' }) => [
    OutputKey,
    cloud === undefined ? OutputValue : await localAddress(cloud, OutputValue),
  ])
  return { ...(status === undefined ? {} : { status }), outputs: Object.fromEntries(await Promise.all(entries)) }
}

async function readResources(
  client: CloudFormationClient,
  stack: string,
  abortSignal: AbortSignal,
): Promise<Readonly<Record<string, NamedResource>>> {
  const { ListStackResourcesCommand } = await import('./sdk-stacks.ts')
  const resources: Record<string, NamedResource> = {}
  let next: string | undefined
  do {
    const page = await client.send(new ListStackResourcesCommand({ StackName: stack, NextToken: next }), {
      abortSignal,
    })
    for (const one of page.StackResourceSummaries ?? []) {
      const { LogicalResourceId: logicalId, PhysicalResourceId: physicalId, ResourceType: type } = one
      if (logicalId === undefined || physicalId === undefined || type === undefined) continue
      resources[logicalId] = { physicalId, type, stack }
    }
    next = page.NextToken
  } while (next !== undefined)
  return resources
}

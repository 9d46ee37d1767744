import type { Session } from '@project-utils/aws'
import type { LocalCloud } from '@project-utils/local-cloud'
import type { HealthResource } from '../health/resources.ts'
import { readStacks, type StackLook } from './read-stacks.ts'

/** All that stacks hold, nested ones followed: what lies in them is the project's, too. */
export async function readAllResources(
  top: readonly StackLook[],
  session: Session,
  cloud: LocalCloud | undefined,
  signal: AbortSignal,
): Promise<readonly HealthResource[]> {
  const resources: HealthResource[] = []
  let level = top
  while (level.length > 0) {
    const found = level.flatMap((stack) =>
      Object.entries(stack.resources).map(([logicalId, one]): HealthResource => ({ ...one, logicalId })),
    )
    resources.push(...found)
    const nested = found
      .filter(({ type }) => type === 'AWS::CloudFormation::Stack')
      .map(({ logicalId, physicalId }) => ({ key: logicalId, name: physicalId }))
    level = nested.length === 0 ? [] : await readStacks(nested, session, cloud, signal)
  }
  return resources
}

import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { readEvents, type StackEvent } from './events.ts'

/** Nesting deeper than this is not followed. */
const deepest = 5

interface Child {
  readonly arn: string
  /** `Parent/Child` by logical ids, below the stack that is watched. */
  readonly path: string
  readonly depth: number
  /** When its parent began to work on it: what is older belongs to another operation. */
  readonly since: string
  readonly seen: Set<string>
  isOver: boolean
}

/**
 * Follows the nested stacks of an operation, by the physical ids that the parent's events name (the first event of a new
 * one lacks it). Given the parent's new events, reads those of every nested stack that is under way and tells them. Throws
 * what the service throws.
 */
export function openNested(
  client: CloudFormationClient,
  tell: (stack: string, event: StackEvent) => void,
): (fresh: readonly StackEvent[]) => Promise<void> {
  const children = new Map<string, Child>()

  const note = (events: readonly StackEvent[], parent: string, depth: number): void => {
    for (const { isStack, type, physicalId, logicalId, status, t } of events.toReversed()) {
      if (isStack || type !== 'AWS::CloudFormation::Stack' || !physicalId.startsWith('arn:')) continue
      const child = children.get(physicalId)
      if (child !== undefined) child.isOver = !status.endsWith('_IN_PROGRESS')
      else if (depth <= deepest) {
        const path = parent === '' ? logicalId : `${parent}/${logicalId}`
        // A second of grace: the parent's event may be written after the child's own first one.
        const since = new Date(Date.parse(t) - 1_000).toISOString()
        const isOver = !status.endsWith('_IN_PROGRESS')
        children.set(physicalId, { arn: physicalId, path, depth, since, seen: new Set(), isOver })
      }
    }
  }

  const read = async (child: Child): Promise<void> => {
    const fresh = await readEvents(client, child.arn, { seen: child.seen, since: child.since })
    for (const event of fresh.toReversed()) {
      child.seen.add(event.id)
      tell(child.path, event)
    }
    note(fresh, child.path, child.depth + 1)
  }

  return async (fresh) => {
    const wereOver = new Set([...children.values()].filter(({ isOver }) => isOver))
    note(fresh, '', 1)
    // One that has just ended is read once more, for its last events; children found meanwhile are read in the same turn.
    for (const child of children.values()) if (!wereOver.has(child)) await read(child)
  }
}

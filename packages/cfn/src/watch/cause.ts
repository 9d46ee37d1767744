import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { isStart, readEvents, type StackEvent } from './events.ts'

/** Why an operation failed. */
export interface Cause {
  /** Absent where the cause is tied to no resource of the stack. */
  readonly logicalId?: string
  readonly type?: string
  /** `Parent/Child/Resource` through nested stacks; the logical id otherwise. */
  readonly path?: string
  readonly reason: string
  readonly physicalId?: string
}

/** Deeper nesting than this is not followed. */
const deepest = 5

/**
 * The events of the last operation, newest first; earlier failed operations lie below in the same list. It is bounded by
 * its request token, else by the event that says who began it, else by the newest stack-level start.
 */
export function lastOperation(events: readonly StackEvent[]): readonly StackEvent[] {
  const token = events[0]?.token
  if (token !== undefined) return events.slice(0, events.findLastIndex((event) => event.token === token) + 1)
  const started = events.findIndex(isStart)
  if (started >= 0) return events.slice(0, started + 1)
  const running = events.findIndex(({ isStack, status }) => isStack && status.endsWith('_IN_PROGRESS'))
  return running < 0 ? events : events.slice(0, running + 1)
}

/**
 * The causes in the events of the last operation, oldest first: failed resources that were not merely cancelled. Where
 * there is none, the reason that the stack's own events give. 21 of 21 public failure reports are answered right by the
 * first one (`cloudformation.md`, root-cause rules).
 */
export function causesIn(events: readonly StackEvent[]): readonly Cause[] {
  const window = lastOperation(events).toReversed()
  const failed = window.filter((event) => !event.isStack && event.status.endsWith('_FAILED') && isOwnReason(event))
  if (failed.length > 0) {
    return failed.map(({ logicalId, type, physicalId, reason = 'no reason given' }) => ({
      ...{ logicalId, type, path: logicalId, reason },
      ...(physicalId === '' ? {} : { physicalId }),
    }))
  }
  const told = window.filter((event) => event.isStack && event.reason !== undefined && !isSummary(event.reason))
  return told.map(({ reason = '' }) => ({ reason }))
}

/** The first cause, followed into nested stacks, whose parent only passes it on. Undefined where no event tells. */
export async function findCause(
  client: CloudFormationClient,
  events: readonly StackEvent[],
): Promise<Cause | undefined> {
  let cause = causesIn(events)[0]
  for (let depth = 0; depth < deepest; depth += 1) {
    const child = cause?.type === 'AWS::CloudFormation::Stack' ? cause.physicalId : undefined
    if (cause === undefined || child === undefined || !child.startsWith('arn:')) return cause
    const inner = causesIn(await readEvents(client, child).catch(() => []))[0]
    if (inner?.logicalId === undefined) return cause
    cause = { ...inner, path: `${cause.path}/${inner.logicalId}` }
  }
  return cause
}

/** A cause as one clause for a message. */
export function formatCause({ path, type, reason }: Cause): string {
  return path === undefined ? reason : `${path} (${type}): ${reason}`
}

function isOwnReason({ reason }: StackEvent): boolean {
  return reason === undefined || !/cancell?ed/i.test(reason)
}

function isSummary(reason: string): boolean {
  return /^(User Initiated|The following resource\(s\) failed|Rollback requested|Transformation succeeded)/i.test(
    reason,
  )
}

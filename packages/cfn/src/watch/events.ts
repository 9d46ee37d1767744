import type { CloudFormationClient, StackEvent as SdkEvent } from '@aws-sdk/client-cloudformation'

/** One event of a stack. */
export interface StackEvent {
  readonly id: string
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: string
  /** Absent where CloudFormation gives none. */
  readonly reason?: string
  /** CloudFormation's time, ISO 8601. */
  readonly t: string
  /** The token of the request that began the operation; absent where the caller gave none. */
  readonly token?: string
  /** True for an event of the stack itself. */
  readonly isStack: boolean
}

/** How far back a stack's events are read. */
export interface Boundary {
  /** Tokens of the requests that made the operation; only its events count, and those of another end the reading. */
  readonly tokens?: ReadonlySet<string>
  /** Events that are known already. */
  readonly seen?: ReadonlySet<string>
  /** Only events from this time on, ISO 8601, as CloudFormation stamps them. */
  readonly since?: string
}

/**
 * Reads a stack's events, newest first, back to the first that is known or the beginning of the last operation: never the
 * whole history. Throws what the service throws.
 */
export async function readEvents(
  client: CloudFormationClient,
  stack: string,
  { tokens, seen, since }: Boundary = {},
): Promise<readonly StackEvent[]> {
  const { DescribeStackEventsCommand } = await import('../sdk.ts')
  const events: StackEvent[] = []
  let next: string | undefined
  do {
    const page = await client.send(new DescribeStackEventsCommand({ StackName: stack, NextToken: next }))
    for (const event of (page.StackEvents ?? []).map(eventOf)) {
      const isForeign = tokens !== undefined && !tokens.has(event.token ?? '')
      if (isForeign || seen?.has(event.id) === true || (since !== undefined && event.t < since)) return events
      events.push(event)
      // A cancelled update has two events of that kind: its own, and that of the request to cancel it.
      if (tokens === undefined && since === undefined && isStart(event)) return events
    }
    next = page.NextToken
  } while (next !== undefined)
  return events
}

/** Tells whether an event begins an operation that somebody asked for. */
export function isStart(event: Pick<StackEvent, 'isStack' | 'reason' | 'status'>): boolean {
  return event.isStack && event.reason === 'User Initiated' && event.status !== 'REVIEW_IN_PROGRESS'
}

/** The state in which an operation's events, newest first, say that it ended; undefined where they do not. */
export function endOf(events: readonly StackEvent[]): string | undefined {
  const status = events.find(({ isStack }) => isStack)?.status
  return status?.endsWith('_IN_PROGRESS') === true ? undefined : status
}

/** An event as the SDK gives it, in our words; empty reasons are absent ones. */
function eventOf(event: SdkEvent): StackEvent {
  const type = event.ResourceType ?? ''
  const physicalId = event.PhysicalResourceId ?? ''
  const isOwn = physicalId === '' || event.StackId === undefined || physicalId === event.StackId
  return {
    id: event.EventId ?? '',
    logicalId: event.LogicalResourceId ?? '',
    physicalId,
    type,
    status: event.ResourceStatus ?? '',
    ...(event.ResourceStatusReason ? { reason: event.ResourceStatusReason } : {}),
    ...(event.ClientRequestToken ? { token: event.ClientRequestToken } : {}),
    t: event.Timestamp?.toISOString() ?? '',
    // A nested stack has the same type, but another physical id; before it has one, another name than the stack.
    isStack: type === 'AWS::CloudFormation::Stack' && isOwn && event.LogicalResourceId === event.StackName,
  }
}

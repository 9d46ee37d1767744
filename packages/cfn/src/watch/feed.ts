import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain } from '@project-utils/aws'
import type { Context } from '@project-utils/contract'
import { type Durations, formatLeft, timeLeft } from './durations.ts'
import { type Boundary, readEvents, type StackEvent } from './events.ts'
import { openNested } from './nested.ts'

/** Whose events are told. */
export interface Fed extends Boundary {
  readonly client: CloudFormationClient
  readonly arn: string
  readonly name: string
  /** The step whose progress is told, and how many resources it touches. */
  readonly step?: { readonly id: string; readonly title: string; readonly total: number }
  /** What resources took in earlier operations. */
  readonly earlier?: Durations
}

/**
 * Fetches new events, those of nested stacks too, tells them and gives all of the stack's own operation so far, newest
 * first. Never throws: whether events can be read says nothing about the operation.
 */
export function openFeed(fed: Fed, context: Context): () => Promise<readonly StackEvent[]> {
  const seen = new Set<string>()
  const settled = new Set<string>()
  const nested = openNested(fed.client, (name, event) => tell(name, event, context))
  let events: readonly StackEvent[] = []
  let isTold = false
  return async () => {
    try {
      const fresh = await readEvents(fed.client, fed.arn, { ...fed, seen })
      events = [...fresh, ...events]
      for (const event of fresh.toReversed()) {
        seen.add(event.id)
        tell(fed.name, event, context)
        if (!event.isStack && event.status.endsWith('_COMPLETE')) settled.add(event.logicalId)
      }
      if (fresh.length > 0) tellProgress(fed, events, settled.size, context)
      await nested(fresh)
    } catch (error) {
      const { code, message } = explain(error, `reading the events of stack ${fed.name}`)
      if (code !== 'AWS_THROTTLED' && !isTold) context.emit({ type: 'warning', message })
      isTold = true
    }
    return events
  }
}

/** Tells one event as a fact. */
function tell(stack: string, event: StackEvent, { emit }: Pick<Context, 'emit'>): void {
  const { logicalId, type, status, reason, physicalId, t } = event
  const data = { stack, logicalId, type, status, t, ...(reason === undefined ? {} : { reason }), physicalId }
  emit({ type: 'fact', name: 'stack.event', data })
}

function tellProgress(fed: Fed, events: readonly StackEvent[], settled: number, { emit }: Context): void {
  const [newest] = events
  if (fed.step === undefined || newest === undefined) return
  const { id, title, total } = fed.step
  // CloudFormation's clock, not this machine's: the newest event is the latest time that is known of it.
  const left = timeLeft(events, fed.earlier ?? {}, Date.parse(newest.t))
  const note = `${newest.logicalId} ${newest.status}${left === undefined ? '' : `, ${formatLeft(left)}`}`
  emit({ type: 'step', id, title, state: 'progress', done: Math.min(settled, total), total, note })
}

import type { StackEvent } from './events.ts'

/** How long resources took in earlier operations, in milliseconds: by logical id and verb, such as `Site CREATE`. */
export type Durations = Readonly<Record<string, number>>

const statuses = /^(CREATE|UPDATE|DELETE|IMPORT)_(IN_PROGRESS|COMPLETE|FAILED)$/

/** What the events of one operation, in any order, say about how long each resource took. */
export function durationsOf(events: readonly StackEvent[]): Durations {
  const durations: Record<string, number> = {}
  for (const [key, { begun, ended }] of spansOf(events)) {
    if (begun !== undefined && ended !== undefined) durations[key] = Math.max(0, ended - begun)
  }
  return durations
}

/**
 * How long an operation goes on at least, in milliseconds: until the slowest resource that it works on is done, going by
 * earlier operations. Undefined where none of those resources was timed before.
 */
export function timeLeft(events: readonly StackEvent[], earlier: Durations, now: number): number | undefined {
  const left: number[] = []
  for (const [key, { begun, ended }] of spansOf(events)) {
    const usual = earlier[key]
    if (ended === undefined && begun !== undefined && usual !== undefined) left.push(usual - (now - begun))
  }
  return left.length === 0 ? undefined : Math.max(0, ...left)
}

/** A duration as people say it; seconds below a minute and a half. */
export function formatLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 2) return 'a moment left'
  return seconds < 90 ? `about ${seconds} s left` : `about ${Math.round(seconds / 60)} min left`
}

interface Span {
  begun?: number
  ended?: number
}

function spansOf(events: readonly StackEvent[]): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>()
  for (const { isStack, logicalId, status, t } of events) {
    const [, verb, phase] = statuses.exec(status) ?? []
    const at = Date.parse(t)
    if (isStack || verb === undefined || Number.isNaN(at)) continue
    const key = `${logicalId} ${verb}`
    const span = spans.get(key) ?? {}
    if (phase === 'IN_PROGRESS') span.begun = Math.min(span.begun ?? at, at)
    else span.ended = Math.max(span.ended ?? at, at)
    spans.set(key, span)
  }
  return spans
}

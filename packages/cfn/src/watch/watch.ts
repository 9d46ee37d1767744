import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain } from '@project-utils/aws'
import { type Context, ProjectError } from '@project-utils/contract'
import { regionFlag } from '../plan/refusals.ts'
import { readStack } from '../state/read.ts'
import type { StackState } from '../state/state.ts'
import { isBusy } from '../state/status.ts'
import { readEvents, type StackEvent } from './events.ts'
import { adaptivePace, type Pace, pause } from './pace.ts'

/** Looks in a row that may fail, or show what was before the operation, until watching is given up. */
const patience = 20
/** The same for looks that AWS throttles, some 45 minutes: others in the account cause it, and time mends it. */
const patienceThrottled = 100

/** What is watched, and for whom. */
export interface Watched {
  readonly client: CloudFormationClient
  /** Pinned, so that a stranger's stack of the same name is never followed. */
  readonly arn: string
  readonly name: string
  /** Events known before the operation began. */
  readonly known?: ReadonlySet<string>
  /** The step whose progress is told, and how many resources it touches. */
  readonly step?: { readonly id: string; readonly title: string; readonly total: number }
  /** Called once, when the signal is aborted. */
  readonly onAbort?: () => Promise<void>
  readonly pace?: Pace
}

/** How watching ended. */
export interface WatchEnd {
  readonly state: StackState
  /** Events of the operation, newest first. */
  readonly events: readonly StackEvent[]
}

/**
 * Watches until `isOver` says so of a state that is not busy; a state that was there before the operation is stale, and
 * read again. A look that fails never fails the operation: the interval is stretched, and at worst the watcher gives up.
 *
 * @throws ProjectError `CFN_STILL_RUNNING`
 */
export async function watchStack(
  watched: Watched,
  isOver: (state: StackState, events: readonly StackEvent[]) => boolean,
  context: Context,
): Promise<WatchEnd> {
  const { client, arn, pace = adaptivePace } = watched
  const feed = makeFeed(watched, context)
  let wait = pace.first
  let isAborted = false
  let failures = 0
  let throttled = 0
  let stale = 0
  for (let look = 1; ; look += 1) {
    await pause(wait, isAborted ? undefined : context.signal)
    if (context.signal.aborted && !isAborted) {
      isAborted = true
      await watched.onAbort?.()
    }
    try {
      const state = await readStack(client, arn)
      failures = 0
      throttled = 0
      wait = Math.min(wait * pace.factor, pace.cap)
      if (!isBusy(state.status)) {
        const events = await feed()
        if (isOver(state, events)) return { state, events }
        stale += 1
        if (stale === patience) throw stillRunning(watched, 'CloudFormation does not show that it began')
      } else if (look % 2 === 0) await feed()
    } catch (error) {
      const { code, message } = explain(error, `watching stack ${watched.name}`)
      if (code === 'CFN_STILL_RUNNING') throw error
      if (code === 'AWS_THROTTLED') throttled += 1
      else failures += 1
      if (hopeless.has(code) || failures === patience || throttled === patienceThrottled)
        throw stillRunning(watched, message, error)
      wait = Math.min(wait * 2, pace.stretched)
    }
  }
}

/** Another look changes nothing about these. */
const hopeless: ReadonlySet<string> = new Set([
  'AWS_ACCESS_DENIED',
  'AWS_EXPIRED_CREDENTIALS',
  'AWS_INVALID_CREDENTIALS',
  'AWS_NO_CREDENTIALS',
])

function stillRunning({ name, arn }: Watched, why: string, cause?: unknown): ProjectError {
  return new ProjectError('CFN_STILL_RUNNING', `stack ${name} goes on in AWS, but could not be watched: ${why}`, {
    hint: `run the same command again once this is mended; see where it stands: aws cloudformation describe-stacks --stack-name ${name}${regionFlag({ arn })}`,
    cause,
  })
}

/** Fetches new events, tells them and returns all of the operation so far, newest first. Never throws. */
function makeFeed(watched: Watched, context: Context): () => Promise<readonly StackEvent[]> {
  const seen = new Set(watched.known)
  const settled = new Set<string>()
  let events: readonly StackEvent[] = []
  let isTold = false
  return async () => {
    try {
      const fresh = await readEvents(watched.client, watched.arn, seen)
      events = [...fresh, ...events]
      for (const event of fresh.toReversed()) {
        seen.add(event.id)
        tell(watched, event, context)
        if (!event.isStack && event.status.endsWith('_COMPLETE')) settled.add(event.logicalId)
      }
      if (fresh.length > 0) progress(watched, fresh[0], settled.size, context)
    } catch (error) {
      const { code, message } = explain(error, `reading the events of stack ${watched.name}`)
      if (code !== 'AWS_THROTTLED' && !isTold) context.emit({ type: 'warning', message })
      isTold = true
    }
    return events
  }
}

function tell({ name }: Watched, event: StackEvent, { emit }: Context): void {
  const { logicalId, type, status, reason, physicalId, t } = event
  const data = { stack: name, logicalId, type, status, t, ...(reason === undefined ? {} : { reason }), physicalId }
  emit({ type: 'fact', name: 'stack.event', data })
}

function progress({ step }: Watched, newest: StackEvent | undefined, settled: number, { emit }: Context): void {
  if (step === undefined || newest === undefined) return
  const { id, title, total } = step
  const note = `${newest.logicalId} ${newest.status}`
  emit({ type: 'step', id, title, state: 'progress', done: Math.min(settled, total), total, note })
}

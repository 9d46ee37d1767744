import { explain } from '@project-utils/aws'
import { type Context, ProjectError } from '@project-utils/contract'
import { regionFlag } from '../plan/refusals.ts'
import { readStack } from '../state/read.ts'
import type { StackState } from '../state/state.ts'
import { isBusy } from '../state/status.ts'
import type { StackEvent } from './events.ts'
import { type Fed, openFeed } from './feed.ts'
import { adaptivePace, type Pace, pause } from './pace.ts'

/** Looks in a row that may fail, or show what was before the operation, until watching is given up. */
const patience = 20
/** The same for looks that AWS throttles, some 45 minutes: others in the account cause it, and time mends it. */
const patienceThrottled = 100

/** What is watched, and for whom; `arn` pins it, so that a stranger's stack of the same name is never followed. */
export interface Watched extends Fed {
  /** Called once, when the signal is aborted; the operation is then watched to its end. */
  readonly onAbort?: () => Promise<void>
  /** True where the operation is somebody else's: an abort ends the watching at once. */
  readonly leaves?: boolean
  /** True where nobody needs the events of an operation that has ended well by the first look. */
  readonly brief?: boolean
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
  const feed = openFeed(watched, context)
  let wait = pace.first
  let isAborted = false
  let failures = 0
  let throttled = 0
  let stale = 0
  for (let look = 1; ; look += 1) {
    await pause(wait, isAborted ? undefined : context.signal)
    if (context.signal.aborted && !isAborted) {
      isAborted = true
      if (watched.leaves === true) context.signal.throwIfAborted()
      await watched.onAbort?.()
    }
    try {
      const state = await readStack(client, arn)
      failures = 0
      throttled = 0
      wait = Math.min(wait * pace.factor, pace.cap)
      if (!isBusy(state.status)) {
        if (look === 1 && watched.brief === true && isWell(state) && isOver(state, [])) return { state, events: [] }
        const events = await feed()
        if (isOver(state, events)) return { state, events }
        stale += 1
        if (stale === patience) throw notSeen(watched)
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

function isWell({ status }: StackState): boolean {
  return status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE' || status === 'IMPORT_COMPLETE'
}

/** Another look changes nothing about these. */
const hopeless: ReadonlySet<string> = new Set([
  'AWS_ACCESS_DENIED',
  'AWS_EXPIRED_CREDENTIALS',
  'AWS_INVALID_CREDENTIALS',
  'AWS_NO_CREDENTIALS',
])

function notSeen({ name, arn }: Watched): ProjectError {
  return new ProjectError(
    'CFN_STILL_RUNNING',
    `CloudFormation does not show whether the operation on stack ${name} began`,
    {
      hint: `see where it stands: aws cloudformation describe-stacks --stack-name ${name}${regionFlag({ arn })}; then run the same command again`,
    },
  )
}

function stillRunning({ name, arn }: Watched, why: string, cause?: unknown): ProjectError {
  return new ProjectError('CFN_STILL_RUNNING', `stack ${name} goes on in AWS, but could not be watched: ${why}`, {
    hint: `run the same command again once this is mended; see where it stands: aws cloudformation describe-stacks --stack-name ${name}${regionFlag({ arn })}`,
    cause,
  })
}

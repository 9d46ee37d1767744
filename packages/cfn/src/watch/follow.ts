import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain } from '@project-utils/aws'
import { type Context, ProjectError } from '@project-utils/contract'
import { isAbsent } from '../state/read.ts'
import { readEvents, type StackEvent } from './events.ts'
import { openNested } from './nested.ts'
import { type Pace, pause } from './pace.ts'

/** Where an event comes from: a stack's name, followed by `/Child` for a nested one. */
export type TellEvent = (stack: string, event: StackEvent) => void

/** Once a second where things happen, then slower, up to five seconds; up to half a minute where AWS throttles. */
const followPace: Pace = { first: 1_000, factor: 1.5, cap: 5_000, stretched: 30_000 }

/**
 * Gives the events of a stack's last operation, oldest first, those of nested stacks among them by time. Nothing where
 * there is no stack.
 *
 * @throws ProjectError `AWS_*`
 */
export async function readLastOperation(
  client: CloudFormationClient,
  name: string,
): Promise<readonly { readonly stack: string; readonly event: StackEvent }[]> {
  const all: { readonly stack: string; readonly event: StackEvent }[] = []
  try {
    const own = await readEvents(client, name)
    all.push(...own.toReversed().map((event) => ({ stack: name, event })))
    const nested = openNested(client, (path, event) => void all.push({ stack: `${name}/${path}`, event }))
    await nested(own)
  } catch (error) {
    if (!isAbsent(error)) throw explain(error, `reading the events of stack ${name}`)
  }
  return all.toSorted((a, b) => (a.event.t === b.event.t ? 0 : a.event.t < b.event.t ? -1 : 1))
}

/**
 * Tells the events of a stack's last operation and all that follow, of nested stacks too, until the signal ends it. A
 * stack that does not exist yet is waited for; one that is throttled is asked less often.
 *
 * @throws ProjectError `CFN_STILL_RUNNING` where credentials expired or the events may not be read
 */
export async function followStack(
  client: CloudFormationClient,
  name: string,
  tell: TellEvent,
  { signal }: Pick<Context, 'signal'>,
  pace: Pace = followPace,
): Promise<void> {
  const seen = new Set<string>()
  const nested = openNested(client, (path, event) => tell(`${name}/${path}`, event))
  let arn = name
  let wait = pace.first
  while (!signal.aborted) {
    try {
      const fresh = await readEvents(client, arn, seen.size === 0 ? {} : { seen, since: '' })
      for (const event of fresh.toReversed()) {
        seen.add(event.id)
        tell(name, event)
        // Pinned: its last events are found by it alone once it is deleted.
        if (event.isStack && event.physicalId !== '') arn = event.physicalId
      }
      await nested(fresh)
      wait = fresh.length > 0 ? pace.first : Math.min(wait * pace.factor, pace.cap)
    } catch (error) {
      if (isAbsent(error)) wait = pace.cap
      else wait = endsFollowing(error, name) ?? Math.min(wait * 2, pace.stretched)
    }
    await pause(wait, signal)
  }
}

/** A look that fails ends nothing by itself, unless the next one cannot do better. */
function endsFollowing(error: unknown, name: string): undefined {
  const { code, message } = explain(error, `following stack ${name}`)
  const isLost = code === 'AWS_EXPIRED_CREDENTIALS' || code === 'AWS_NO_CREDENTIALS' || code === 'AWS_ACCESS_DENIED'
  if (!isLost && code !== 'AWS_INVALID_CREDENTIALS') return undefined
  throw new ProjectError('CFN_STILL_RUNNING', `stack ${name} could no longer be followed: ${message}`, {
    hint: 'run the same command again once this is mended',
    cause: error,
  })
}

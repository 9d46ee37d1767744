import {
  type Emit,
  type HeldLock,
  type Holder,
  isProjectError,
  type LockPort,
  ProjectError,
  type Scope,
} from '@project-utils/contract'
import type { Clock } from './clock.ts'
import type { LockState, Locks } from './lock.ts'
import type { Queue, QueuePlace, Waiter } from './lock-queue.ts'
import { holderName, spanOf, targetName } from './lock-words.ts'

/** How a run waits for a lock. */
export interface WaitOptions {
  /** Milliseconds after which it gives up. */
  readonly limit: number
  /** From 0 to 1; spreads the looks of many waiters. Default: `Math.random`. */
  readonly random?: () => number
}

interface Tools {
  readonly locks: Locks
  readonly queue: Queue
  readonly clock: Clock
}

const renewAfter = 20_000
const tellAfter = 30_000

/**
 * The lock for a run that waits: it queues behind whoever waits already and takes the lock when it is first. The newest
 * waiter of a branch supersedes the older ones of the same command: they end, and the lock is taken from nobody. Whoever
 * does not wait is not held up by the queue.
 *
 * `acquire` throws `RECORDS_WAIT_OVER`, `RECORDS_SUPERSEDED`, `RECORDS_PLACE_LOST`, and all that the lock itself does
 * but `RECORDS_LOCKED`.
 */
export function waitingLock(tools: Tools, options: WaitOptions): LockPort {
  return {
    async acquire(scope, holder, signal, emit = () => undefined) {
      const { locks, queue } = tools
      signal.throwIfAborted()
      const begun = tools.clock.elapsed()
      if ((await queue.list(scope)).length === 0) {
        const held = await ifFree(() => locks.acquire(scope, holder, signal))
        if (held !== undefined) return held
      }
      const place = await queue.enter(scope, holder)
      try {
        return await standInLine({ scope, holder, signal, emit, place, begun }, tools, options)
      } finally {
        await queue.leave(place)
      }
    },
  }
}

interface Wait {
  readonly scope: Scope
  readonly holder: Holder
  readonly signal: AbortSignal
  readonly emit: Emit
  readonly place: QueuePlace
  /** `clock.elapsed()` when the wait began. */
  readonly begun: number
}

async function standInLine(wait: Wait, tools: Tools, { limit, random = Math.random }: WaitOptions): Promise<HeldLock> {
  const { clock } = tools
  const tell = teller(wait, clock)
  let renewed = clock.elapsed()
  let trouble: unknown
  for (;;) {
    let ahead = 1
    try {
      const found = await look(wait, tools)
      if ('held' in found) return found.held
      ahead = found.ahead.length
      tell(found.lock, ahead)
      trouble = undefined
      if (clock.elapsed() - renewed >= renewAfter) {
        await tools.queue.renew(found.own)
        renewed = clock.elapsed()
      }
    } catch (error) {
      if (wait.signal.aborted || !isPassing(error)) throw error
      trouble = error
    }
    if (clock.elapsed() - wait.begun >= limit) throw trouble ?? (await over(wait, tools, limit))
    // Whoever is next looks often, the others seldom; never all at the same moment.
    await clock.pause((ahead === 0 ? 1000 : 2000) * (0.75 + random() / 2), wait.signal)
    wait.signal.throwIfAborted()
  }
}

type Look =
  | { readonly held: HeldLock }
  | { readonly lock: LockState | undefined; readonly ahead: readonly Waiter[]; readonly own: Waiter }

async function look({ scope, holder, signal, place }: Wait, { locks, queue }: Tools): Promise<Look> {
  const waiters = await queue.list(scope, true)
  const own = waiters.find(({ record }) => record.token === place.token)
  if (own === undefined) throw placeLost(scope)
  const newer = waiters.find(
    ({ number, record }) =>
      number > own.number &&
      holder.branch !== undefined &&
      record.branch === holder.branch &&
      record.command === holder.command,
  )
  if (newer !== undefined) throw superseded(scope, newer)
  const ahead = waiters.filter(({ number }) => number < own.number)
  const lock = await locks.read(scope)
  if (ahead.length > 0 || (lock !== undefined && !lock.over)) return { lock, ahead, own }
  const held = await ifFree(() => locks.acquire(scope, holder, signal))
  return held === undefined ? { lock, ahead, own } : { held }
}

/** The lock, or undefined while somebody else holds it. */
async function ifFree(acquire: () => Promise<HeldLock>): Promise<HeldLock | undefined> {
  try {
    return await acquire()
  } catch (error) {
    if (isProjectError(error) && error.code === 'RECORDS_LOCKED') return undefined
    throw error
  }
}

/** Tells who holds the lock and for how long: when that changes, and twice a minute. */
function teller({ emit, scope }: Wait, clock: Clock): (lock: LockState | undefined, ahead: number) => void {
  let told = ''
  let at = Number.NEGATIVE_INFINITY
  return (lock, ahead) => {
    const state = `${lock?.run} ${ahead}`
    if (state === told && clock.elapsed() - at < tellAfter) return
    told = state
    at = clock.elapsed()
    const holds = lock === undefined ? 'the lock is free' : `held by ${holderName(lock)} for ${heldFor(lock, clock)}`
    const queue = ahead === 0 ? 'this run is next' : `${ahead} ${ahead === 1 ? 'waits' : 'wait'} before this run`
    emit({ type: 'step', id: 'lock', title: 'Take the lock', state: 'progress', note: `${holds}; ${queue}` })
    const { account, region, environment } = scope
    const holder = lock === undefined ? null : holderFields(lock)
    emit({ type: 'fact', name: 'lock.waiting', data: { environment, account, region, holder, ahead } })
  }
}

function holderFields({ run, actor, host, command, since, link, branch }: LockState) {
  return {
    ...{ run, actor, host, command, since },
    ...(link === undefined ? {} : { link }),
    ...(branch === undefined ? {} : { branch }),
  }
}

function heldFor({ since }: LockState, clock: Clock): string {
  return spanOf(clock.now().getTime() - Date.parse(since))
}

/** What the next look may find mended. */
function isPassing(error: unknown): boolean {
  return isProjectError(error) && passing.includes(error.code)
}

const passing: readonly string[] = ['AWS_THROTTLED', 'AWS_UNREACHABLE', 'RECORDS_UNSETTLED']

async function over({ scope }: Wait, { locks, clock }: Tools, limit: number): Promise<ProjectError> {
  const lock = await locks.read(scope)
  const who = lock === undefined ? 'others came first' : `${holderName(lock)} has it for ${heldFor(lock, clock)}`
  const message = `waited ${spanOf(limit)} for the lock of ${targetName(scope)}: ${who}`
  return new ProjectError('RECORDS_WAIT_OVER', message, { hint: 'wait longer, such as --wait 2h, or run it later' })
}

function superseded(scope: Scope, { record }: Waiter): ProjectError {
  const message = `a newer run of branch ${record.branch} waits for the lock of ${targetName(scope)}: ${holderName(record)}`
  return new ProjectError('RECORDS_SUPERSEDED', message, {
    hint: 'nothing is to be done: that run deploys the newer state of the branch; this one changed nothing',
  })
}

/** Whoever was silent for so long may have been overtaken by a newer run of its branch, and must not come after it. */
function placeLost(scope: Scope): ProjectError {
  const message = `this run was silent for a minute and lost its place in the queue for the lock of ${targetName(scope)}`
  return new ProjectError('RECORDS_PLACE_LOST', message, { hint: 'run the same command again to queue anew' })
}

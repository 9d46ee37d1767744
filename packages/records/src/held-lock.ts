import type { HeldLock } from '@project-utils/contract'
import type { Clock } from './clock.ts'
import { decodeLock, encodeLock, type LockRecord } from './lock-record.ts'
import { type Found, isFound, type Store } from './store.ts'

const tick = 5_000
const renewAfter = 20_000
/** Well before the lock's end, so that what has begun can end while the lock still stands. */
const loseAfter = 45_000
const patience = 10_000

/** A lock that was just written. */
export interface Grip {
  readonly record: LockRecord
  readonly etag: string
  /** `clock.elapsed()` at a moment when the lock was certainly not yet written: its life is counted from here. */
  readonly from: number
}

/**
 * Keeps a lock alive: renews it every 20 s with If-Match, and gives it up for lost when somebody else holds it or when
 * no renewal has succeeded for 45 of its 60 seconds.
 */
export function holdLock(store: Store, key: string, first: Grip, clock: Clock): HeldLock {
  const lost = new AbortController()
  let grip = first
  let renewedAt = clock.now().getTime()
  let renewal: Promise<void> | undefined
  let released = false

  const lose = (why: string): void => {
    stop()
    if (!released) lost.abort(new Error(`the lock ${key} is lost: ${why}`))
  }

  const renew = async (): Promise<void> => {
    const record = { ...grip.record, beat: grip.record.beat + 1 }
    const from = clock.elapsed()
    const wall = clock.now().getTime()
    const signal = clock.deadline(patience)
    const written = await store.put(key, encodeLock(record), { etag: grip.etag }, { signal })
    if (typeof written === 'object') {
      grip = { record, etag: written.etag, from }
    } else {
      const asked = clock.elapsed()
      const found = await store.get(key, signal)
      const seen = isFound(found) ? decodeLock(found, key) : undefined
      if (!isFound(found) || seen?.token !== grip.record.token) return lose('another run has taken it')
      // Our write may be there after all; if it is not, the next tick tries again.
      const arrived = seen.beat > grip.record.beat
      grip = { record: seen, etag: found.etag, from: arrived ? writtenAt(found, asked) : grip.from }
      if (!arrived) return
    }
    renewedAt = wall
  }

  const look = (): void => {
    if (!isFresh(grip, clock)) lose('it could not be renewed in time')
    // After a sleep of the machine only the wall clock tells that it is high time.
    const due = clock.elapsed() - grip.from >= renewAfter || clock.now().getTime() - renewedAt >= renewAfter
    if (lost.signal.aborted || !due || renewal !== undefined) return
    renewal = renew()
      .catch(() => undefined)
      .finally(() => {
        renewal = undefined
      })
  }

  const stop = clock.every(tick, look)

  return {
    lost: lost.signal,
    async release() {
      if (released) return
      released = true
      stop()
      await renewal
      if (!lost.signal.aborted) await removeOwn(store, key, grip.record.token, grip.etag)
    },
  }
}

/** Whether a lock that was written then may still be relied on. */
export function isFresh(grip: Grip, clock: Clock): boolean {
  return clock.elapsed() - grip.from < loseAfter
}

/** A moment before an object was written, by `clock.elapsed()`; `asked` is when its reading began. */
export function writtenAt(found: Found, asked: number): number {
  // Without the server's Date header nothing is known about its age: half the time is taken to have gone.
  const age = found.date === undefined ? loseAfter / 2 : found.date.getTime() - found.modified.getTime()
  return asked - Math.max(0, age) - 1000
}

/**
 * Removes a lock, or a place in its queue, if it still is the one of this token. What cannot be removed ends by itself
 * within a minute; that is no reason to fail an act that is done.
 */
export async function removeOwn(store: Store, key: string, token: string, etag: string): Promise<void> {
  let current = etag
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      if ((await store.remove(key, current)) === 'removed') return
      const found = await store.get(key)
      if (!isFound(found) || decodeLock(found, key).token !== token) return
      current = found.etag
    } catch {
      return
    }
  }
}

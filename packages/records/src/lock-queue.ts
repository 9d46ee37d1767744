import { randomUUID } from 'node:crypto'
import { type Holder, ProjectError, type Scope, targetId } from '@project-utils/contract'
import type { Clock } from './clock.ts'
import { removeOwn } from './held-lock.ts'
import { inParallel } from './in-parallel.ts'
import { padded, queuePrefix } from './keys.ts'
import type { IsAlive } from './lock.ts'
import { decodeLock, encodeLock, hasEnded, type LockRecord } from './lock-record.ts'
import { putSettled, unsettled } from './settle.ts'
import { isFound, type Store } from './store.ts'

/** One who waits for a lock. */
export interface Waiter {
  /** Places are served in the order of their numbers. */
  readonly number: number
  readonly key: string
  readonly record: LockRecord
  readonly etag: string
}

/** A place in the queue, by which its owner finds itself in it. */
export interface QueuePlace {
  readonly token: string
  readonly key: string
  readonly etag: string
}

/**
 * Those who wait for a lock: a numbered record each, written only where none is, so that no two have the same place. A
 * record that is not renewed for a minute, or whose process is known to be dead, counts no more and is removed by
 * whoever finds it.
 */
export interface Queue {
  /** Those who wait, in the order in which they are served. With `tidies` records that count no more are removed. */
  list(scope: Scope, tidies?: boolean): Promise<readonly Waiter[]>
  /** Takes the last place. */
  enter(scope: Scope, holder: Holder): Promise<QueuePlace>
  /** Says that the waiter still waits; whether that arrived is seen when the queue is read again. */
  renew(waiter: Waiter): Promise<void>
  leave(place: QueuePlace): Promise<void>
}

const attempts = 20

export function openQueue(
  store: Store,
  target: Pick<Scope, 'account' | 'region'>,
  clock: Clock,
  isAlive: IsAlive = () => 'unknown',
): Queue {
  const prefixOf = (scope: Scope): string => {
    if (targetId(scope) === targetId(target)) return queuePrefix(scope)
    const message = `the queue for the lock of ${targetId(scope)} is not kept in ${store.bucket}`
    throw new ProjectError('RECORDS_OTHER_TARGET', message)
  }
  const numberOf = (key: string, prefix: string): number => Number(key.slice(prefix.length, -'.json'.length))

  async function keys(prefix: string): Promise<readonly string[]> {
    const all: string[] = []
    for await (const page of store.list(prefix)) all.push(...page.keys)
    return all
  }

  async function read(key: string, prefix: string, tidies: boolean): Promise<readonly Waiter[]> {
    const found = await store.get(key)
    if (!isFound(found)) return []
    const record = decodeLock(found, key)
    const isOver = hasEnded(found) || (record.token !== '' && isAlive(record) === false)
    if (!isOver) return [{ number: numberOf(key, prefix), key, record, etag: found.etag }]
    // Only this very version of it: one that was renewed meanwhile stays.
    if (tidies) await store.remove(key, found.etag)
    return []
  }

  return {
    async list(scope, tidies = false) {
      const prefix = prefixOf(scope)
      const found = await inParallel(await keys(prefix), 8, (key) => read(key, prefix, tidies))
      return found.flat().toSorted((a, b) => a.number - b.number)
    },

    async enter(scope, holder) {
      const prefix = prefixOf(scope)
      const token = randomUUID()
      const record: LockRecord = { ...holder, v: 1, token, since: clock.now().toISOString(), beat: 0 }
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const last = (await keys(prefix)).at(-1)
        const key = `${prefix}${padded(last === undefined ? 1 : numberOf(last, prefix) + 1)}.json`
        const settled = await putSettled(store, key, encodeLock(record), 'absent')
        if ('etag' in settled) return { token, key, etag: settled.etag }
      }
      throw unsettled(store, prefix)
    },

    async renew({ key, record, etag }) {
      await store.put(key, encodeLock({ ...record, beat: record.beat + 1 }), { etag })
    },

    leave: ({ key, token, etag }) => removeOwn(store, key, token, etag),
  }
}

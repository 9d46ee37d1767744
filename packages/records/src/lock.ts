import { randomUUID } from 'node:crypto'
import { type HeldLock, type Holder, type LockPort, ProjectError, type Scope, targetId } from '@project-utils/contract'
import type { Clock } from './clock.ts'
import { holdLock, isFresh, writtenAt } from './held-lock.ts'
import { lockKey } from './keys.ts'
import { decodeLock, encodeLock, hasEnded, type LockRecord, lockEnd } from './lock-record.ts'
import { holderName, targetName } from './lock-words.ts'
import { noBucket } from './s3-store.ts'
import { unsettled } from './settle.ts'
import { type Condition, type Found, isFound, type Store } from './store.ts'

/** A lock as it stands. */
export interface LockState extends Holder {
  /** When it was taken, by the holder's clock. */
  readonly since: string
  /** When it ends unless it is renewed, by the server's clock. */
  readonly expires: string
  /** True when its time is up or its holder is known to be dead: the next run will take it over. */
  readonly over: boolean
}

/** Tells from what this machine knows whether a holder's process lives; `unknown` for another machine's. */
export type IsAlive = (holder: Holder) => boolean | 'unknown'

/** The locks of one account and region. */
export interface Locks extends LockPort {
  /**
   * Takes the lock of a scope's target, also from a holder that is dead or whose time is up, and keeps it renewed.
   *
   * @throws ProjectError `RECORDS_LOCKED` while another run holds it, `RECORDS_NO_BUCKET`, `RECORDS_UNSETTLED`, or why
   * S3 refused; the signal's reason if it is aborted before the lock is held
   */
  acquire(scope: Scope, holder: Holder, signal: AbortSignal): Promise<HeldLock>
  /** Who holds the lock; undefined where nobody does, or the bucket is missing. */
  read(scope: Scope): Promise<LockState | undefined>
  /**
   * Removes the lock if the named run holds it; a lock that nobody holds is fine too.
   *
   * @throws ProjectError `RECORDS_LOCK_CHANGED` when it is another run's, `RECORDS_UNSETTLED`, or why S3 refused
   */
  break(scope: Scope, run: string): Promise<void>
}

const attempts = 8

/** The locks in a store that is the bucket of `target`. */
export function openLocks(
  store: Store,
  target: Pick<Scope, 'account' | 'region'>,
  clock: Clock,
  isAlive: IsAlive = () => 'unknown',
): Locks {
  const keyOf = (scope: Scope): string => {
    if (targetId(scope) === targetId(target)) return lockKey(scope)
    const message = `the lock of ${targetId(scope)} is not kept in ${store.bucket}`
    throw new ProjectError('RECORDS_OTHER_TARGET', message)
  }
  const isOver = (found: Found, record: LockRecord): boolean =>
    hasEnded(found) || (record.token !== '' && isAlive(record) === false)

  async function take(key: string, scope: Scope, holder: Holder, signal: AbortSignal): Promise<HeldLock> {
    const since = clock.now().toISOString()
    const token = randomUUID()
    let condition: Condition = 'absent'
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      signal.throwIfAborted()
      const from = clock.elapsed()
      const record: LockRecord = { ...holder, v: 1, token, since, beat: attempt }
      const written = await store.put(key, encodeLock(record), condition)
      if (typeof written === 'object') {
        const grip = { record, etag: written.etag, from }
        if (isFresh(grip, clock)) return holdLock(store, key, grip, clock)
      }
      const asked = clock.elapsed()
      const found = await store.get(key)
      if (found === 'no-bucket') throw noBucket(store.bucket)
      if (found === 'no-key') {
        condition = 'absent'
        continue
      }
      const seen = decodeLock(found, key)
      if (seen.token === token) {
        const grip = { record: seen, etag: found.etag, from: writtenAt(found, asked) }
        if (isFresh(grip, clock)) return holdLock(store, key, grip, clock)
        // The answer took so long that the lock is nearly over: it is written again before anything is built on it.
        condition = { etag: found.etag }
        continue
      }
      if (!isOver(found, seen)) throw locked(scope, seen)
      condition = { etag: found.etag }
    }
    throw unsettled(store, key)
  }

  return {
    async acquire(scope, holder, signal) {
      const held = await take(keyOf(scope), scope, holder, signal)
      if (signal.aborted) {
        await held.release()
        signal.throwIfAborted()
      }
      return held
    },

    async read(scope) {
      const key = keyOf(scope)
      const found = await store.get(key)
      if (!isFound(found)) return undefined
      const { v: _v, token: _token, beat: _beat, ...record } = decodeLock(found, key)
      const over = isOver(found, decodeLock(found, key))
      return { ...record, expires: lockEnd(found).toISOString(), over }
    },

    async break(scope, run) {
      const key = keyOf(scope)
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const found = await store.get(key)
        if (!isFound(found)) return
        const record = decodeLock(found, key)
        if (record.run !== run) throw changed(scope, record, run)
        if ((await store.remove(key, found.etag)) === 'removed') return
      }
      throw unsettled(store, key)
    },
  }
}

/** The flags that lead a command to a scope, also to one that is only rehearsed on the local cloud. */
function selection({ project, environment, local }: Scope): string {
  return `--project ${project} --env ${environment}${local === true ? ' --target local' : ''}`
}

function locked(scope: Scope, record: LockRecord): ProjectError {
  const message = `${targetName(scope)} is being changed by ${holderName(record)} since ${record.since}`
  return new ProjectError('RECORDS_LOCKED', message, {
    hint: `queue for it with --wait, or follow it: project-deploy watch ${selection(scope)}; a holder that died frees the lock within a minute`,
  })
}

function changed(scope: Scope, { run, actor }: LockRecord, named: string): ProjectError {
  const message = `the lock of ${scope.project} ${scope.environment} is held by ${actor} (run ${run}), not by run ${named}`
  return new ProjectError('RECORDS_LOCK_CHANGED', message, {
    hint: `see who works there: project-deploy status ${selection(scope)}`,
  })
}

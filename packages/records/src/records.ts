import type { S3Client } from '@aws-sdk/client-s3'
import type { LockPort, Scope } from '@project-utils/contract'
import { type Audit, openAudit } from './audit.ts'
import { type Blobs, openBlobs } from './blobs.ts'
import { bucketName } from './bucket.ts'
import { type Builds, openBuilds } from './builds.ts'
import { systemClock } from './clock.ts'
import { type IsAlive, type Locks, openLocks } from './lock.ts'
import { openQueue, type Queue } from './lock-queue.ts'
import { openReleases, type Releases } from './releases.ts'
import { openRuns, type Runs } from './runs.ts'
import { openS3Store } from './s3-store.ts'
import { openState, type State } from './state.ts'
import { type WaitOptions, waitingLock } from './waiting-lock.ts'

/** Everything the tools keep in the account they work on: one bucket, written under conditions only. */
export interface Records {
  readonly bucket: string
  readonly blobs: Blobs
  readonly builds: Builds
  readonly releases: Releases
  readonly lock: Locks
  /** Those who wait for the lock. */
  readonly queue: Pick<Queue, 'list'>
  /** The lock for a run that waits for it in the queue. */
  waitingLock(options: WaitOptions): LockPort
  readonly audit: Audit
  readonly runs: Runs
  readonly state: State
}

export interface RecordsOptions {
  /** A client of the scope's account and region. */
  readonly s3: Pick<S3Client, 'send'>
  readonly scope: Scope
  now(): Date
  /**
   * Whether a lock's holder still lives, as far as this machine can know: same boot, same process namespace, a process of
   * that pid and start time. Default: nothing is known, and a dead holder's lock is taken over when its time is up.
   */
  readonly isAlive?: IsAlive
}

/** Opens a scope's records; nothing is asked or loaded before the first use. */
export function openRecords({ s3, scope, now, isAlive }: RecordsOptions): Records {
  const clock = systemClock(now)
  const store = openS3Store(s3, bucketName(scope), scope.account)
  const lock = openLocks(store, scope, clock, isAlive)
  const queue = openQueue(store, scope, clock, isAlive)
  return {
    bucket: store.bucket,
    blobs: openBlobs(store, scope),
    builds: openBuilds(store, scope),
    releases: openReleases(store, scope),
    lock,
    queue,
    waitingLock: (options) => waitingLock({ locks: lock, queue, clock }, options),
    audit: openAudit(store, scope, now),
    runs: openRuns(store, scope, clock, (of) => lock.read(of)),
    state: openState(store, scope),
  }
}

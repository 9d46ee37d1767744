/** Many run for one lock, through clients of their own, with answers that get lost and holders that die. */
import { setTimeout as wait } from 'node:timers/promises'
import { S3Client } from '@aws-sdk/client-s3'
import { localCredentials, openSession } from '@project-utils/aws'
import { type HeldLock, type Holder, isProjectError, type Scope } from '@project-utils/contract'
import { openRecords } from '@project-utils/records'
import { startProxy } from '../proxy/proxy.ts'
import { type Random, wholeBelow } from '../soak/random.ts'
import { loseAnswers } from './lost-answer.ts'

const region = 'us-east-1'

/** What a contest came to. */
export interface Contest {
  readonly contenders: number
  /** How often the lock was held, and by how many that died with it. */
  readonly held: number
  readonly died: number
  /** Broken rules. */
  readonly wrong: readonly string[]
}

/** Where contests are held: an account whose bucket is there. */
export interface Arena {
  readonly endpoint: string
  readonly account: string
}

/** Makes the bucket in which locks are kept. */
export async function openArena(arena: Arena): Promise<void> {
  const { CreateBucketCommand, PutBucketVersioningCommand } = await import('@aws-sdk/client-s3')
  const session = openSession({ region, endpoint: arena.endpoint, credentials: localCredentials(arena.account) })
  const Bucket = `project-utils-${arena.account}-${region}`
  await session.client(S3Client).send(new CreateBucketCommand({ Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await session.client(S3Client).send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
  session.destroy()
}

/**
 * One contest for the lock of a project of its own: two to six contenders, each of which must hold it once in the end.
 * One in four dies with the lock; one call in ten is broken off, half of them after AWS has acted.
 */
export async function contest(arena: Arena, number: number, random: Random): Promise<Contest> {
  const scope: Scope = {
    project: `contest-${number}`,
    environment: 'dev',
    tier: 'full',
    account: arena.account,
    region,
  }
  const proxy = await startProxy({ target: arena.endpoint, interceptors: [loseAnswers(random, 0.1)] })
  const contenders = 2 + wholeBelow(random, 5)
  const ring: Ring = {
    scope,
    endpoint: proxy.endpoint,
    random,
    dead: new Set(),
    wrong: [],
    holding: new Set(),
    held: 0,
    left: [],
  }
  try {
    const names = Array.from({ length: contenders }, (_, index) => `run-${index + 1}`)
    await Promise.all(names.map((name) => contend(ring, name)))
    await contend(ring, 'the-last')
    return { contenders, held: ring.held, died: ring.dead.size, wrong: ring.wrong }
  } finally {
    for (const lock of ring.left) await lock.release()
    await proxy.close()
  }
}

interface Ring {
  readonly scope: Scope
  readonly endpoint: string
  readonly random: Random
  /** Runs that died while they held the lock. */
  readonly dead: Set<string>
  readonly holding: Set<string>
  readonly left: HeldLock[]
  readonly wrong: string[]
  held: number
}

/** Asks for the lock until it is held; a contest in which somebody never gets it has a lock that stays for good. */
async function contend(ring: Ring, run: string): Promise<void> {
  const { scope, endpoint, random, dead, holding, wrong } = ring
  const session = openSession({ region, endpoint, credentials: localCredentials(scope.account) })
  const isAlive = (holder: Holder): boolean => !dead.has(holder.run)
  const { lock } = openRecords({ s3: session.client(S3Client), scope, now: () => new Date(), isAlive })
  const holder: Holder = { run, actor: 'ada', command: 'deploy', host: 'laptop', pid: 1 }
  const deadline = performance.now() + 45_000
  await wait(wholeBelow(random, 5))
  try {
    while (performance.now() < deadline) {
      const held = await attempt(() => lock.acquire(scope, holder, new AbortController().signal))
      if (held === undefined) {
        await wait(1 + wholeBelow(random, 20))
        continue
      }
      const others = [...holding]
      if (others.length > 0) wrong.push(`${run} holds the lock while ${others.join(', ')} holds it`)
      holding.add(run)
      ring.held += 1
      await wait(wholeBelow(random, 15))
      holding.delete(run)
      if (random() < 0.25 && run !== 'the-last') {
        // Dead from here on; the lock object stays. Releasing at the very end only stops its renewal.
        dead.add(run)
        ring.left.push(held)
      } else await held.release()
      return
    }
    wrong.push(`${run} never got the lock`)
  } finally {
    if (!dead.has(run)) session.destroy()
  }
}

/** The lock, or nothing while somebody else has it or S3 cannot be reached. */
async function attempt(acquire: () => Promise<HeldLock>): Promise<HeldLock | undefined> {
  try {
    return await acquire()
  } catch (error) {
    if (isProjectError(error) && expected.includes(error.code)) return undefined
    throw error
  }
}

const expected: readonly string[] = ['RECORDS_LOCKED', 'RECORDS_UNSETTLED', 'AWS_UNREACHABLE']

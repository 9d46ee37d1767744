import { type HeldLock, type Holder, isProjectError, ProjectError, type Scope } from '@project-utils/contract'
import type { Clock } from './clock.ts'
import { queuePrefix } from './keys.ts'
import { openLocks } from './lock.ts'
import { openQueue } from './lock-queue.ts'
import { type Fate, memoryStore } from './memory-store.test.fixture.ts'
import { scope } from './scope.test.fixture.ts'
import type { Store } from './store.ts'
import { type VirtualTime, virtualTime } from './virtual-time.test.fixture.ts'
import { waitingLock } from './waiting-lock.ts'

/** One who wants the lock; times in seconds. */
export interface Contender {
  readonly arrives: number
  readonly holds: number
  /** How long it waits; 0: not at all. */
  readonly waits: number
  readonly branch: string | undefined
  /** When it is killed after its arrival, if at all. */
  readonly dies: number | undefined
  /** Whether the others' machine can tell that it is dead. */
  readonly near: boolean
  /** How far its clock is off. */
  readonly skew: number
}

/** What a contest came to. */
export interface Contest {
  readonly served: number
  readonly superseded: number
  readonly wrong: readonly string[]
}

const lockKey = 'shop/dev/locks/111111111111-eu-west-1.json'
const expected = ['RECORDS_LOCKED', 'RECORDS_WAIT_OVER', 'RECORDS_SUPERSEDED', 'RECORDS_PLACE_LOST']
const unlucky = ['RECORDS_UNSETTLED', 'AWS_UNREACHABLE']

/**
 * Many run for one lock, each with a clock and a connection of its own: requests take their time, get lost on the way or
 * on the way back, processes die at any moment. Watched from the bucket.
 */
export async function contest(contenders: readonly Contender[], random: () => number, loss: number): Promise<Contest> {
  const time = virtualTime(Date.UTC(2026, 10, 21, 16))
  const watch = openWatch(time)
  const latency = (): number => (random() < 0.02 ? 8_000 : 20 + 300 * random())
  const fate = (): Fate => (random() >= loss ? 'answered' : random() < 0.5 ? 'answer lost' : 'request lost')
  const store = memoryStore({
    date: () => time.date(),
    gate: async (what) => {
      await time.pass(latency())
      return what.startsWith('answer') ? 'answered' : fate()
    },
  })
  const runners = contenders.map((contender, index) => ({
    contender,
    run: `run-${index}`,
    index,
    dead: false,
    ended: false,
  }))
  const isAlive = (of: Holder): boolean | 'unknown' => {
    const other = runners[of.pid]
    return other === undefined || !other.contender.near ? 'unknown' : !other.dead
  }
  let [served, superseded] = [0, 0]

  const runAll = runners.map(async (runner) => {
    const { contender, run, index } = runner
    const life = { isDead: () => runner.dead }
    const tools = openClient({ store: watch.watched(store, runners), time, life, contender, isAlive })
    const holder: Holder = {
      ...{ run, actor: 'ada', command: 'deploy', host: 'host', pid: index },
      ...(contender.branch === undefined ? {} : { branch: contender.branch }),
    }
    await time.pass(contender.arrives * 1000)
    if (contender.dies !== undefined) {
      void time.pass(contender.dies * 1000).then(() => {
        runner.dead = true
        watch.gone(run)
      })
    }
    const limit = contender.waits * 1000
    const port = limit === 0 ? tools.locks : waitingLock(tools, { limit, random })
    let held: HeldLock
    try {
      held = await port.acquire(scope, holder, new AbortController().signal)
    } catch (error) {
      const code = isProjectError(error) ? error.code : String(error)
      if (code === 'RECORDS_SUPERSEDED') superseded += 1
      if (code === 'RECORDS_PLACE_LOST' && loss === 0)
        watch.wrong.push(`${run} loses its place though nothing was lost`)
      if (!expected.includes(code) && !unlucky.includes(code)) watch.wrong.push(`${run} ends with ${code}`)
      runner.ended = true
      return
    }
    runner.ended = true
    served += 1
    watch.holds(run, held)
    await time.pass(contender.holds * 1000)
    watch.gone(run)
    await held.release()
  })
  await time.runUntilIdle(Promise.all(runAll))
  const endless = runners.filter(({ dead, ended }) => !dead && !ended)
  watch.wrong.push(...endless.map(({ run }) => `${run} waits for ever`))
  watch.wrong.push(...(await lastOne(store, time, watch)))
  return { served, superseded, wrong: watch.wrong }
}

/** Whoever comes when all is over gets the lock; and no place in the queue is left behind for good. */
async function lastOne(store: Store, time: VirtualTime, watch: Watch): Promise<readonly string[]> {
  await time.runFor(62_000)
  const contender: Contender = {
    ...{ arrives: 0, holds: 1, waits: 240, branch: undefined, dies: undefined, near: false, skew: 0 },
  }
  const tools = openClient({ store, time, life: { isDead: () => false }, contender, isAlive: () => 'unknown' })
  const holder: Holder = { run: 'the-last', actor: 'ada', command: 'deploy', host: 'host', pid: 999 }
  let outcome = 'never gets the lock'
  const port = waitingLock(tools, { limit: 240_000, random: () => 0.5 })
  const acquiring = port.acquire(scope, holder, new AbortController().signal).then(
    async (held) => {
      outcome = 'held'
      watch.holds('the-last', held)
      await held.release()
    },
    (error: unknown) => {
      outcome = isProjectError(error) ? error.code : String(error)
    },
  )
  await time.runUntilIdle(acquiring)
  if (unlucky.includes(outcome)) return []
  return outcome === 'held' ? [] : [`the last one: ${outcome}`]
}

interface Client {
  readonly store: Store
  readonly time: VirtualTime
  readonly life: { isDead(): boolean }
  readonly contender: Contender
  readonly isAlive: (holder: Holder) => boolean | 'unknown'
}

function openClient({ store, time, life, contender, isAlive }: Client) {
  // What a dead process had sent may still arrive, but it learns of no answer and of no timer.
  const asClient = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await answer.catch((error: unknown) => {
      throw new ProjectError('AWS_UNREACHABLE', 'no answer', { cause: error })
    })
    return life.isDead() ? await new Promise<T>(() => undefined) : value
  }
  const own: Store = {
    ...store,
    get: (key) => asClient(store.get(key)),
    put: (key, body, condition) => asClient(store.put(key, body, condition)),
    remove: (key, etag) => asClient(store.remove(key, etag)),
    async *list(prefix, options) {
      await asClient(time.pass(50))
      yield* store.list(prefix, options)
    },
  }
  const clock: Clock = {
    now: () => new Date(time.date().getTime() + contender.skew * 1000),
    elapsed: () => time.date().getTime(),
    every: (milliseconds, call) => time.every(milliseconds, () => life.isDead() || call()),
    deadline: () => new AbortController().signal,
    pause: (milliseconds) => asClient(time.pass(milliseconds)),
  }
  const locks = openLocks(own, scope, clock, isAlive)
  return { locks, queue: openQueue(own, scope, clock, isAlive), clock }
}

interface Watch {
  readonly wrong: string[]
  holds(run: string, held: HeldLock): void
  gone(run: string): void
  watched(
    store: Store,
    runners: readonly { readonly run: string; readonly dead: boolean; readonly contender: Contender }[],
  ): Store
}

/** Sees what the bucket grants, and who believes to hold the lock. */
function openWatch(time: VirtualTime): Watch {
  const wrong: string[] = []
  const holding = new Map<string, HeldLock>()
  /** When the bucket gave each run its place. */
  const entered = new Map<string, number>()
  const start = time.date().getTime()
  const grants = new Set<string>()
  return {
    wrong,
    holds(run, held) {
      const others = [...holding].filter(([, lock]) => !lock.lost.aborted).map(([other]) => other)
      if (others.length > 0) wrong.push(`${run} holds the lock while ${others.join(', ')} holds it`)
      holding.set(run, held)
    },
    gone: (run) => void holding.delete(run),
    watched: (store, runners) => ({
      ...store,
      async put(key, body, condition) {
        const written = await store.put(key, body, condition)
        const record = JSON.parse(new TextDecoder().decode(body as Uint8Array)) as { run: string; token: string }
        if (typeof written !== 'object') return written
        if (key.startsWith(queuePrefix(scope as Scope)) && condition === 'absent')
          entered.set(record.run, time.date().getTime())
        if (key !== lockKey || grants.has(record.token)) return written
        grants.add(record.token)
        const own = runners.find(({ run }) => run === record.run)
        if (own === undefined || own.contender.waits === 0) return written
        const place = placeOf(record.run, store)
        const arrived = start + own.contender.arrives * 1000
        const passed = runners.filter(({ run, dead }) => {
          const other = placeOf(run, store)
          if (dead || other === undefined || time.date().getTime() - other.renewed > 45_000) return false
          // Whoever came when the queue was empty took no place of its own.
          return place === undefined ? (entered.get(run) ?? arrived) < arrived : other.number < place.number
        })
        if (passed.length > 0) wrong.push(`${record.run} is served before ${passed.map(({ run }) => run).join(', ')}`)
        return written
      },
    }),
  }
}

/** A run's place in the queue, and when it was last renewed; undefined where it has none. */
function placeOf(run: string, store: Store): { readonly number: number; readonly renewed: number } | undefined {
  const { objects } = store as ReturnType<typeof memoryStore>
  for (const [key, { body, modified }] of objects) {
    const number = Number(key.slice(queuePrefix(scope).length, -'.json'.length))
    if (key === lockKey || !key.startsWith(queuePrefix(scope))) continue
    const record = JSON.parse(new TextDecoder().decode(body)) as { readonly run: string }
    if (record.run === run) return { number, renewed: modified.getTime() }
  }
  return undefined
}

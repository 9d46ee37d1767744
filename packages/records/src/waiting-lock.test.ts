import type { Holder, Notice } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import type { Clock } from './clock.ts'
import { type IsAlive, openLocks } from './lock.ts'
import { openQueue } from './lock-queue.ts'
import { memoryStore } from './memory-store.test.fixture.ts'
import { scope } from './scope.test.fixture.ts'
import { waitingLock } from './waiting-lock.ts'

const lockKey = 'shop/dev/locks/111111111111-eu-west-1.json'
const never = new AbortController().signal
const holder = (run: string, more: Partial<Holder> = {}): Holder => ({
  ...{ run, actor: 'ada', command: 'deploy', host: 'laptop', pid: 7 },
  ...more,
})

/** One bucket and a clock that goes on by a second whenever all who wait pause. */
function makeWorld(isAlive?: IsAlive) {
  let time = Date.UTC(2026, 10, 21, 16)
  const ticks = new Set<() => void>()
  const pauses = new Set<{ readonly until: number; readonly wake: () => void }>()
  const store = memoryStore({ date: () => new Date(time) })
  const clock: Clock = {
    now: () => new Date(time),
    elapsed: () => time,
    every: (_milliseconds, call) => {
      ticks.add(call)
      return () => ticks.delete(call)
    },
    deadline: () => never,
    pause: (milliseconds, signal) =>
      new Promise((wake) => {
        pauses.add({ until: time + milliseconds, wake })
        signal.addEventListener('abort', () => wake(), { once: true })
      }),
  }
  const locks = openLocks(store, scope, clock, isAlive)
  const queue = openQueue(store, scope, clock, isAlive)
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 80; turn += 1) await Promise.resolve()
  }
  return {
    store,
    locks,
    queue,
    settle,
    waiting: (limit = 600_000) => waitingLock({ locks, queue, clock }, { limit, random: () => 0.5 }),
    /** Lets seconds pass; those who are `gone` from then on do nothing any more. */
    async pass(seconds: number) {
      for (let second = 0; second < seconds; second += 1) {
        time += 1000
        if (second % 5 === 0) for (const call of [...ticks]) call()
        for (const one of [...pauses]) {
          if (one.until > time) continue
          pauses.delete(one)
          one.wake()
        }
        await settle()
      }
    },
    /** What a killed process had planned never happens. */
    kill: () => pauses.clear(),
  }
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error)

describe('waiting for a lock', () => {
  it('takes a free lock that nobody waits for at once, and leaves no place behind', async () => {
    const { waiting, store } = makeWorld()
    await waiting().acquire(scope, holder('a'), never)
    expect([...store.objects.keys()]).toEqual([lockKey])
  })

  it('serves those who wait in the order in which they came', async () => {
    const { waiting, locks, pass, settle, store } = makeWorld()
    const first = await locks.acquire(scope, holder('holder'), never)
    const served: string[] = []
    for (const run of ['a', 'b', 'c']) {
      void waiting()
        .acquire(scope, holder(run), never)
        .then(async (held) => {
          served.push(run)
          await held.release()
        })
      await settle()
    }
    await pass(30)
    expect(served).toEqual([])
    await first.release()
    await pass(30)
    expect(served).toEqual(['a', 'b', 'c'])
    expect(store.objects.size).toBe(0)
  })

  it('lets nobody who comes later and waits too pass those who wait, though the lock is free', async () => {
    const { waiting, locks, queue, pass, settle } = makeWorld()
    const first = await locks.acquire(scope, holder('holder'), never)
    const waits = waiting().acquire(scope, holder('a'), never)
    await settle()
    await first.release()
    const later = waiting().acquire(scope, holder('b'), never)
    await settle()
    expect((await queue.list(scope)).map(({ record }) => record.run)).toEqual(['a', 'b'])
    await pass(5)
    const held = await waits
    expect(await locks.read(scope)).toMatchObject({ run: 'a' })
    await held.release()
    await pass(5)
    await (await later).release()
  })

  it('tells who holds the lock, for how long, and how many come first', async () => {
    const { waiting, locks, pass, settle } = makeWorld()
    const link = 'https://github.com/acme/votes/actions/runs/42'
    await locks.acquire(scope, holder('holder', { link, branch: 'main' }), never)
    const told: Notice[] = []
    void waiting().acquire(scope, holder('a'), never)
    await settle()
    void waiting().acquire(scope, holder('b'), never, (notice) => told.push(notice))
    await settle()
    await pass(65)
    const notes = told.flatMap((one) => (one.type === 'step' ? [one.note] : []))
    expect(notes[0]).toBe(`held by ada on laptop (deploy, run holder, ${link}) for 0 s; 1 waits before this run`)
    expect(notes.length).toBeLessThanOrEqual(4)
    expect(notes.at(-1)).toMatch(/for \d\d s; 1 waits/)
    expect(told).toContainEqual({
      type: 'fact',
      name: 'lock.waiting',
      data: {
        ...{ environment: 'dev', account: '111111111111', region: 'eu-west-1', ahead: 1 },
        holder: expect.objectContaining({ run: 'holder', link, branch: 'main' }),
      },
    })
  })

  it('ends the older waiters of a branch when a newer one comes, and never the holder', async () => {
    const { waiting, locks, pass, settle } = makeWorld()
    const first = await locks.acquire(scope, holder('holder', { branch: 'main' }), never)
    const runs = [
      ['a', { branch: 'main' }],
      ['b', { branch: 'fix' }],
      ['c', {}],
      ['d', { branch: 'main', command: 'destroy' }],
      ['e', { branch: 'main' }],
    ] as const
    const ended: string[] = []
    const messages: string[] = []
    for (const [run, more] of runs) {
      void waiting()
        .acquire(scope, holder(run, more), never)
        .then(
          async (held) => {
            ended.push(`${run} held`)
            await held.release()
          },
          (error: unknown) => {
            ended.push(`${run} ${codeOf(error)}`)
            messages.push((error as Error).message)
          },
        )
      await settle()
    }
    await pass(10)
    expect(ended).toEqual(['a RECORDS_SUPERSEDED'])
    expect(messages).toEqual([
      'a newer run of branch main waits for the lock of shop dev (111111111111, eu-west-1): ada on laptop (deploy, run e)',
    ])
    expect(first.lost.aborted).toBe(false)
    await first.release()
    await pass(30)
    expect(ended.slice(1)).toEqual(['b held', 'c held', 'd held', 'e held'])
  })

  it('gives up when its time is over, and leaves the queue', async () => {
    const { waiting, locks, queue, pass } = makeWorld()
    await locks.acquire(scope, holder('holder'), never)
    const ended = waiting(60_000)
      .acquire(scope, holder('a'), never)
      .catch((error: unknown) => error)
    await pass(70)
    expect(await ended).toMatchObject({
      code: 'RECORDS_WAIT_OVER',
      message: expect.stringMatching(/^waited 60 s for the lock of shop dev .*run holder\) has it for 6\d s$/),
    })
    expect(await queue.list(scope)).toEqual([])
  })

  it('ends with the reason of its signal at once, and leaves the queue', async () => {
    const { waiting, locks, settle, store } = makeWorld()
    await locks.acquire(scope, holder('holder'), never)
    const stopping = new AbortController()
    const waits = waiting().acquire(scope, holder('a'), stopping.signal)
    await settle()
    stopping.abort(new Error('stop'))
    await expect(waits).rejects.toThrow('stop')
    expect([...store.objects.keys()]).toEqual([lockKey])
  })

  it('keeps its place for as long as it waits', async () => {
    const { waiting, locks, queue, pass } = makeWorld()
    await locks.acquire(scope, holder('holder'), never)
    void waiting().acquire(scope, holder('a'), never)
    await pass(300)
    expect((await queue.list(scope)).map(({ record }) => record.run)).toEqual(['a'])
  })

  it('serves the next when one who waited was killed: after a minute of silence', async () => {
    const { waiting, locks, pass, settle, kill } = makeWorld()
    const first = await locks.acquire(scope, holder('holder'), never)
    void waiting().acquire(scope, holder('killed'), never)
    await settle()
    kill()
    const next = waiting().acquire(scope, holder('next'), never)
    await first.release()
    await pass(70)
    await next
    expect(await locks.read(scope)).toMatchObject({ run: 'next' })
  })

  it('serves the next at once where the machine knows that the one before is dead', async () => {
    const dead = new Set<string>()
    const { waiting, locks, pass, settle, kill } = makeWorld(({ run }) => (dead.has(run) ? false : 'unknown'))
    const first = await locks.acquire(scope, holder('holder'), never)
    void waiting().acquire(scope, holder('killed'), never)
    await settle()
    kill()
    dead.add('killed')
    const next = waiting().acquire(scope, holder('next'), never)
    await first.release()
    await pass(5)
    await next
  })

  it('is told to others without anything being removed', async () => {
    const { queue, store, pass } = makeWorld()
    await queue.enter(scope, holder('gone'))
    await pass(70)
    expect(await queue.list(scope)).toEqual([])
    expect(store.objects.size).toBe(1)
    await queue.list(scope, true)
    expect(store.objects.size).toBe(0)
  })

  it('ends where it was silent for so long that its place is gone: a newer run may have been served', async () => {
    const { waiting, locks, store, pass, settle } = makeWorld()
    await locks.acquire(scope, holder('holder'), never)
    const ended = waiting()
      .acquire(scope, holder('a'), never)
      .catch((error: unknown) => error)
    await settle()
    for (const key of store.objects.keys()) if (key !== lockKey) store.objects.delete(key)
    await pass(5)
    expect(codeOf(await ended)).toBe('RECORDS_PLACE_LOST')
  })
})

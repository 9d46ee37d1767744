import type { Holder, Scope } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import type { Clock } from './clock.ts'
import { type IsAlive, openLocks } from './lock.ts'
import { type Fate, memoryStore } from './memory-store.test.fixture.ts'

const scope: Scope = {
  project: 'shop',
  environment: 'dev',
  tier: 'full',
  account: '111111111111',
  region: 'eu-west-1',
}
const key = 'shop/dev/locks/111111111111-eu-west-1.json'
const never = new AbortController().signal
const holder = (run: string): Holder => ({ run, actor: 'ada', command: 'deploy', host: 'laptop', pid: 7 })

function makeWorld(isAlive?: IsAlive) {
  let time = Date.UTC(2026, 10, 21, 16)
  const ticks = new Set<() => void>()
  const fates: Fate[] = []
  const requests: string[] = []
  const store = memoryStore({
    date: () => new Date(time),
    gate: async (what) => {
      if (what.startsWith('answer')) return 'answered'
      requests.push(what)
      return fates.shift() ?? 'answered'
    },
  })
  const clock: Clock = {
    now: () => new Date(time),
    elapsed: () => time,
    every: (_milliseconds, call) => {
      ticks.add(call)
      return () => ticks.delete(call)
    },
    deadline: () => never,
    pause: async () => undefined,
  }
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 40; turn += 1) await Promise.resolve()
  }
  return {
    locks: openLocks(store, scope, clock, isAlive),
    store,
    ticks,
    fates,
    requests,
    settle,
    /** Lets seconds pass, with or without the timers of the processes that hold locks. */
    async pass(seconds: number, timers: boolean = true) {
      for (let passed = 0; passed < seconds; passed += 5) {
        time += 5000
        if (timers) for (const call of [...ticks]) call()
        await settle()
      }
    },
  }
}

describe('acquire', () => {
  it('takes a free lock in one request', async () => {
    const { locks, requests } = makeWorld()
    await locks.acquire(scope, holder('a'), never)
    expect(requests).toEqual([`put ${key}`])
  })

  it('refuses a held lock, naming holder, time and the way to break it', async () => {
    const { locks } = makeWorld()
    await locks.acquire(scope, { ...holder('a'), link: 'https://ci/1' }, never)
    await expect(locks.acquire(scope, holder('b'), never)).rejects.toMatchObject({
      code: 'RECORDS_LOCKED',
      message:
        'shop dev (111111111111, eu-west-1) is being changed by ada on laptop (deploy, run a, https://ci/1) since 2026-11-21T16:00:00.000Z',
      hint: expect.stringContaining('project-deploy watch --project'),
    })
  })

  it('refuses even the same run a second time', async () => {
    const { locks } = makeWorld()
    await locks.acquire(scope, holder('a'), never)
    await expect(locks.acquire(scope, holder('a'), never)).rejects.toMatchObject({ code: 'RECORDS_LOCKED' })
  })

  it.each(['answer lost', 'request lost'] as const)('ends up with the lock after: %s', async (fate) => {
    const { locks, fates } = makeWorld()
    fates.push(fate)
    const held = await locks.acquire(scope, holder('a'), never)
    expect(held.lost.aborted).toBe(false)
    expect(await locks.read(scope)).toMatchObject({ run: 'a' })
  })

  it('takes over from a holder known to be dead at once', async () => {
    const { locks } = makeWorld(({ run }) => run !== 'a')
    await locks.acquire(scope, holder('a'), never)
    await locks.acquire(scope, holder('b'), never)
    expect(await locks.read(scope)).toMatchObject({ run: 'b' })
  })

  it.each([
    [60, 'RECORDS_LOCKED'],
    [65, undefined],
  ])('lets a silent holder be for its minute: after %i s %s', async (seconds, code) => {
    const { locks, pass } = makeWorld()
    await locks.acquire(scope, holder('a'), never)
    await pass(seconds, false)
    const outcome = await locks.acquire(scope, holder('b'), never).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (code === undefined) expect(outcome).toBeUndefined()
    else expect(outcome).toMatchObject({ code })
  })

  it('leaves a lock that cannot be read until its minute is over', async () => {
    const { locks, store, pass } = makeWorld(() => false)
    await store.put(key, new TextEncoder().encode('no JSON'), 'absent')
    await expect(locks.acquire(scope, holder('b'), never)).rejects.toMatchObject({ code: 'RECORDS_LOCKED' })
    await pass(65)
    await locks.acquire(scope, holder('b'), never)
    expect(await locks.read(scope)).toMatchObject({ run: 'b' })
  })

  it('does not begin once the signal is aborted', async () => {
    const { locks, requests } = makeWorld()
    await expect(locks.acquire(scope, holder('a'), AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
    expect(requests).toEqual([])
  })

  it('gives back a lock that came after the signal', async () => {
    const { locks, store } = makeWorld()
    const stopping = new AbortController()
    const acquiring = locks.acquire(scope, holder('a'), stopping.signal)
    stopping.abort(new Error('stop'))
    await expect(acquiring).rejects.toThrow('stop')
    expect(store.objects.size).toBe(0)
  })

  it('refuses a scope of another account or region', async () => {
    const { locks } = makeWorld()
    await expect(locks.acquire({ ...scope, region: 'us-east-1' }, holder('a'), never)).rejects.toMatchObject({
      code: 'RECORDS_OTHER_TARGET',
    })
  })
})

describe('a held lock', () => {
  it('is renewed for as long as its holder lives, with another ETag each time', async () => {
    const { locks, pass, store } = makeWorld()
    const held = await locks.acquire(scope, holder('a'), never)
    const etags = new Set<string | undefined>()
    for (let minute = 0; minute < 5; minute += 1) {
      await pass(60)
      etags.add(store.objects.get(key)?.etag)
      await expect(locks.acquire(scope, holder('b'), never)).rejects.toMatchObject({ code: 'RECORDS_LOCKED' })
    }
    expect(held.lost.aborted).toBe(false)
    expect(etags.size).toBe(5)
  })

  it('is renewed every 20 seconds, not more often', async () => {
    const { locks, pass, requests } = makeWorld()
    await locks.acquire(scope, holder('a'), never)
    requests.length = 0
    await pass(60)
    expect(requests).toEqual([`put ${key}`, `put ${key}`, `put ${key}`])
  })

  it('is lost when another run has taken it', async () => {
    const { locks, pass, store } = makeWorld()
    const held = await locks.acquire(scope, holder('a'), never)
    store.objects.delete(key)
    const other = await locks.acquire(scope, holder('b'), never)
    await pass(20)
    expect(held.lost.aborted).toBe(true)
    expect(other.lost.aborted).toBe(false)
  })

  it('is lost before its minute is over when no renewal gets through', async () => {
    const { locks, pass, fates } = makeWorld()
    const held = await locks.acquire(scope, holder('a'), never)
    fates.push(...Array.from({ length: 40 }, () => 'request lost' as const))
    await pass(40)
    expect(held.lost.aborted).toBe(false)
    await pass(10)
    expect(held.lost.aborted).toBe(true)
  })

  it('lives on when the answer to a renewal is lost', async () => {
    const { locks, pass, fates } = makeWorld()
    const held = await locks.acquire(scope, holder('a'), never)
    fates.push('answer lost')
    await pass(300)
    expect(held.lost.aborted).toBe(false)
  })

  it('is gone after its release, and not called lost', async () => {
    const { locks, pass, store, ticks } = makeWorld()
    const held = await locks.acquire(scope, holder('a'), never)
    await held.release()
    await held.release()
    await pass(120)
    expect(store.objects.size).toBe(0)
    expect(ticks.size).toBe(0)
    expect(held.lost.aborted).toBe(false)
  })

  it.each(['answer lost', 'request lost'] as const)('is gone after a release with: %s', async (fate) => {
    const { locks, store, fates } = makeWorld()
    const held = await locks.acquire(scope, holder('a'), never)
    fates.push(fate)
    await held.release()
    expect(store.objects.size).toBe(0)
  })

  it("leaves another run's lock alone when it is released late", async () => {
    const { locks, pass } = makeWorld()
    const held = await locks.acquire(scope, holder('a'), never)
    await pass(65, false)
    await locks.acquire(scope, holder('b'), never)
    await held.release()
    expect(await locks.read(scope)).toMatchObject({ run: 'b' })
  })
})

describe('read and break', () => {
  it('tell when the lock ends by the server, and whether it is over', async () => {
    const { locks, pass } = makeWorld()
    expect(await locks.read(scope)).toBeUndefined()
    await locks.acquire(scope, holder('a'), never)
    expect(await locks.read(scope)).toEqual({
      ...holder('a'),
      since: '2026-11-21T16:00:00.000Z',
      expires: '2026-11-21T16:01:00.000Z',
      over: false,
    })
    await pass(65, false)
    expect(await locks.read(scope)).toMatchObject({ over: true })
  })

  it('removes the lock of the run named', async () => {
    const { locks, store } = makeWorld()
    await locks.acquire(scope, holder('a'), never)
    await locks.break(scope, 'a')
    expect(store.objects.size).toBe(0)
    await locks.break(scope, 'a')
  })

  it('leaves the lock of another run', async () => {
    const { locks, store } = makeWorld()
    await locks.acquire(scope, holder('a'), never)
    await expect(locks.break(scope, 'b')).rejects.toMatchObject({ code: 'RECORDS_LOCK_CHANGED' })
    expect(store.objects.size).toBe(1)
  })
})

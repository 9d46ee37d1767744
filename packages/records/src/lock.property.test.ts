import type { HeldLock, Holder, Scope } from '@project-utils/contract'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Clock } from './clock.ts'
import { openLocks } from './lock.ts'
import { type Fate, memoryStore } from './memory-store.test.fixture.ts'
import type { Store } from './store.ts'

const scope: Scope = {
  project: 'shop',
  environment: 'dev',
  tier: 'full',
  account: '111111111111',
  region: 'eu-west-1',
}

/** What a long run asks for (`npm run soak properties`). */
const runs = process.env['FAST_CHECK_RUNS'] === undefined ? undefined : Number(process.env['FAST_CHECK_RUNS'])

type Action =
  | { readonly do: 'acquire' | 'release' | 'kill'; readonly client: number }
  | { readonly do: 'pass'; readonly ticks: number }
  | { readonly do: 'let through'; readonly which: number; readonly fate: Fate }

const client = fc.nat(2)
const fate = fc.constantFrom<Fate>('answered', 'answered', 'answered', 'answer lost', 'request lost')
const letThrough = fc.record({ do: fc.constant('let through' as const), which: fc.nat(5), fate })
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('acquire' as const), client }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('release' as const, 'release' as const, 'kill' as const), client }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ticks: fc.integer({ min: 1, max: 15 }) }) },
  { weight: 8, arbitrary: letThrough },
)

/** Three clients with clocks of their own, one bucket, and requests that wait until the test lets them through. */
function makeWorld(skews: readonly number[]) {
  let time = Date.UTC(2026, 10, 21, 16)
  const waiting: ((fate: Fate) => void)[] = []
  let direct = false
  const shared = memoryStore({
    date: () => new Date(time),
    gate: () => (direct ? Promise.resolve('answered') : new Promise((resolve) => waiting.push(resolve))),
  })
  const clients = skews.map((skew, index) => {
    const ticks = new Set<() => void>()
    const self = { dead: false, busy: false, held: undefined as HeldLock | undefined, ticks, taken: 0 }
    const clock: Clock = {
      now: () => new Date(time + skew * 1000),
      elapsed: () => time,
      every: (_milliseconds, call) => {
        ticks.add(call)
        return () => ticks.delete(call)
      },
      deadline: () => new AbortController().signal,
      pause: async () => undefined,
    }
    // What a dead process had sent may still arrive, but it learns of no answer.
    const asClient = <T>(answer: Promise<T>): Promise<T> =>
      answer.then((value) => (self.dead ? new Promise<T>(() => undefined) : value))
    const store: Store = {
      ...shared,
      get: (key) => asClient(shared.get(key)),
      put: (key, body, condition) => asClient(shared.put(key, body, condition)),
      remove: (key, etag) => asClient(shared.remove(key, etag)),
    }
    const holder: Holder = { run: `run-${index}`, actor: 'ada', command: 'deploy', host: 'host', pid: index }
    // Client 2 is another machine: it knows nothing about the others, nor they about it.
    const isAlive = (other: Holder): boolean | 'unknown' =>
      index === 2 || other.pid === 2 ? 'unknown' : clients[other.pid]?.self.dead === false
    return { self, holder, locks: openLocks(store, scope, clock, isAlive) }
  })

  const world = {
    holders: () =>
      clients.filter(({ self }) => !self.dead && self.held !== undefined && !self.held.lost.aborted).length,
    async settle() {
      for (let turn = 0; turn < 40; turn += 1) await Promise.resolve()
    },
    async perform(step: Action) {
      if (step.do === 'pass') {
        for (let tick = 0; tick < step.ticks; tick += 1) {
          time += 5000
          for (const { self } of clients) if (!self.dead) for (const call of [...self.ticks]) call()
        }
      } else if (step.do === 'let through') {
        waiting.splice(step.which % Math.max(1, waiting.length), 1)[0]?.(step.fate)
      } else {
        await world.act(step.do, step.client)
      }
      await world.settle()
    },
    async act(what: 'acquire' | 'release' | 'kill', index: number) {
      const { self, holder, locks } = clients[index] ?? expect.fail('no such client')
      if (self.dead) return
      if (what === 'kill') self.dead = true
      if (what === 'release' && self.held !== undefined) {
        void self.held.release()
        self.held = undefined
      }
      if (what === 'acquire' && !self.busy && (self.held === undefined || self.held.lost.aborted)) {
        self.busy = true
        self.held = undefined
        locks.acquire(scope, holder, new AbortController().signal).then(
          (held) => {
            self.busy = false
            self.held = held
            self.taken += 1
          },
          () => {
            self.busy = false
          },
        )
      }
    },
    letAllThrough() {
      direct = true
      for (const resolve of waiting.splice(0)) resolve('answered')
    },
    clients,
  }
  return world
}

const skews = fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: -86_400, max: 86_400 })))

it('never has two holders, whatever is delayed, lost or killed', async () => {
  let taken = 0
  await fc.assert(
    fc.asyncProperty(skews, fc.array(action, { minLength: 20, maxLength: 150, size: 'max' }), async (given, steps) => {
      const world = makeWorld(given)
      for (const step of steps) {
        await world.perform(step)
        expect(world.holders()).toBeLessThanOrEqual(1)
      }
      taken += world.clients.reduce((sum, { self }) => sum + self.taken, 0)
    }),
    { numRuns: runs ?? 400 },
  )
  expect(taken).toBeGreaterThan(400)
}, 60_000)

it('can be taken again once every holder is gone for a minute', async () => {
  await fc.assert(
    fc.asyncProperty(skews, fc.array(action, { maxLength: 60, size: 'max' }), async (given, steps) => {
      const world = makeWorld(given)
      for (const step of steps) await world.perform(step)
      const [first, ...others] = world.clients
      for (const { self } of others) self.dead = true
      world.letAllThrough()
      await world.settle()
      await world.act('release', 0)
      await world.perform({ do: 'pass', ticks: 14 })
      if (first?.self.dead === true) return
      await world.act('acquire', 0)
      await world.settle()
      expect(world.holders()).toBe(1)
    }),
    { numRuns: runs ?? 200 },
  )
}, 60_000)

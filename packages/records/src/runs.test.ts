import type { Event, Holder } from '@project-utils/contract'
import { beforeEach, expect, it } from 'vitest'
import type { Clock } from './clock.ts'
import { type FakeS3, fakeS3 } from './fake-s3.test.fixture.ts'
import type { LockState } from './lock.ts'
import { openRuns, type Runs } from './runs.ts'
import { openS3Store } from './s3-store.ts'
import { scope } from './scope.test.fixture.ts'

let s3: FakeS3
let runs: Runs
let lock: LockState | undefined
let ticks: Set<() => void>
const run = '20261121T160000Z-abc123'

beforeEach(() => {
  s3 = fakeS3()
  lock = undefined
  ticks = new Set()
  const clock: Clock = {
    now: () => s3.date,
    elapsed: () => s3.date.getTime(),
    every: (_milliseconds, call) => {
      ticks.add(call)
      return () => ticks.delete(call)
    },
    deadline: () => new AbortController().signal,
    pause: async () => undefined,
  }
  runs = openRuns(openS3Store(s3.client, 'bucket', scope.account), scope, clock, async () => lock)
})

function event(seq: number, type: 'warning' | 'result' = 'warning'): Event {
  return { v: 1, t: '2026-11-21T16:00:00Z', seq, run, type, message: `m${seq}` } as Event
}

const part = (number: number): string => `shop/dev/runs/${run}/${String(number).padStart(9, '0')}.ndjson`

it('keeps events in parts, one for each stretch of time and one at the flush', async () => {
  const log = runs.log(run)
  log.append(event(1))
  log.append(event(2))
  for (const tick of ticks) tick()
  await expect.poll(() => s3.objects.size).toBe(1)
  log.append(event(3, 'result'))
  await log.flush()
  expect([...s3.objects.keys()]).toEqual([part(1), part(2)])
  expect(ticks.size).toBe(0)
  expect(await runs.read(run, 0)).toEqual({ events: [event(1), event(2), event(3, 'result')], next: 2, ended: true })
})

it('reads on from where a reader stopped', async () => {
  const log = runs.log(run)
  log.append(event(1))
  await log.flush()
  const first = await runs.read(run, 0)
  expect(first).toEqual({ events: [event(1)], next: 1, ended: false })
  expect(await runs.read(run, first.next)).toEqual({ events: [], next: 1, ended: false })
  log.append(event(2))
  await log.flush()
  expect(await runs.read(run, first.next)).toEqual({ events: [event(2)], next: 2, ended: false })
})

it('writes nothing for a run that says nothing', async () => {
  await runs.log(run).flush()
  expect(s3.requests).toEqual([])
})

it.each(['request lost', 'answer lost', 403] as const)('never fails, and loses nothing, after: %s', async (fault) => {
  const log = runs.log(run)
  log.append(event(1))
  s3.faults.push(fault)
  await log.flush()
  log.append(event(2))
  await log.flush()
  expect(await runs.read(run, 0)).toEqual({ events: [event(1), event(2)], next: 2, ended: false })
})

it('gives up without a result line where the bucket takes nothing', async () => {
  const log = runs.log(run)
  const large = { ...event(1), message: 'x'.repeat(5 * 1024 * 1024) } as Event
  s3.faults.push('request lost')
  log.append(large)
  await log.flush()
  s3.requests.length = 0
  log.append(event(2, 'result'))
  await log.flush()
  expect(s3.requests).toEqual([])
})

it('stops at a gap', async () => {
  const log = runs.log(run)
  for (let seq = 1; seq <= 3; seq += 1) {
    log.append(event(seq))
    await log.flush()
  }
  s3.objects.delete(part(2))
  expect(await runs.read(run, 0)).toEqual({ events: [event(1)], next: 1, ended: false })
})

it.each([
  ['{"v":2}\n', 'RECORDS_NEWER'],
  ['{"v":1}\n', 'RECORDS_CORRUPT'],
  ['{"v":1', 'RECORDS_CORRUPT'],
])('refuses a part with %s', async (text, code) => {
  s3.objects.set(part(1), { body: Buffer.from(text), etag: '"x"', modified: s3.date, headers: {} })
  await expect(runs.read(run, 0)).rejects.toMatchObject({ code })
})

it.each([
  [['20261120T235959Z-a', '20261121T100000Z-b'], '20261121T100000Z-b'],
  [['20261101T000000Z-a'], '20261101T000000Z-a'],
  [['20200101T000000Z-a', '20190101T000000Z-b'], '20200101T000000Z-a'],
  [[], undefined],
])('finds the newest of the runs %j', async (ids, newest) => {
  for (const id of ids) {
    for (const number of [1, 2]) {
      const key = `shop/dev/runs/${id}/00000000${number}.ndjson`
      s3.objects.set(key, { body: Buffer.from(''), etag: '"x"', modified: s3.date, headers: {} })
    }
  }
  s3.page = 1
  expect(await runs.latest()).toBe(newest)
})

it('follows the holder of the lock before any other, but not one whose lock is over', async () => {
  const holder: Holder = { run: 'running', actor: 'ada', command: 'deploy', host: 'h', pid: 1 }
  lock = { ...holder, since: '', expires: '', over: false }
  expect(await runs.latest()).toBe('running')
  lock = { ...lock, over: true }
  expect(await runs.latest()).toBeUndefined()
})

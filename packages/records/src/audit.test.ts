import type { AuditEntry } from '@project-utils/contract'
import { beforeEach, expect, it } from 'vitest'
import { type Audit, openAudit } from './audit.ts'
import { type MemoryStore, memoryStore } from './memory-store.test.fixture.ts'
import { newestNumber } from './newest-number.ts'
import { scope } from './scope.test.fixture.ts'

const now = (): Date => new Date('2026-11-21T16:00:00Z')
const entry: AuditEntry = { kind: 'intent', command: 'deploy', actor: 'ada', fingerprint: 'f'.repeat(64), steps: [] }
const keyOf = (seq: number): string => `shop/dev/audit/${String(seq).padStart(9, '0')}.json`
let store: MemoryStore
let audit: Audit

beforeEach(() => {
  store = memoryStore({ date: now })
  audit = openAudit(store, scope, now)
})

async function fill(count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) await audit.write(scope, entry, `run-${index}`)
}

function change(seq: number, edit: (text: string) => string): void {
  const found = store.objects.get(keyOf(seq)) ?? expect.fail('no such entry')
  store.objects.set(keyOf(seq), { ...found, body: Buffer.from(edit(Buffer.from(found.body).toString())) })
}

it('numbers entries from one and chains them', async () => {
  await fill(3)
  expect([...store.objects.keys()]).toEqual([1, 2, 3].map(keyOf))
  expect((await audit.list(2)).map(({ seq, run }) => [seq, run])).toEqual([
    [3, 'run-3'],
    [2, 'run-2'],
  ])
  expect(await audit.verify()).toEqual({ entries: 3 })
})

it('looks for the newest entry once, and again only where another wrote meanwhile', async () => {
  let looks = 0
  const counting = {
    ...store,
    list: (...args: Parameters<MemoryStore['list']>): ReturnType<MemoryStore['list']> => {
      looks += 1
      return store.list(...args)
    },
  }
  const own = openAudit(counting, scope, now)
  await own.write(scope, entry, 'run-1')
  await own.write(scope, entry, 'run-2')
  expect(looks).toBe(1)
  for (let other = 0; other < 30; other += 1) await audit.write(scope, entry, 'run-of-another')
  await own.write(scope, entry, 'run-3')
  expect(looks).toBe(2)
  expect(await audit.verify()).toEqual({ entries: 33 })
})

it('is whole and without entries before the first', async () => {
  expect(await audit.verify()).toEqual({ entries: 0 })
  expect(await audit.list(5)).toEqual([])
})

it('keeps one chain when many write at once', async () => {
  const writers = Array.from({ length: 8 }, () => openAudit(store, scope, now))
  await Promise.all(writers.map((writer, index) => writer.write(scope, entry, `run-${index}`)))
  expect(await audit.verify()).toEqual({ entries: 8 })
  expect(new Set((await audit.list(8)).map(({ run }) => run)).size).toBe(8)
})

it.each([
  ['changed', 3, (text: string) => text.replace('"actor":"ada"', '"actor":"eve"'), 4],
  ['renumbered', 3, (text: string) => text.replace('"seq":3', '"seq":30'), 3],
  ['made unreadable', 3, () => '{', 3],
  ['made newer', 3, (text: string) => text.replace('"v":1', '"v":2'), 3],
])('finds the first break when an entry is %s', async (_what, seq, edit, broken) => {
  await fill(5)
  change(seq, edit)
  expect(await audit.verify()).toMatchObject({ entries: 5, broken: { seq: broken, key: keyOf(broken) } })
})

it('finds an entry that was taken out', async () => {
  await fill(5)
  store.objects.delete(keyOf(2))
  expect(await audit.verify()).toMatchObject({ broken: { seq: 2, why: 'the entry is missing' } })
})

it('refuses a scope of another account', async () => {
  await expect(audit.write({ ...scope, account: '222222222222' }, entry, 'r')).rejects.toMatchObject({
    code: 'RECORDS_OTHER_TARGET',
  })
})

it.each([0, 1, 999, 1000, 1001, 1999, 2000, 2001, 5432])(
  'finds the newest of %i numbers in few calls',
  async (count) => {
    const prefix = 'n/'
    const numbering = {
      prefix,
      keyOf: (n: number) => `${prefix}${String(n).padStart(9, '0')}`,
      numberOf: (k: string) => Number(k.slice(2)),
    }
    for (let number = 1; number <= count; number += 1) await store.overwrite(numbering.keyOf(number), new Uint8Array())
    let calls = 0
    const list: typeof store.list = (...given) => {
      calls += 1
      return store.list(...given)
    }
    const counting = { ...store, list }
    expect(await newestNumber(counting, numbering)).toBe(count)
    expect(calls).toBeLessThanOrEqual(count < 1000 ? 1 : 10)
  },
)

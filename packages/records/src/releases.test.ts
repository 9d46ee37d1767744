import { beforeEach, describe, expect, it } from 'vitest'
import { type FakeS3, fakeS3 } from './fake-s3.test.fixture.ts'
import { openReleases, type Releases } from './releases.ts'
import { openS3Store } from './s3-store.ts'
import { release, scope } from './scope.test.fixture.ts'

let s3: FakeS3
let releases: Releases
const open = (): Releases => openReleases(openS3Store(s3.client, 'bucket', scope.account), scope)
const currentKey = 'shop/dev/releases/current.json'

beforeEach(() => {
  s3 = fakeS3()
  releases = open()
})

function put(key: string, text: string): void {
  s3.objects.set(key, { body: Buffer.from(text), etag: '"x"', modified: s3.date, headers: {} })
}

describe('current', () => {
  it('tells no release yet from no bucket, in one request each', async () => {
    expect(await releases.current()).toBeUndefined()
    s3.missing = true
    expect(await releases.current()).toBe('no-bucket')
    expect(s3.requests).toHaveLength(2)
  })

  it.each([
    ['no JSON', 'RECORDS_CORRUPT'],
    ['[]', 'RECORDS_CORRUPT'],
    ['{"latest":{}}', 'RECORDS_CORRUPT'],
    ['{"v":2}', 'RECORDS_NEWER'],
    ['{"v":1,"latest":{"id":"a","seq":1,"run":"r","outcome":"odd"},"good":null}', 'RECORDS_CORRUPT'],
    ['{"v":1,"latest":{"id":"a","seq":1,"run":"r","outcome":"failed"},"good":{"v":1}}', 'RECORDS_CORRUPT'],
    ['{"v":1,"latest":{"id":"a","seq":1,"run":"r","outcome":"failed"}}', 'RECORDS_CORRUPT'],
  ])('refuses %s', async (text, code) => {
    put(currentKey, text)
    await expect(releases.current()).rejects.toMatchObject({ code, message: expect.stringContaining(currentKey) })
  })
})

describe('a release', () => {
  it('is the latest once started, and the good one once it succeeded', async () => {
    await releases.start(release('a', 1), undefined)
    const latest = { id: 'a', seq: 1, run: 'run-a' }
    expect(await releases.current()).toMatchObject({
      value: { v: 1, latest: { ...latest, outcome: 'started' }, good: null },
    })
    const done = release('a', 1, { outcome: 'succeeded' })
    await releases.finish(done)
    expect(await releases.current()).toMatchObject({
      value: { latest: { ...latest, outcome: 'succeeded' }, good: done },
    })
    expect(await releases.read('a')).toEqual(done)
  })

  it('that fails leaves the last good one as it is', async () => {
    const good = release('a', 1, { outcome: 'succeeded' })
    await releases.start(release('a', 1), undefined)
    await releases.finish(good)
    await releases.start(release('b', 2), await releases.current())
    await releases.finish(release('b', 2, { outcome: 'failed' }))
    expect(await releases.current()).toMatchObject({ value: { latest: { id: 'b', outcome: 'failed' }, good } })
  })

  it('that was taken back leaves the last good one as it stands again, and no other in its place', async () => {
    await releases.start(release('a', 1), undefined)
    const good = release('a', 1, { outcome: 'succeeded' })
    await releases.finish(good)
    await releases.start(release('b', 2), await releases.current())
    const restored = { ...good, commit: 'as it stands' }
    await releases.finish(release('b', 2, { outcome: 'rolled-back' }), restored)
    expect(await releases.current()).toMatchObject({ value: { latest: { outcome: 'rolled-back' }, good: restored } })
    await releases.finish(release('b', 2, { outcome: 'rolled-back' }), { ...restored, id: 'c' })
    expect(await releases.current()).toMatchObject({ value: { good: { id: 'a' } } })
  })

  it('can be finished by another process', async () => {
    await releases.start(release('a', 1), undefined)
    await open().finish(release('a', 1, { outcome: 'interrupted' }))
    expect(await releases.read('a')).toMatchObject({ outcome: 'interrupted' })
  })

  it('cannot be started on what was read too long ago', async () => {
    const before = await releases.current()
    await releases.start(release('a', 1), before)
    await expect(open().start(release('b', 1), before)).rejects.toMatchObject({ code: 'RECORDS_CONFLICT' })
    expect(await releases.current()).toMatchObject({ value: { latest: { id: 'a' } } })
  })

  it('that is finished after a newer one was opened changes its own record only', async () => {
    await releases.start(release('a', 1), undefined)
    await open().start(release('b', 2), await releases.current())
    await releases.finish(release('a', 1, { outcome: 'succeeded' }))
    expect(await releases.current()).toMatchObject({ value: { latest: { id: 'b' }, good: null } })
    expect(await releases.read('a')).toMatchObject({ outcome: 'succeeded' })
  })

  it.each([0, 1, 2, 3, 4])('is recorded although the answer to request %i is lost', async (index) => {
    s3.faults.push(...Array.from({ length: index }, () => undefined), 'answer lost')
    await releases.start(release('a', 1), undefined)
    const finishing = releases.finish(release('a', 1, { outcome: 'succeeded' }))
    // Only the one read among the writes is not repeated here: the client of this test makes a single attempt.
    if (index === 3) await expect(finishing).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' })
    else {
      await finishing
      expect(await open().current()).toMatchObject({ value: { good: { id: 'a' } } })
    }
  })

  it('that is unknown is undefined', async () => {
    await releases.start(release('a-b', 1), undefined)
    expect(await releases.read('b')).toBeUndefined()
    expect(await releases.read('a-b')).toMatchObject({ id: 'a-b' })
  })

  it('is found by its number', async () => {
    await releases.start(release('a', 1), undefined)
    await releases.start(release('b', 12), await releases.current())
    expect(await releases.numbered(12)).toMatchObject({ id: 'b' })
    expect(await releases.numbered(1)).toMatchObject({ id: 'a' })
    expect(await releases.numbered(2)).toBeUndefined()
  })

  it('is listed with the newest first', async () => {
    for (let seq = 1; seq <= 12; seq += 1) await releases.start(release(`r${seq}`, seq), await releases.current())
    expect((await releases.list(3)).map(({ id }) => id)).toEqual(['r12', 'r11', 'r10'])
    expect(await releases.list(100)).toHaveLength(12)
    expect(await releases.list(0)).toEqual([])
  })
})

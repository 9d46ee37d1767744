import { beforeEach, describe, expect, it } from 'vitest'
import { type FakeS3, fakeS3 } from './fake-s3.test.fixture.ts'
import { openS3Store } from './s3-store.ts'
import { putSettled } from './settle.ts'
import type { Page, Store } from './store.ts'

let s3: FakeS3
let store: Store
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

beforeEach(() => {
  s3 = fakeS3()
  store = openS3Store(s3.client, 'bucket', '111111111111')
})

async function pages(iterable: AsyncIterable<Page>): Promise<Page[]> {
  const all: Page[] = []
  for await (const page of iterable) all.push(page)
  return all
}

describe('the store in S3', () => {
  it('reads what it wrote, with ETag, metadata and both server times', async () => {
    const written = await store.put('a/b', bytes('x'), 'absent', { metadata: { 'code-sha256': 'abc=' } })
    const modified = s3.date
    s3.date = new Date('2026-11-21T16:05:00Z')
    expect(await store.get('a/b')).toMatchObject({
      body: bytes('x'),
      etag: (written as { etag: string }).etag,
      modified,
      date: s3.date,
      metadata: { 'code-sha256': 'abc=' },
    })
  })

  it('tells a missing key from a missing bucket in one request', async () => {
    expect(await store.get('a')).toBe('no-key')
    s3.missing = true
    expect(await store.get('a')).toBe('no-bucket')
    expect(s3.requests).toEqual(['GET a', 'GET a'])
  })

  it('reads again what broke off in its middle, three times in all', async () => {
    await store.put('a', bytes('xyz'), 'absent')
    s3.faults.push('answer cut', 'answer cut')
    expect(await store.get('a')).toMatchObject({ body: bytes('xyz') })
    s3.faults.push('answer cut', 'answer cut', 'answer cut')
    await expect(store.get('a')).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' })
    expect(s3.requests).toEqual(['PUT a', ...Array.from({ length: 6 }, () => 'GET a')])
  })

  it.each([
    ['a first write where something is', 'absent', 'refused'],
    ['a change of an older version', { etag: '"other"' }, 'refused'],
  ] as const)('refuses %s', async (_what, condition, outcome) => {
    await store.put('a', bytes('x'), 'absent')
    expect(await store.put('a', bytes('y'), condition)).toBe(outcome)
    expect(await store.get('a')).toMatchObject({ body: bytes('x') })
  })

  it('refuses a change of what is gone', async () => {
    expect(await store.put('a', bytes('y'), { etag: '"x"' })).toBe('refused')
  })

  it.each(['answer lost', 'request lost', 500, 503, 409] as const)('calls a write unclear after: %s', async (fault) => {
    s3.faults.push(fault)
    expect(await store.put('a', bytes('x'), 'absent')).toBe('unclear')
  })

  it('removes only the version named, and calls what is gone removed', async () => {
    const written = await store.put('a', bytes('x'), 'absent')
    expect(await store.remove('a', '"other"')).toBe('refused')
    expect(await store.remove('a', (written as { etag: string }).etag)).toBe('removed')
    expect(await store.remove('a', '"x"')).toBe('removed')
  })

  it('says that the bucket is missing, and how to make it, when writing', async () => {
    s3.missing = true
    const expected = { code: 'RECORDS_NO_BUCKET', hint: expect.stringContaining('bootstrap') }
    await expect(store.put('a', bytes('x'), 'absent')).rejects.toMatchObject(expected)
    await expect(store.overwrite('a', bytes('x'))).rejects.toMatchObject(expected)
  })

  it('refuses a bucket of another owner', async () => {
    const foreign = openS3Store(s3.client, 'bucket', '222222222222')
    await expect(foreign.get('a')).rejects.toMatchObject({ code: 'AWS_ACCESS_DENIED' })
    await expect(foreign.put('a', bytes('x'), 'absent')).rejects.toMatchObject({ code: 'AWS_ACCESS_DENIED' })
  })

  it('lists all pages, from a key on, grouped where asked', async () => {
    s3.page = 2
    for (const key of ['p/1', 'p/2/x', 'p/2/y', 'p/3', 'q']) await store.put(key, bytes(key), 'absent')
    expect((await pages(store.list('p/'))).map(({ keys, more }) => [keys, more])).toEqual([
      [['p/1', 'p/2/x'], true],
      [['p/2/y', 'p/3'], false],
    ])
    expect((await pages(store.list('p/', { after: 'p/2/x' }))).flatMap(({ keys }) => keys)).toEqual(['p/2/y', 'p/3'])
    expect((await pages(store.list('p/', { grouped: true }))).flatMap(({ groups }) => groups)).toEqual(['p/2/'])
  })

  it('lists nothing where the bucket is missing', async () => {
    s3.missing = true
    expect(await pages(store.list('p/'))).toEqual([])
  })
})

describe('putSettled', () => {
  it.each(['answer lost', 'request lost', 500, 409] as const)('ends with our bytes after: %s', async (fault) => {
    s3.faults.push(fault)
    expect(await putSettled(store, 'a', bytes('x'), 'absent')).toHaveProperty('etag')
    expect(await store.get('a')).toMatchObject({ body: bytes('x') })
  })

  it("knows its own write although the SDK's second attempt was refused", async () => {
    s3 = fakeS3(2)
    store = openS3Store(s3.client, 'bucket', '111111111111')
    s3.faults.push('answer lost')
    expect(await putSettled(store, 'a', bytes('x'), 'absent')).toHaveProperty('etag')
    expect(s3.requests).toEqual(['PUT a', 'PUT a', 'GET a'])
  })

  it('gives what stands there instead', async () => {
    await store.put('a', bytes('theirs'), 'absent')
    expect(await putSettled(store, 'a', bytes('ours'), 'absent')).toMatchObject({ other: { body: bytes('theirs') } })
    expect(await putSettled(store, 'b', bytes('ours'), { etag: '"x"' })).toEqual({ other: undefined })
  })

  it('gives up where no answer comes at all', async () => {
    s3.faults.push(500, undefined, 500, undefined, 500, undefined, 500, undefined)
    await expect(putSettled(store, 'a', bytes('x'), 'absent')).rejects.toMatchObject({ code: 'RECORDS_UNSETTLED' })
  })

  it('says why when even the look fails', async () => {
    s3.faults.push('answer lost', 'request lost')
    await expect(putSettled(store, 'a', bytes('x'), 'absent')).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' })
  })
})

import { createHash } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '@project-utils/run'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Blobs, openBlobs } from './blobs.ts'
import { type FakeS3, fakeS3 } from './fake-s3.test.fixture.ts'
import { openS3Store } from './s3-store.ts'
import { scope } from './scope.test.fixture.ts'

let s3: FakeS3
let blobs: Blobs
const hashes = Array.from({ length: 200 }, (_, index) => sha256(`blob ${index}`))
const body = new Uint8Array([1, 2, 3])

beforeEach(() => {
  s3 = fakeS3()
  blobs = openBlobs(openS3Store(s3.client, 'bucket', scope.account), scope)
})

function fill(shas: readonly string[]): void {
  for (const sha of shas) {
    s3.objects.set(`shop/blobs/sha256/${sha}`, { body, etag: '"x"', modified: s3.date, headers: {} })
  }
}

describe('blobs', () => {
  it('come back with their bytes and what was said about them', async () => {
    const [sha = ''] = hashes
    expect(await blobs.put(sha, body, { codeSha256: 'abc=', size: '3' })).toBe('written')
    expect(await blobs.get(sha)).toEqual({ body, meta: { codeSha256: 'abc=', size: '3' } })
    expect(s3.objects.has(`shop/blobs/sha256/${sha}`)).toBe(true)
  })

  it('are written once', async () => {
    const [sha = ''] = hashes
    await blobs.put(sha, body)
    expect(await blobs.put(sha, body)).toBe('present')
  })

  it.each([
    ['answer lost', 'present'],
    ['request lost', 'written'],
    [409, 'written'],
  ] as const)('are there after: %s', async (fault, outcome) => {
    const [sha = ''] = hashes
    s3.faults.push(fault)
    expect(await blobs.put(sha, body)).toBe(outcome)
    expect(await blobs.missing([sha])).toEqual([])
  })

  describe('from a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'blobs-')), 'artifact.zip')
    const content = Buffer.alloc(3_000_000, 'content ')
    const checksum = createHash('sha256').update(content).digest('base64')
    const [sha = ''] = hashes
    writeFileSync(file, content)

    it('come back as what the file holds', async () => {
      expect(await blobs.put(sha, { file, size: content.length, checksum }, { size: '3' })).toBe('written')
      expect(await blobs.get(sha)).toEqual({ body: new Uint8Array(content), meta: { size: '3' } })
    })

    it.each([
      ['answer lost', 'present'],
      ['request lost', 'written'],
      [503, 'written'],
    ] as const)('are there after: %s', async (fault, outcome) => {
      s3.faults.push(fault)
      expect(await blobs.put(sha, { file, size: content.length, checksum })).toBe(outcome)
      expect(s3.objects.get(`shop/blobs/sha256/${sha}`)?.body).toEqual(content)
    })

    it('are sent again by the SDK itself', async () => {
      s3 = fakeS3(3)
      blobs = openBlobs(openS3Store(s3.client, 'bucket', scope.account), scope)
      s3.faults.push(503, 'request lost')
      expect(await blobs.put(sha, { file, size: content.length, checksum })).toBe('written')
      expect(s3.requests.every((request) => request.startsWith('PUT '))).toBe(true)
      expect(s3.objects.get(`shop/blobs/sha256/${sha}`)?.body).toEqual(content)
    })

    it('are refused where the file is no longer what was hashed', async () => {
      const other = createHash('sha256').update('other').digest('base64')
      await expect(blobs.put(sha, { file, size: content.length, checksum: other })).rejects.toThrow()
    })

    it('fail where the file is gone', async () => {
      await expect(blobs.put(sha, { file: `${file}.gone`, size: 1, checksum })).rejects.toThrow(/ENOENT/)
    })
  })

  it('are described without being read', async () => {
    const [sha = ''] = hashes
    await blobs.put(sha, body, { codeSha256: 'abc=' })
    s3.requests.length = 0
    expect(await blobs.describe(sha)).toEqual({ codeSha256: 'abc=' })
    expect(s3.requests).toEqual([`HEAD shop/blobs/sha256/${sha}`])
  })

  it('that are not there are undefined', async () => {
    expect(await blobs.get(hashes[0] ?? '')).toBeUndefined()
    expect(await blobs.describe(hashes[0] ?? '')).toBeUndefined()
  })

  it('refuse what is no hash', async () => {
    await expect(blobs.put('../x', body)).rejects.toMatchObject({ code: 'RECORDS_NAME' })
    await expect(blobs.missing(['x', 'y', 'z', 'a'])).rejects.toMatchObject({ code: 'RECORDS_NAME' })
  })
})

describe('missing', () => {
  it.each([0, 1, 3, 4, 100, 200])('tells which of 200 are not there, when %i are', async (count) => {
    fill(hashes.slice(0, count))
    expect(await blobs.missing([...hashes, ...hashes])).toEqual(hashes.slice(count))
  })

  it.each([1, 7, 50])('tells so over pages of %i', async (page) => {
    s3.page = page
    fill(hashes.slice(100))
    expect(await blobs.missing(hashes)).toEqual(hashes.slice(0, 100))
  })

  it('asks once where one page answers all', async () => {
    fill(hashes)
    await blobs.missing(hashes)
    expect(s3.requests).toEqual(['GET shop/blobs/sha256/'])
  })

  it('asks for each of a few by name', async () => {
    fill(hashes.slice(1))
    expect(await blobs.missing(hashes.slice(0, 2))).toEqual(hashes.slice(0, 1))
    expect(s3.requests.every((request) => request.startsWith('HEAD '))).toBe(true)
  })

  it('is everything where there is no bucket', async () => {
    s3.missing = true
    expect(await blobs.missing(hashes)).toEqual(hashes)
    expect(await blobs.missing(hashes.slice(0, 2))).toEqual(hashes.slice(0, 2))
  })
})

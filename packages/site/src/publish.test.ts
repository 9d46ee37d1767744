import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fakeClient, sdkError } from './fake-send.test.fixture.ts'
import type { SiteFile } from './manifest.ts'
import { publishConfig, publishFiles } from './publish.ts'
import { readManifest } from './read-manifest.ts'
import { folderWith, listening, writeInto } from './test-folder.test.fixture.ts'

const bucket = 'site-bucket'

async function site(content: Readonly<Record<string, string | Uint8Array>>) {
  const directory = await folderWith(content)
  const { manifest } = await readManifest(directory, { signal: new AbortController().signal })
  return { bucket, directory, files: manifest.files }
}

const base64 = (body: string | Uint8Array): string => createHash('sha256').update(body).digest('base64')

test('sends each file with its bytes, checksum, type, cache headers and hash', async () => {
  const { s3, sent } = fakeClient(() => ({}))
  const input = await site({ 'a file#1.js': 'abc' })
  await publishFiles(s3, input, listening())
  expect(sent).toEqual([
    {
      name: 'PutObject',
      input: {
        Bucket: bucket,
        Key: 'a file#1.js',
        Body: Buffer.from('abc'),
        ChecksumSHA256: base64('abc'),
        ContentType: 'text/javascript; charset=utf-8',
        CacheControl: 'public, max-age=300, s-maxage=86400',
        Metadata: { sha256: input.files[0]?.sha256 },
      },
    },
  ])
})

test('begins no phase before the one before it is complete, whatever the order of the files', async () => {
  const done: string[] = []
  const { s3, sent } = fakeClient(({ input }) => void done.push(String(input['Key'])))
  const names = ['index.html', 'about.html', 'robots.txt', 'assets/a-DkX9a_b2.js', 'assets/b-DkX9a_b3.js']
  const input = await site(Object.fromEntries(names.map((name) => [name, 'x'])))
  await publishFiles(s3, { ...input, files: input.files.toReversed() }, listening())
  const keys = sent.map(({ input: { Key } }) => String(Key))
  // Files of one phase are sent side by side: only the phases have an order.
  expect([...keys.slice(0, 2).sort(), ...keys.slice(2)]).toEqual([
    'assets/a-DkX9a_b2.js',
    'assets/b-DkX9a_b3.js',
    'robots.txt',
    'about.html',
    'index.html',
  ])
})

test('never has more uploads in flight than allowed', async () => {
  let running = 0
  let most = 0
  const send = async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise((done) => setTimeout(done, 5))
    running -= 1
  }
  const input = await site(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`f${index}.txt`, `${index}`])))
  await publishFiles({ send } as never, { ...input, concurrency: 4 }, listening())
  expect(most).toBe(4)
})

test('tells how far it is', async () => {
  const { s3 } = fakeClient(() => ({}))
  const context = listening()
  await publishFiles(s3, { ...(await site({ 'a.txt': '1', 'b.txt': '2' })), parent: 'site.files' }, context)
  const told = context.notices.map((notice) =>
    notice.type === 'step' ? [notice.state, notice.done, notice.total] : [],
  )
  expect(told).toEqual([
    ['started', undefined, undefined],
    ['progress', 1, 2],
    ['progress', 2, 2],
    ['ended', undefined, undefined],
  ])
  expect(context.notices[0]).toMatchObject({ parent: 'site.files' })
})

test.each([
  ['a changed file', { 'a.txt': 'changed' }],
  ['a file that is gone', undefined],
])('refuses %s and does not send it', async (_, change) => {
  const { s3, sent } = fakeClient(() => ({}))
  const input = await site({ 'a.txt': '1' })
  if (change !== undefined) await writeInto(input.directory, change)
  const directory = change === undefined ? await folderWith({}) : input.directory
  await expect(publishFiles(s3, { ...input, directory }, listening())).rejects.toThrow(
    expect.objectContaining({ code: 'SITE_CHANGED_MEANWHILE' }),
  )
  expect(sent).toEqual([])
})

test('explains a refusal of S3', async () => {
  const { s3 } = fakeClient(() => sdkError('AccessDenied', 403, 'Access Denied'))
  await expect(publishFiles(s3, await site({ 'a.txt': '1' }), listening())).rejects.toThrow(
    expect.objectContaining({ code: 'AWS_ACCESS_DENIED', message: expect.stringContaining('a.txt') }),
  )
})

test('stops between files when the run is interrupted', async () => {
  const controller = new AbortController()
  const { s3, sent } = fakeClient(() => controller.abort('SIGTERM'))
  const input = { ...(await site({ 'a.txt': '1', 'b.txt': '2' })), concurrency: 1 }
  await expect(publishFiles(s3, input, listening(controller.signal))).rejects.toBe('SIGTERM')
  expect(sent.length).toBe(1)
})

test('writes the configuration as JSON that is asked for before each use', async () => {
  const { s3, sent } = fakeClient(() => ({}))
  await publishConfig(s3, { bucket, text: '{}\n' })
  expect(sent[0]?.input).toMatchObject({
    Key: 'config.json',
    ContentType: 'application/json; charset=utf-8',
    CacheControl: 'no-cache',
    ChecksumSHA256: base64('{}\n'),
  })
})

const megabyte = 1024 * 1024
const large = Buffer.alloc(20 * megabyte, 'x')

test('sends a large file in parts, each with its checksum', async () => {
  const { s3, sent } = fakeClient(({ name, input }) =>
    name === 'CreateMultipartUpload' ? { UploadId: 'u1' } : { ETag: `e${input['PartNumber']}` },
  )
  await publishFiles(s3, await site({ 'film.mp4': large }), listening())
  expect(sent.map(({ name }) => name)).toEqual([
    'CreateMultipartUpload',
    'UploadPart',
    'UploadPart',
    'UploadPart',
    'CompleteMultipartUpload',
  ])
  expect(sent[0]?.input).toMatchObject({ ContentType: 'video/mp4', ChecksumAlgorithm: 'SHA256' })
  const last = large.subarray(16 * megabyte)
  expect(sent[3]?.input).toMatchObject({ PartNumber: 3, UploadId: 'u1', ChecksumSHA256: base64(last) })
  const part = (PartNumber: number, body: Uint8Array) => ({
    PartNumber,
    ETag: `e${PartNumber}`,
    ChecksumSHA256: base64(body),
  })
  const full = large.subarray(0, 8 * megabyte)
  expect(sent[4]?.input).toMatchObject({ MultipartUpload: { Parts: [part(1, full), part(2, full), part(3, last)] } })
})

test.each([
  [
    'a part is refused',
    {},
    ({ name }: { name: string }) => name === 'UploadPart' && sdkError('AccessDenied', 403),
    'AWS_ACCESS_DENIED',
  ],
  ['the file has changed', { sha256: 'other' }, () => false, 'SITE_CHANGED_MEANWHILE'],
])('gives up the parts when %s, and completes nothing', async (_, change, answer, code) => {
  const { s3, sent } = fakeClient((one) => answer(one) || { UploadId: 'u1', ETag: 'e' })
  const input = await site({ 'film.mp4': large })
  const files: readonly SiteFile[] = input.files.map((file) => ({ ...file, ...change }))
  await expect(publishFiles(s3, { ...input, files }, listening())).rejects.toThrow(expect.objectContaining({ code }))
  expect(sent.at(-1)).toMatchObject({ name: 'AbortMultipartUpload', input: { UploadId: 'u1' } })
  expect(sent.map(({ name }) => name)).not.toContain('CompleteMultipartUpload')
})

test('refuses a folder that moved', async () => {
  const { s3 } = fakeClient(() => ({}))
  const input = await site({ 'film.mp4': large })
  await expect(publishFiles(s3, { ...input, directory: join(input.directory, 'x') }, listening())).rejects.toThrow(
    expect.objectContaining({ code: 'SITE_CHANGED_MEANWHILE' }),
  )
})

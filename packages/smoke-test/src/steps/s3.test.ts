import type { RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { S3Client } from '@aws-sdk/client-s3'
import { expect, test, vi } from 'vitest'
import type { StepWorld } from '../step-kind.ts'
import { clientOf, serve } from '../suite.test.fixture.ts'
import { fakeClient, needsFence, problemsOf, runOne, serviceError } from './step.test.fixture.ts'

const ok = { headers: { etag: 'x' } }

test.each([
  [{ get: 'a', expect: ok }, ['needs bucket']],
  [{ bucket: 'Site' }, ['needs one of get, list, put, delete']],
  [{ bucket: 'Site', get: '', expect: ok }, ['"" is no text (get)']],
  [{ bucket: 'Site', get: 'a' }, ['expects nothing of the answer (expect)']],
  [
    { bucket: 'Site', get: 'a', expect: { absent: true, bytes: 1 } },
    ['an absent object has nothing else (expect.absent)'],
  ],
  [{ bucket: 'Site', get: 'a', expect: { headers: {} } }, ['names nothing (expect.headers)']],
  [{ bucket: 'Site', get: 'a', body: 'x', expect: ok }, ['get sends no body (body)']],
  [{ bucket: 'Site', list: 'a', headers: { a: 'b' }, expect: { count: 1 } }, ['list sends no headers (headers)']],
  [
    { bucket: 'Site', list: 'a', expect: { bytes: 1 } },
    ['"bytes" cannot be expected (expect.bytes)', 'expects nothing of the answer (expect)'],
  ],
  [{ bucket: 'Site', put: 'a' }, ['needs body']],
  [{ bucket: 'Site', put: 'a', body: 'x', headers: { host: 'x' } }, ['host is no header of an object (headers.host)']],
  [{ bucket: 'Site', put: 'a', body: 'x', expect: ok }, ['put proves only that S3 took it (expect)']],
  [{ bucket: 'Site', delete: 'a', expect: { absent: true } }, ['delete proves only that S3 took it (expect)']],
])('refuses %j', (settings, problems) => {
  expect(problemsOf('s3', settings as never)).toEqual(problems)
})

test.each([
  [{ get: 'a', expect: { absent: true } }, true],
  [{ list: '', expect: { count: 0 } }, true],
  [{ list: '', expect: { keys: 'array' } }, true],
  [{ list: '', expect: { count: { min: 1 } } }, false],
])('knows whether %j may mean: not there yet (%s)', async (settings, fenced) => {
  expect(await needsFence('s3', { bucket: 'Site', ...settings } as never)).toBe(fenced)
})

const resources = { Site: { physicalId: 'votes-site', type: 'AWS::S3::Bucket', stack: 'votes-dev-app' } }

async function* bytes(content: Uint8Array | string): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(content)
  for (let at = 0; at < all.length; at += 65_536) yield all.subarray(at, at + 65_536)
}

const object = (content: Uint8Array | string, more: Readonly<Record<string, unknown>> = {}) => ({
  GetObject: () => ({
    Body: bytes(content),
    ContentLength: Buffer.from(content).length,
    ContentType: 'application/json',
    CacheControl: 'no-cache',
    Metadata: { release: '7' },
    ...more,
  }),
})

const gone = { GetObject: serviceError('NoSuchKey', 'The specified key does not exist.', 404) }
const get = (expected: unknown) => ({ get: 'config.json', expect: expected })
const keys = (...names: readonly string[]) => ({ Contents: names.map((Key) => ({ Key })) })
const headers = {
  'content-type': { contains: 'json' },
  'Cache-Control': 'no-cache',
  'x-amz-meta-release': '7',
  expires: null,
}

test.each([
  [get({ headers, json: { a: 1 }, text: '"a"', bytes: 7 }), object('{"a":1}'), undefined],
  [get({ json: { a: 1 } }), object(gzipSync('{"a":1}'), { ContentEncoding: 'gzip' }), undefined],
  [get({ bytes: 10_000_000 }), object('', { ContentLength: 10_000_000 }), undefined],
  [get({ absent: true }), gone, undefined],
  [{ list: 'a/', expect: { count: 2, keys: { contains: 'a/1' } } }, { ListObjectsV2: keys('a/1', 'a/2') }, undefined],
  [{ put: 'a', body: { a: 1 }, headers: { 'x-amz-meta-by': 'me' } }, { PutObject: { ETag: '"x"' } }, undefined],
  [{ delete: 'a' }, { DeleteObject: {} }, undefined],
  [get(ok), gone, 'expected object config.json, there is none'],
  [get({ absent: true }), object('x'), 'expected no object config.json, there is one'],
  [
    get({ headers: { expires: 'x', 'cache-control': 'immutable' } }),
    object('x'),
    'header expires: expected it, got none; header cache-control: expected "immutable", got "no-cache"',
  ],
  [get({ json: { a: 2 } }), object('{"a":1}'), 'json.a: expected 2, got the number 1'],
  [get({ text: 'x' }), object(Uint8Array.of(0xff, 0xfe)), 'body: expected UTF-8, got bytes that are none'],
  [get({ text: 'x' }), object(Buffer.alloc(6 * 1024 * 1024)), 'object config.json is larger than 5 MiB'],
  [
    get({ text: 'x' }),
    object(gzipSync(Buffer.alloc(50_000_000)), { ContentEncoding: 'gzip' }),
    'object config.json is larger than 5 MiB',
  ],
  [get({ text: 'x' }), object('x', { ContentEncoding: 'gzip' }), 'object config.json says that it is gzip, and is not'],
  // A missing bucket is no missing object.
  [
    get({ absent: true }),
    { GetObject: serviceError('NoSuchBucket', 'no', 404) },
    'bucket votes-site does not exist; the project has Site (votes-site)',
  ],
  [
    get({ absent: true }),
    { GetObject: serviceError('AccessDenied', 'Access Denied', 403) },
    /Access Denied; it takes s3:GetObject, and s3:ListBucket to tell a missing object/,
  ],
  [{ list: 'a/', expect: { count: 2 } }, { ListObjectsV2: keys('a/1') }, 'expected 2 objects, got 1'],
] as const)('asks %j', async (settings, answers, message) => {
  const more = { ...fakeClient(answers), resources }
  const result = await runOne('s3', { bucket: 'Site', ...settings } as never, more)
  if (message === undefined) expect(result.message).toBeUndefined()
  else expect(result.message).toMatch(message)
})

test('lists all pages', async () => {
  const pages = [{ ...keys('a'), NextContinuationToken: 'n' }, keys('b')]
  const { client, calls } = fakeClient({ ListObjectsV2: () => pages.shift() })
  const { message } = await runOne('s3', { bucket: 'Site', list: '', expect: { count: 2 } }, { client, resources })
  expect([message, calls.map(({ input }) => input['ContinuationToken'])]).toEqual([undefined, [undefined, 'n']])
})

test('writes what it says, with its headers', async () => {
  const { client, calls } = fakeClient({ PutObject: {} })
  const written = { 'Cache-Control': 'no-cache', 'x-amz-meta-By': 'me' }
  await runOne('s3', { bucket: 'Site', put: 'a.json', body: { a: 1 }, headers: written }, { client, resources })
  expect(calls[0]?.input).toMatchObject({
    Bucket: 'votes-site',
    Key: 'a.json',
    Body: '{"a":1}',
    ContentType: 'application/json',
    CacheControl: 'no-cache',
    Metadata: { by: 'me' },
  })
})

/** A real client of a server on loopback. */
async function clientAt(listener: RequestListener): Promise<StepWorld['client']> {
  const endpoint = await serve(listener)
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' }
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true, maxAttempts: 1 })
  return clientOf(client)
}

test('tells of an object that breaks off, and may try again', async () => {
  const client = await clientAt((_, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('begun')
    setTimeout(() => response.destroy(), 20)
  })
  const settings = { bucket: 'Site', get: 'a', expect: { text: 'x' } }
  const result = await runOne('s3', settings, { client, resources }, { retry: { attempts: 2, every: '1ms' } })
  expect(result).toMatchObject({
    outcome: 'failed',
    attempts: 2,
    message: expect.stringContaining('object a broke off'),
  })
})

test('ends in time where an object comes drop by drop, and leaves the connection', async () => {
  let isClosed = false
  const client = await clientAt((request, response) => {
    request.socket.once('close', () => {
      isClosed = true
    })
    response.writeHead(200, { 'content-length': '1000' }).write('begun')
  })
  const settings = { bucket: 'Site', get: 'a', expect: { text: 'x' } }
  const result = await runOne('s3', settings, { client, resources }, { timeout: '300ms' })
  expect(result.message).toBe('no complete answer within 300 ms')
  await vi.waitFor(() => expect(isClosed).toBe(true))
})

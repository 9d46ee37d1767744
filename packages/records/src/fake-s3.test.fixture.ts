import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { S3Client } from '@aws-sdk/client-s3'

/** What a test may make of a request: an answer lost after the effect, or cut in its middle, a connection lost before it, or a status. */
type Fault = 'answer lost' | 'answer cut' | 'request lost' | number

interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string | Readable
}

interface Stored {
  readonly body: Uint8Array
  readonly etag: string
  readonly modified: Date
  readonly headers: Readonly<Record<string, string>>
}

export interface FakeS3 {
  readonly client: S3Client
  readonly objects: Map<string, Stored>
  /** Method and key of every request, in order. */
  readonly requests: string[]
  /** What becomes of the next requests, one each. */
  readonly faults: (Fault | undefined)[]
  date: Date
  missing: boolean
  /** Largest page of a listing. */
  page: number
}

type Answer = readonly [status: number, body?: string | Uint8Array, headers?: Readonly<Record<string, string>>]

const refuse = (status: number, code: string): Answer => [status, `<Error><Code>${code}</Code></Error>`]

/** An S3 bucket named `bucket` of account 111111111111 behind a real client: conditions, checksums, listings, owner, Date. */
export function fakeS3(attempts: number = 1): FakeS3 {
  const handle = async (sent: HttpRequest) => {
    const request = sent.body instanceof Readable ? { ...sent, body: await buffer(sent.body) } : sent
    const { method, path } = request
    const key = decodeURIComponent(path.replace(/^\/bucket\/?/, ''))
    fake.requests.push(`${method} ${key === '' ? request.query['prefix'] : key}`)
    const fault = fake.faults.shift()
    if (fault === 'request lost') throw Object.assign(new Error('reset'), { code: 'ECONNRESET' })
    const [status, body = '', headers = {}]: Answer =
      typeof fault === 'number' ? [fault] : answer(fake, request, method, key)
    if (fault === 'answer lost') throw Object.assign(new Error('reset'), { code: 'ECONNRESET' })
    const stream = Readable.from(
      fault === 'answer cut' ? cut(body) : method === 'HEAD' || body.length === 0 ? [] : [Buffer.from(body)],
    )
    return { response: { statusCode: status, headers: { date: fake.date.toUTCString(), ...headers }, body: stream } }
  }
  const fake: FakeS3 = {
    client: new S3Client({
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
      maxAttempts: attempts,
      requestHandler: { handle, httpHandlerConfigs: () => ({}), updateHttpClientConfig: () => undefined },
    }),
    objects: new Map(),
    requests: [],
    faults: [],
    date: new Date('2026-11-21T16:00:00Z'),
    missing: false,
    page: 1000,
  }
  return fake
}

async function* cut(body: string | Uint8Array): AsyncGenerator<Buffer> {
  yield Buffer.from(body).subarray(0, body.length / 2)
  throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
}

function answer(fake: FakeS3, request: HttpRequest, method: string, key: string): Answer {
  const { headers } = request
  if (fake.missing) return refuse(404, 'NoSuchBucket')
  if (headers['x-amz-expected-bucket-owner'] !== '111111111111') return refuse(403, 'AccessDenied')
  if (key === '') return list(fake, request.query)
  const found = fake.objects.get(key)
  const match = headers['if-match']
  if (match !== undefined && found === undefined) return refuse(404, 'NoSuchKey')
  if (match !== undefined && found?.etag !== match) return refuse(412, 'PreconditionFailed')
  if (headers['if-none-match'] === '*' && found !== undefined) return refuse(412, 'PreconditionFailed')
  if (method === 'DELETE') {
    fake.objects.delete(key)
    return [204]
  }
  if (method === 'PUT') {
    const body = Buffer.from((request.body ?? '') as Uint8Array)
    if (headers['x-amz-checksum-sha256'] !== createHash('sha256').update(body).digest('base64')) {
      return refuse(400, 'BadDigest')
    }
    const etag = `"${createHash('md5').update(body).digest('hex')}"`
    const kept = Object.entries(headers).filter(([name]) => /^(x-amz-meta-|content-type)/.test(name))
    fake.objects.set(key, { body, etag, modified: fake.date, headers: Object.fromEntries(kept) })
    return [200, '', { etag }]
  }
  if (found === undefined) return refuse(404, 'NoSuchKey')
  const { etag, modified, body } = found
  return [200, body, { ...found.headers, etag, 'last-modified': modified.toUTCString() }]
}

function list(fake: FakeS3, query: HttpRequest['query']): Answer {
  const { prefix = '', delimiter } = query
  const after = query['continuation-token'] ?? query['start-after'] ?? ''
  const keys = [...fake.objects.keys()].filter((key) => key.startsWith(prefix)).sort()
  const group = (key: string): string => {
    const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length)
    return end < 0 ? key : key.slice(0, end + 1)
  }
  const all = [...new Set(keys.filter((key) => key > after).map(group))].filter((entry) => entry > after)
  const page = all.slice(0, Math.min(fake.page, Number(query['max-keys'] ?? 1000)))
  const more = page.length < all.length
  const entries = page.map((entry) =>
    delimiter !== undefined && entry.endsWith(delimiter)
      ? `<CommonPrefixes><Prefix>${entry}</Prefix></CommonPrefixes>`
      : `<Contents><Key>${entry}</Key></Contents>`,
  )
  // Everything of a group sorts before its successor's name with the delimiter raised by one.
  const token = more ? `<NextContinuationToken>${page.at(-1)?.replace(/\/$/, '0')}</NextContinuationToken>` : ''
  return [200, `<ListBucketResult><IsTruncated>${more}</IsTruncated>${token}${entries.join('')}</ListBucketResult>`]
}

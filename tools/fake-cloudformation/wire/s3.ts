/** Buckets in memory: enough of S3 for records, blobs and templates, conditions and listings included. */
import { createHash } from 'node:crypto'
import { escapeXml } from './xml.ts'

/** A request to S3, addressed by path. */
export interface S3Request {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

export interface Reply {
  readonly status: number
  readonly body?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

interface Stored {
  readonly body: Buffer
  readonly etag: string
  readonly modified: Date
  readonly headers: Readonly<Record<string, string>>
}

/** Buckets by name, objects by key. */
export type Buckets = Map<string, Map<string, Stored>>

/** Answers a request; a bucket that a stack has made exists before anything lies in it. */
export function answerS3(buckets: Buckets, request: S3Request, exists: (bucket: string) => boolean): Reply {
  const { method, path } = request
  const [, bucket = '', encoded = ''] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? []
  const key = decodeURIComponent(encoded)
  if (bucket === '') return xml(200, '<ListAllMyBucketsResult/>')
  const objects = exists(bucket) ? made(buckets, bucket) : buckets.get(bucket)
  if (key === '') return answerBucket(buckets, bucket, request)
  if (objects === undefined) return refuse(404, 'NoSuchBucket', method)
  if (method === 'PUT') return put(objects, key, request)
  const found = objects.get(key)
  if (method === 'DELETE') {
    const refusal = conditional(found, request)
    if (refusal !== undefined) return refusal
    objects.delete(key)
    return { status: 204 }
  }
  if (found === undefined) return refuse(404, 'NoSuchKey', method)
  const { etag, modified, body, headers } = found
  const told = { ...headers, etag, 'last-modified': modified.toUTCString(), 'accept-ranges': 'bytes' }
  if (method === 'HEAD') return { status: 200, headers: { ...told, 'content-length': String(body.byteLength) } }
  return { status: 200, body, headers: told }
}

/** An object's text, by its address in path or host style. */
export function textAt(buckets: Buckets, url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined) return undefined
  const host = /^(.+)\.s3[.-][^/]*amazonaws\.com$/.exec(parsed.hostname)?.[1]
  const path = decodeURIComponent(parsed.pathname).slice(1)
  const [bucket = '', ...rest] = host === undefined ? path.split('/') : [host, path]
  return buckets.get(bucket)?.get(rest.join('/'))?.body.toString()
}

function made(buckets: Buckets, bucket: string): Map<string, Stored> {
  const objects = buckets.get(bucket) ?? new Map<string, Stored>()
  buckets.set(bucket, objects)
  return objects
}

function put(objects: Map<string, Stored>, key: string, { headers, body }: S3Request): Reply {
  const refusal = conditional(objects.get(key), { headers, method: 'PUT' })
  if (refusal !== undefined) return refusal
  const etag = `"${createHash('md5').update(body).digest('hex')}"`
  const kept = Object.entries(headers).filter(([name]) => /^(x-amz-meta-|content-type$|cache-control$)/.test(name))
  const told = Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  objects.set(key, { body, etag, modified: new Date(), headers: told })
  return { status: 200, headers: { etag } }
}

function conditional(
  found: Stored | undefined,
  { headers, method }: Pick<S3Request, 'headers' | 'method'>,
): Reply | undefined {
  const match = headers['if-match']
  if (match !== undefined && found === undefined) return refuse(404, 'NoSuchKey', method)
  if (match !== undefined && match !== '*' && found?.etag !== match) return refuse(412, 'PreconditionFailed', method)
  if (headers['if-none-match'] === '*' && found !== undefined) return refuse(412, 'PreconditionFailed', method)
  return undefined
}

function answerBucket(buckets: Buckets, bucket: string, { method, query }: S3Request): Reply {
  if (method === 'PUT') {
    made(buckets, bucket)
    return { status: 200, headers: { location: `/${bucket}` } }
  }
  const objects = buckets.get(bucket)
  if (objects === undefined) return refuse(404, method === 'HEAD' ? 'NotFound' : 'NoSuchBucket', method)
  if (method === 'DELETE') {
    buckets.delete(bucket)
    return { status: 204 }
  }
  if (method === 'HEAD') return { status: 200, headers: { 'x-amz-bucket-region': 'us-east-1' } }
  if (query.has('versioning'))
    return xml(200, '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>')
  if (query.has('location')) return xml(200, '<LocationConstraint/>')
  if (query.has('versions')) return xml(200, listVersions(objects, query))
  return xml(200, list(objects, query))
}

function listVersions(objects: ReadonlyMap<string, Stored>, query: URLSearchParams): string {
  const most = Number(query.get('max-keys') ?? 1000)
  const keys = [...objects.keys()].sort().slice(0, most)
  const entries = keys.map(
    (key) => `<Version><Key>${escapeXml(key)}</Key><VersionId>null</VersionId><IsLatest>true</IsLatest></Version>`,
  )
  return `<ListVersionsResult><IsTruncated>false</IsTruncated>${entries.join('')}</ListVersionsResult>`
}

function list(objects: ReadonlyMap<string, Stored>, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter')
  const token = query.get('continuation-token')
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64').toString()
  const most = Number(query.get('max-keys') ?? 1000)
  const groupOf = (key: string): string => {
    const end = delimiter === null || delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    return end < 0 ? key : key.slice(0, end + 1)
  }
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort()
  // A group that a page ended with comes no second time.
  const all = [...new Set(keys.map(groupOf))].filter((entry) => entry > after)
  const page = all.slice(0, most)
  const entries = page.map((entry) => {
    const stored = objects.get(entry)
    if (stored === undefined) return `<CommonPrefixes><Prefix>${escapeXml(entry)}</Prefix></CommonPrefixes>`
    const { etag, modified, body } = stored
    return `<Contents><Key>${escapeXml(entry)}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>${escapeXml(etag)}</ETag><Size>${body.byteLength}</Size></Contents>`
  })
  const more = page.length < all.length
  const next = more
    ? `<NextContinuationToken>${Buffer.from(page.at(-1) ?? '').toString('base64')}</NextContinuationToken>`
    : ''
  return `<ListBucketResult><IsTruncated>${more}</IsTruncated><KeyCount>${page.length}</KeyCount>${next}${entries.join('')}</ListBucketResult>`
}

function refuse(status: number, code: string, method: string): Reply {
  if (method === 'HEAD') return { status }
  return xml(status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`)
}

function xml(status: number, body: string): Reply {
  return {
    status,
    body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
    headers: { 'content-type': 'application/xml' },
  }
}

/** The operations of S3: what is meant (service, bucket, object) decides as much as method and sub-resource do. */
import { type Binding, best, bindingsOf, hasQuery } from './rest.ts'

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>
type Level = 'service' | 'bucket' | 'object'

/** Where only a header or a parameter of the call tells operations on an object apart. First match wins. */
const special: readonly (readonly [method: string, query: string, copy: boolean, operation: string])[] = [
  ['PUT', 'partNumber', true, 'UploadPartCopy'],
  ['PUT', 'partNumber', false, 'UploadPart'],
  ['GET', 'uploadId', false, 'ListParts'],
  ['POST', 'uploadId', false, 'CompleteMultipartUpload'],
  ['DELETE', 'uploadId', false, 'AbortMultipartUpload'],
]
const plain: Readonly<Record<string, string>> = {
  'service GET': 'ListBuckets',
  'bucket PUT': 'CreateBucket',
  'bucket GET': 'ListObjects',
  'bucket HEAD': 'HeadBucket',
  'bucket DELETE': 'DeleteBucket',
  'bucket POST': 'PostObject',
  'object PUT': 'PutObject',
  'object GET': 'GetObject',
  'object HEAD': 'HeadObject',
  'object DELETE': 'DeleteObject',
}

/** Parameters that belong to an operation and do not name one. */
const details =
  /^(prefix|delimiter|marker|max-.*|encoding-type|.*-marker|.*-token|start-after|fetch-owner|versionId|partNumber|response-.*|X-Amz-.*|x-id|bucket-region)$/i

/** The S3 operation of a request in path style or with the bucket in the host name; method, level and query where unknown. */
export function nameS3(method: string, path: string, query: URLSearchParams, headers: Headers): string {
  const told = query.get('x-id')
  if (told !== null && /^[A-Za-z]+$/.test(told)) return told
  const level = levelOf(path, String(headers['host'] ?? ''))
  const copy = headers['x-amz-copy-source'] !== undefined
  if (level === 'object') {
    const found = special.find(([m, name, withCopy]) => m === method && query.has(name) && withCopy === copy)
    if (found !== undefined) return found[3]
    if (method === 'PUT' && copy) return 'CopyObject'
  }
  const resource = best(
    bindingsOf('s3').filter(
      (each) =>
        each.method === method &&
        each.query.length > 0 &&
        each.parts.length === (level === 'object' ? 1 : 0) &&
        hasQuery(each, query) &&
        oneOrAll(each, query),
    ),
  )
  if (resource !== undefined && level !== 'service') return resource.operation
  const unknown = [...query.keys()].filter((name) => !details.test(name))
  return (
    (unknown.length === 0 ? plain[`${level} ${method}`] : undefined) ??
    `${method} ${level}${unknown.map((name) => `?${name}`).join('')}`
  )
}

/** Four sub-resources of a bucket are read one by one with an id, and listed without. */
function oneOrAll({ operation }: Binding, query: URLSearchParams): boolean {
  return (
    !/^(Get|List)Bucket(Analytics|IntelligentTiering|Inventory|Metrics)Conf/.test(operation) ||
    operation.startsWith('Get') === query.has('id')
  )
}

function levelOf(path: string, host: string): Level {
  const parts = path.split('/').slice(1)
  const inHost = /^[^.]+(\.[^.]+)*\.s3[.-]/.test(host)
  const key = inHost ? parts.join('/') : parts.slice(1).join('/')
  if (key !== '') return 'object'
  return inHost || parts[0] !== '' ? 'bucket' : 'service'
}

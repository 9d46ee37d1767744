/** Names what a request asks for, from the outside alone: no tool needs to tell the proxy anything. */
import { isReading, matchRest } from './rest.ts'
import { nameS3 } from './s3.ts'

/** A request as far as its name depends on it. Header names in lower case; the body only where it is a form. */
export interface Asked {
  readonly method: string
  /** Path and query, as sent. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly form?: string
}

/** The operation of an API, and whether it may change something. */
export interface Operation {
  /** The name that signs requests, such as `s3` or `execute-api`; `unsigned` where nothing is signed. */
  readonly service: string
  /** Such as `PutObject`; method and path where the API is not known. */
  readonly operation: string
  /** A name of an unknown kind counts as changing. */
  readonly mutating: boolean
}

/**
 * Takes the service from the signature, and the operation from the first that tells it: the target header, the RPC path,
 * `Action` in query or form, the shapes of S3 and of the REST APIs.
 */
export function nameOperation(asked: Asked): Operation {
  const { pathname, searchParams } = new URL(asked.url.startsWith('/') ? `http://proxy${asked.url}` : 'http://proxy/')
  const service = signedService(asked, searchParams)
  const named = namedOperation(asked, pathname, searchParams)
  if (named !== undefined) return { service, operation: named, mutating: !isReading(named) }
  const found =
    service === 's3'
      ? nameS3(asked.method, pathname, searchParams, asked.headers)
      : matchRest(service, asked.method, pathname, searchParams)
  if (found !== undefined) return { service, operation: found, mutating: !isReading(found) }
  const operation = `${asked.method} ${collapseIds(pathname)}`
  return { service, operation, mutating: !/^(GET|HEAD|OPTIONS)$/.test(asked.method) }
}

function signedService({ headers }: Asked, query: URLSearchParams): string {
  const scope =
    query.get('X-Amz-Credential') ?? /Credential=([^,\s]+)/.exec(String(headers['authorization'] ?? ''))?.[1]
  return scope?.split('/').at(-2) ?? 'unsigned'
}

function namedOperation({ headers, form }: Asked, path: string, query: URLSearchParams): string | undefined {
  const target = headers['x-amz-target']
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1)
  const rpc = /^\/service\/[^/]+\/operation\/([^/]+)$/.exec(path)?.[1]
  return (
    rpc ??
    query.get('Action') ??
    (form === undefined ? undefined : new URLSearchParams(form).get('Action')) ??
    undefined
  )
}

/** Long or numbered parts of a path stand for one thing of many; their number must not become a number of operations. */
function collapseIds(path: string): string {
  return path
    .split('/')
    .map((part) => (part.length > 24 || /\d{4}|^\d+$|%|:/.test(part) ? '{}' : part))
    .join('/')
}

import { randomUUID } from 'node:crypto'
import type { HttpHeaders } from './request.ts'

/** A request as it would go over HTTP, and what an API would add. */
export interface ApiRequest {
  /** Upper case. */
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly headers?: HttpHeaders
  readonly body?: string | Uint8Array
  /** The API's route that leads to the function, such as `GET /reports/{id}` or `ANY /{proxy+}`. Default: `$default`. */
  readonly route?: string
  /** Default: twelve zeros. */
  readonly account?: string
  /** Default: now. */
  readonly time?: Date
  /** Default: a random one. */
  readonly requestId?: string
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * The event that an HTTP API would send to a function for a request: payload format 2.0, stage `$default`. Path
 * parameters are in it where a route is given; an authorizer's claims are not, since only the API knows them. The local cloud's
 * path prefix of an API or function URL is taken off, so that the function sees the path it would see on AWS. Source: API
 * Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs".
 */
export function toApiEvent(request: ApiRequest): Record<string, unknown> {
  const { account = '000000000000', time = new Date(), requestId = randomUUID(), body } = request
  const url = new URL(request.url)
  const { apiId, path, encoded } = locate(url)
  const { cookie, ...headers } = headersOf(request, url)
  const query = queryOf(url)
  const isText = isTextType(headers['content-type'])
  const { route = '$default' } = request
  const parameters = pathParameters(route, encoded)
  return {
    version: '2.0',
    routeKey: route,
    rawPath: path,
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    ...(parameters === undefined ? {} : { pathParameters: parameters }),
    requestContext: {
      accountId: account,
      apiId,
      domainName: url.hostname,
      domainPrefix: url.hostname.split('.')[0],
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: route,
      stage: '$default',
      time: formatTime(time),
      timeEpoch: time.getTime(),
    },
    ...(body === undefined ? {} : { body: Buffer.from(body).toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body !== undefined && !isText,
  }
}

function locate(url: URL): { readonly apiId: string; readonly path: string; readonly encoded: string } {
  const local = /^\/_aws\/(?:execute-api|lambda-url)\/([^/]+)(?:\/\$default)?(?=\/|$)/.exec(url.pathname)
  const rest = local === null ? url.pathname : url.pathname.slice(local[0].length)
  const encoded = rest === '' ? '/' : rest
  return { apiId: local?.[1] ?? url.hostname.split('.')[0] ?? '', path: decodePath(encoded), encoded }
}

/** The values of a route's `{name}` and `{name+}`; undefined where it has none, or the path is none of its. */
function pathParameters(route: string, path: string): Readonly<Record<string, string>> | undefined {
  const [, template] = /^\S+ (\/.*)$/.exec(route) ?? []
  const parts = template?.split(/\{([\w.-]+\+?)\}/) ?? []
  if (parts.length < 3) return undefined
  const names = parts.filter((_, index) => index % 2 === 1)
  const pattern = parts.map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return part.endsWith('+') ? '(.+)' : '([^/]+)'
  })
  // A stage may stand before the route.
  const found = new RegExp(`^(?:/[^/]+)??${pattern.join('')}$`).exec(path)
  if (found === null) return undefined
  return Object.fromEntries(names.map((name, index) => [name.replace('+', ''), decodePath(found[index + 1] ?? '')]))
}

/** HTTP APIs hand on the path decoded. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function headersOf(request: ApiRequest, url: URL): Record<string, string> {
  const own = Object.entries(request.headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), typeof value === 'string' ? value : value.join(',')] as const,
  )
  const length = request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }
  return {
    accept: '*/*',
    ...length,
    host: url.host,
    'user-agent': 'project-smoke-test',
    'x-amzn-trace-id': `Root=1-${'0'.repeat(8)}-${'0'.repeat(24)}`,
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-port': url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port,
    'x-forwarded-proto': url.protocol.slice(0, -1),
    ...Object.fromEntries(own),
  }
}

/** Values decoded; several of one name joined by comma. */
function queryOf(url: URL): Record<string, string> | undefined {
  const names = [...new Set(url.searchParams.keys())]
  if (names.length === 0) return undefined
  return Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name).join(',')]))
}

/** HTTP APIs hand on anything but these types in base64, form fields included. */
function isTextType(type: string | undefined): boolean {
  return type === undefined || /^(text\/|application\/(json|javascript|xml)|[^;]*\+(json|xml))/i.test(type)
}

function formatTime(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${two(time.getUTCDate())}/${months[time.getUTCMonth()]}/${time.getUTCFullYear()}`
  return `${day}:${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} +0000`
}

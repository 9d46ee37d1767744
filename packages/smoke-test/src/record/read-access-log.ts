import { isMap } from '../values.ts'
import { countLeftOut, mediaType, type RecordedRequest, type Recording, type Refuse, webAddress } from './recorded.ts'

/** What a line of a log says; a host that it does not name is that of `--base`. */
interface LogLine {
  readonly method: string
  /** Path and query, or the whole address. */
  readonly target: string
  readonly host?: string | undefined
  readonly status: number
  readonly type?: string | undefined
}

/**
 * Reads access logs line by line: CloudFront's standard logs, S3 server access logs, load balancers, API Gateway in JSON, and
 * the common log format. Sources: Amazon CloudFront, Amazon S3 and Elastic Load Balancing guides ("access logs"), API Gateway
 * guide ("CloudWatch logging").
 */
export function readAccessLog(text: string, base: URL | undefined, refuse: Refuse): Recording {
  const left = countLeftOut()
  const requests: RecordedRequest[] = []
  let fields: readonly string[] = []
  let isKnown = false
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.startsWith('#Fields:')) fields = line.slice('#Fields:'.length).trim().split(/\s+/)
    if (line.trim() === '' || line.startsWith('#')) continue
    const read = readLine(line, fields)
    if (read === undefined) {
      if (!isKnown) refuse('this line is of no access log that is known here', { line: index + 1 }, knownLogs)
      left.add('lines that could not be read')
      continue
    }
    isKnown = true
    const reason = reasonToLeave(read)
    if (reason !== undefined) {
      left.add(reason)
      continue
    }
    const url = addressOf(read, base)
    if (url === undefined) {
      return refuse(`${read.target} names no host`, { line: index + 1 }, 'say where it was sent to: --base https://…')
    }
    const type = mediaType(read.type)
    const answer = { status: read.status, ...(type === undefined ? {} : { type }) }
    requests.push({ method: read.method, url, headers: {}, answer })
  }
  return { requests, leftOut: left.list() }
}

const knownLogs =
  'a HAR file, a curl command, or the logs of CloudFront, S3, a load balancer, or API Gateway (JSON or common log format)'

function reasonToLeave({ method, status }: LogLine): string | undefined {
  if (method === 'OPTIONS') return 'that only asked for permission (OPTIONS)'
  if (!(status >= 100)) return 'without an answer'
  return status >= 400 ? 'that ended in an error' : undefined
}

function addressOf({ target, host }: LogLine, base: URL | undefined): URL | undefined {
  const whole = webAddress(target)
  const path = whole === undefined ? target : `${whole.pathname}${whole.search}`
  const prefix = base?.pathname.replace(/\/$/, '') ?? ''
  if (base !== undefined) return webAddress(`${base.origin}${prefix}${path.startsWith('/') ? path : `/${path}`}`)
  if (whole !== undefined) return whole
  return host === undefined ? undefined : webAddress(`https://${host}${path}`)
}

function readLine(line: string, fields: readonly string[]): LogLine | undefined {
  if (line.trimStart().startsWith('{')) return readJson(line)
  if (fields.length > 0 && line.includes('\t')) return readCloudFront(line.split('\t'), fields)
  return readQuoted(line)
}

function readCloudFront(values: readonly string[], fields: readonly string[]): LogLine | undefined {
  const of = (name: string): string | undefined => {
    const value = values[fields.indexOf(name)]
    return value === undefined || value === '-' ? undefined : value
  }
  const [method, path] = [of('cs-method'), of('cs-uri-stem')]
  if (method === undefined || path === undefined) return undefined
  const query = of('cs-uri-query')
  // CloudFront writes a percent sign of the request as %25.
  const target = `${path}${query === undefined ? '' : `?${query}`}`.replaceAll('%25', '%')
  const host = of('x-host-header') ?? of('cs(Host)')
  return { method, target, host, status: Number(of('sc-status')), type: of('sc-content-type') }
}

/** Fields of API Gateway's JSON logs under the names that its guide uses. */
function readJson(line: string): LogLine | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!isMap(value)) return undefined
  const text = (...names: readonly string[]): string | undefined => {
    const found = names.map((name) => value[name]).find((one) => one !== undefined && one !== '' && one !== '-')
    return found === undefined ? undefined : String(found)
  }
  const [routeMethod, routePath] = (text('routeKey') ?? '').split(' ')
  const method = text('httpMethod', 'method', 'requestMethod') ?? routeMethod
  const path = text('path', 'requestPath', 'uri') ?? routePath
  const isRoute = path === undefined || !path.startsWith('/') || path.includes('{')
  if (method === undefined || !/^[A-Z]+$/.test(method) || isRoute) return undefined
  const host = text('domainName', 'host')
  return { method, target: path, host, status: Number(text('status', 'statusCode')) }
}

/** A line with the request in quotes: common log format, S3, load balancers. */
function readQuoted(line: string): LogLine | undefined {
  const found = /"([A-Z]+) (\S+) HTTP\/[\d.]+"(?: (\d{3}))?/.exec(line)
  if (found === null) return undefined
  const [, method = '', written = '', after] = found
  const balanced = /^(?:https?|h2|grpcs|wss?) \S+ \S+ \S+ \S+ \S+ \S+ \S+ (\d{3}) /.exec(line)
  const isS3 = / (?:REST|WEBSITE)\.[A-Z]+\.[A-Z]+ /.test(line)
  const hosts = isS3 ? line.split(' ').filter((word) => /^[\w.-]+\.amazonaws\.com(\.cn)?$/.test(word)) : []
  const status = Number(balanced?.[1] ?? after)
  return { method, target: written.replace(/^(https:\/\/[^/:]+):443\//, '$1/'), host: hosts.at(-1), status }
}

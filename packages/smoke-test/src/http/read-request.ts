import { readMap } from '../read-fields.ts'
import type { Report } from '../report.ts'
import { unresolved } from '../step-kind.ts'
import { isMap, show } from '../values.ts'
import type { HttpHeaders, HttpRequest } from './request.ts'

/** The settings that name the address, one of them in each step. */
export const methods = ['get', 'head', 'options', 'post', 'put', 'patch', 'delete'] as const

type Settings = Readonly<Record<string, unknown>>

/** Reads what of an http step is sent; tells every problem. */
export function readRequest(settings: Settings, report: Report): HttpRequest | undefined {
  const named = methods.filter((method) => settings[method] !== undefined)
  const [method] = named
  if (method === undefined || named.length > 1) {
    report.tell(
      'SMOKE_SETTING_INVALID',
      `needs one of ${methods.join(', ')}`,
      'such as: http: { get: "https://…", expect: { status: 200 } }',
    )
    return undefined
  }
  const url = readUrl(settings[method], report.at(method))
  const query = settings['query'] === undefined ? [] : readPairs(settings['query'], report.at('query'))
  const headers = readHeaders(settings['headers'], report.at('headers'))
  const content = readContent(settings, method, report)
  if (url === undefined || headers === undefined || content === undefined || query === undefined) return undefined
  const { type, body } = content
  return {
    method: method.toUpperCase(),
    url: withQuery(url, query),
    headers: type === undefined ? headers : { 'content-type': type, ...headers },
    ...(body === undefined ? {} : { body }),
  }
}

function readUrl(value: unknown, report: Report): string | undefined {
  const url = typeof value === 'string' ? URL.parse(value) : null
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') {
    if (url.hash !== '') url.hash = ''
    return url.href
  }
  if (url !== null && url.username !== '') {
    // Not shown: there may be a password in it.
    report.tell('SMOKE_URL_INVALID', 'an address says not who sends', 'auth: { basic: { user: …, password: … } }')
  } else {
    report.tell('SMOKE_URL_INVALID', `${show(value)} is no complete web address`, 'such as https://example.com/health')
  }
  return undefined
}

type Pairs = readonly (readonly [string, string])[]

/** Names and values as they are written; a list stands for several values of one name. */
function readPairs(value: unknown, report: Report): Pairs | undefined {
  if (value === unresolved) return []
  const map = readMap(value, report)
  if (map === undefined) return undefined
  const pairs: (readonly [string, string])[] = []
  for (const [name, one] of Object.entries(map)) {
    for (const single of Array.isArray(one) ? one : [one]) {
      if (!isScalar(single)) {
        report.at(name).tell('SMOKE_SETTING_INVALID', `${show(single)} is no text, number, true or false`)
        return undefined
      }
      pairs.push([name, String(single)])
    }
  }
  return pairs
}

function withQuery(url: string, query: Pairs): string {
  if (query.length === 0) return url
  const whole = new URL(url)
  for (const [name, value] of query) whole.searchParams.append(name, value)
  return whole.href
}

interface Content {
  readonly type?: string
  readonly body?: string | Uint8Array
}

/** What is sent as the body: `body`, `form` or `base64`. */
function readContent(settings: Settings, method: string, report: Report): Content | undefined {
  const given = (['body', 'form', 'base64'] as const).filter((name) => settings[name] !== undefined)
  const [name, other] = given
  if (name === undefined) return {}
  if (other !== undefined) {
    report.at(other).tell('SMOKE_SETTING_INVALID', `has ${name} and ${other}, and can send one of them`)
    return undefined
  }
  if (method === 'get' || method === 'head') {
    report.at(name).tell('SMOKE_SETTING_INVALID', `${method} sends no body`, `remove ${name}, or write post instead`)
    return undefined
  }
  const value = settings[name]
  if (name === 'form') {
    const pairs = readPairs(value, report.at('form'))
    if (pairs === undefined) return undefined
    const form = new URLSearchParams(pairs.map(([key, one]): [string, string] => [key, one]))
    return { type: 'application/x-www-form-urlencoded', body: form.toString() }
  }
  if (name === 'base64') {
    const isBase64 = typeof value === 'string' && /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value)
    if (isBase64) return { type: 'application/octet-stream', body: Buffer.from(value, 'base64') }
    if (value === unresolved) return {}
    report.at('base64').tell('SMOKE_SETTING_INVALID', `${show(value)} is no base64`)
    return undefined
  }
  if (typeof value === 'string') return { type: 'text/plain; charset=utf-8', body: value }
  return { type: 'application/json', body: JSON.stringify(value) }
}

function readHeaders(value: unknown, report: Report): HttpHeaders | undefined {
  if (value === undefined) return {}
  if (!isMap(value)) {
    report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no map of headers`)
    return undefined
  }
  const headers: Record<string, string | readonly string[]> = {}
  for (const [name, one] of Object.entries(value)) {
    const key = name.toLowerCase()
    if (key === 'content-length' || key === 'transfer-encoding') {
      report.at(name).tell('SMOKE_SETTING_INVALID', `the step itself sends ${name}, by its body`)
      return undefined
    }
    const values = Array.isArray(one) ? one : [one]
    try {
      if (values.length === 0 || !values.every(isScalar)) throw new TypeError('no text')
      for (const single of values) new Headers([[name, String(single)]])
      headers[key] = values.length === 1 ? String(values[0]) : values.map(String)
    } catch {
      report
        .at(name)
        .tell(
          'SMOKE_SETTING_INVALID',
          `header ${show(name)} cannot be sent with this value`,
          'such as accept: application/json',
        )
      return undefined
    }
  }
  return headers
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

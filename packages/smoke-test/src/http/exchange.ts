import { isUtf8 } from 'node:buffer'
import type { Exchange, ExchangeSide } from '../step-kind.ts'
import { cut } from '../values.ts'
import type { HttpAnswer, HttpHeaders, HttpRequest } from './request.ts'

const blot = '•••'
/** Names of headers and parameters whose values are nobody's business. */
const secretName = /authorization|cookie|token|secret|password|signature|credential|api-?_?key|x-amz-security/i
/** Characters of a body that reports show. */
const longest = 4000

/** The values of headers that are nobody's business, long enough to be told from ordinary text. */
export function secretsOf(headers: HttpHeaders): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => secretName.test(name))
    .flatMap(([, value]) => value)
    .map((value) => value.replace(/^(Bearer|Basic) /i, ''))
    .filter((value) => value.length >= shortest)
}

const shortest = 8

/** What was sent and what came, for reports: cut, and without what says who sent it. */
export function exchangeOf(request: HttpRequest, answer: HttpAnswer | undefined): Exchange {
  const title = `${request.method} ${maskQuery(request.url)}`
  const sent = sideOf(title, request.headers, request.body)
  return answer === undefined
    ? { request: sent }
    : { request: sent, response: sideOf(String(answer.status), answer.headers, answer.body) }
}

function sideOf(title: string, headers: HttpHeaders, body: string | Uint8Array | undefined): ExchangeSide {
  const shown = Object.entries(headers).map(([name, value]) => [
    name,
    secretName.test(name) ? blot : cut(typeof value === 'string' ? value : value.join(', '), 500),
  ])
  const text = body === undefined || body.length === 0 ? undefined : bodyText(body)
  return { title, headers: Object.fromEntries(shown), ...(text === undefined ? {} : { body: text }) }
}

function bodyText(body: string | Uint8Array): string {
  if (typeof body === 'string') return cut(body, longest)
  // A character may end where it is cut.
  const start = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, longest + 1))
  const isWhole = start.length === body.length
  if (isWhole ? !isUtf8(start) : start.toString().slice(0, -1).includes('\ufffd'))
    return `${body.length} bytes that are no text`
  return cut(start.toString(), longest)
}

function maskQuery(url: string): string {
  const [address = '', query] = url.split('?', 2)
  if (query === undefined) return address
  const pairs = query.split('&').map((pair) => {
    const [name = '', value] = pair.split('=', 2)
    return value !== undefined && secretName.test(name) ? `${name}=${blot}` : pair
  })
  return `${address}?${pairs.join('&')}`
}

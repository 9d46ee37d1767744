import { isMap } from '../values.ts'

/** A function's payload as an HTTP API would answer with it. */
export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Why the API would answer 500, where it would. */
  readonly note?: string
}

/**
 * Reads a function's payload as an HTTP API does (payload format 2.0): with `statusCode` it is the answer, without it is
 * the body of a 200 as JSON; what is neither becomes a 500. Source: API Gateway developer guide, as for `toApiEvent`.
 */
export function fromApiPayload(payload: string): ApiAnswer {
  let value: unknown
  try {
    value = JSON.parse(payload)
  } catch {
    return internalError('its answer is no JSON')
  }
  if (!isMap(value) || value['statusCode'] === undefined) {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return { status: 200, headers: { 'content-type': 'application/json' }, body: new TextEncoder().encode(text) }
  }
  const status = Number(value['statusCode'])
  if (!Number.isInteger(status) || status < 100 || status > 599) return internalError('its statusCode is no status')
  const { body = '' } = value
  if (body !== null && typeof body !== 'string') return internalError('its body is no text')
  const bytes = Buffer.from(body ?? '', value['isBase64Encoded'] === true ? 'base64' : 'utf8')
  return { status, headers: headersOf(value), body: bytes }
}

/** What an HTTP API answers for a function that failed. */
export function internalError(note: string): ApiAnswer {
  const body = new TextEncoder().encode('{"message":"Internal Server Error"}')
  return { status: 500, headers: { 'content-type': 'application/json' }, body, note }
}

function headersOf(value: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const { headers, cookies } = value
  const own = Object.entries(isMap(headers) ? headers : {}).map(([name, one]) => [name.toLowerCase(), String(one)])
  const set = Array.isArray(cookies) && cookies.length > 0 ? { 'set-cookie': cookies.join(', ') } : {}
  return { ...Object.fromEntries(own), ...set }
}

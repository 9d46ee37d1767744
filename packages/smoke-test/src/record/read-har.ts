import { isMap } from '../values.ts'
import {
  countLeftOut,
  mediaType,
  type RecordedAnswer,
  type RecordedRequest,
  type Recording,
  type Refuse,
  webAddress,
} from './recorded.ts'

/**
 * Reads an HTTP archive (HAR 1.2) as browsers save it: requests that were answered, without preflights. Source: HAR 1.2
 * specification.
 */
export function readHar(value: unknown, refuse: Refuse): Recording {
  const log = isMap(value) ? value['log'] : undefined
  if (!isMap(log)) return refuse('it has no log', { path: ['log'] })
  const { entries } = log
  if (!Array.isArray(entries)) return refuse('it has no list of entries', { path: ['log', 'entries'] })
  const left = countLeftOut()
  const requests = entries.flatMap((entry, index): readonly RecordedRequest[] => {
    const read = readEntry(entry, ['log', 'entries', index], refuse)
    if (typeof read !== 'string') return [read]
    left.add(read)
    return []
  })
  return { requests, leftOut: left.list() }
}

/** A request, or why it is left out. */
function readEntry(entry: unknown, path: readonly (string | number)[], refuse: Refuse): RecordedRequest | string {
  const { request, response } = isMap(entry) ? entry : {}
  if (!isMap(request)) return refuse('an entry has no request', { path: [...path, 'request'] })
  const { method, url, headers, postData } = request
  if (typeof method !== 'string') refuse('a request has no method', { path: [...path, 'request', 'method'] })
  if (typeof url !== 'string') refuse('a request has no address', { path: [...path, 'request', 'url'] })
  const address = webAddress(String(url))
  if (address === undefined) return 'that went to no web address'
  if (String(method).toUpperCase() === 'OPTIONS') return 'that only asked for permission (OPTIONS)'
  if (!isMap(response) || typeof response['status'] !== 'number' || response['status'] < 100) return 'without an answer'
  if (response['status'] >= 500) return 'that ended in an error of the server'
  const text = isMap(postData) && typeof postData['text'] === 'string' ? postData['text'] : undefined
  return {
    method: String(method).toUpperCase(),
    url: address,
    headers: readHeaders(headers),
    ...(text === undefined || text === '' ? {} : { body: text }),
    answer: readAnswer(response, response['status']),
  }
}

function readAnswer(response: Readonly<Record<string, unknown>>, status: number): RecordedAnswer {
  const content = isMap(response['content']) ? response['content'] : {}
  const { text, encoding, mimeType } = content
  const type = mediaType(readHeaders(response['headers'])['content-type'] ?? String(mimeType ?? ''))
  const body =
    typeof text !== 'string' ? undefined : encoding === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text
  // A browser tells of what it has cached as if it had come; the server itself answered nothing.
  const isFromCache = status === 304
  return {
    status: isFromCache ? 200 : status,
    ...(type === undefined ? {} : { type }),
    ...(body === undefined || body === '' ? {} : { body }),
  }
}

function readHeaders(value: unknown): Readonly<Record<string, string>> {
  const list: readonly unknown[] = Array.isArray(value) ? value : []
  const entries = list.flatMap((one) => {
    const { name, value: text } = isMap(one) ? one : {}
    return typeof name === 'string' && typeof text === 'string' ? [[name.toLowerCase(), text] as const] : []
  })
  return Object.fromEntries(entries)
}

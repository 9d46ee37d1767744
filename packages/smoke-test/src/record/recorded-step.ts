import { isMap } from '../values.ts'
import type { RecordedRequest } from './recorded.ts'
import { isSecretName, literal, looksSecret, type SecretNames } from './secrets.ts'
import { shapeOf, type WrittenShape } from './shape-of.ts'

/** A step as it is written in a suite. */
export interface WrittenStep {
  readonly name: string
  readonly http: Readonly<Record<string, unknown>>
  readonly writes?: boolean
  readonly capture?: Readonly<Record<string, string>>
}

/** What stands in place of parts of an address. */
export interface Addresses {
  /** The beginning of an address in place of which a reference is written; undefined where it stays. */
  base(url: URL): { readonly reference: string; readonly length: number } | undefined
  /** What a part of a path is captured as by an earlier step; undefined where it stays. */
  captured(part: string): string | undefined
}

/** Headers that say nothing of what is asked: the client's own, and those that every client writes anew. */
const unsaid =
  /^(:.*|accept-encoding|accept-language|cache-control|connection|content-length|dnt|host|if-.*|origin|pragma|priority|proxy-.*|range|referer|save-data|sec-.*|te|traceparent|tracestate|upgrade.*|user-agent|x-amz-.*|x-amzn-.*|x-forwarded-.*|x-requested-with|via)$/

/** A request as a step that expects what was answered: status, content type, and the shape of its data. */
export function recordedStep(
  request: RecordedRequest,
  name: string,
  writes: boolean,
  secrets: SecretNames,
  addresses: Addresses,
): WrittenStep {
  const { method, answer, follow } = request
  const headers = headersOf(request, secrets)
  const body = bodyOf(request, secrets)
  return {
    name: secrets.hide(name).replaceAll(/\$\{secret:[^}]+\}/g, '…'),
    http: {
      [method.toLowerCase()]: addressOf(request.url, secrets, addresses),
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
      ...(follow === true ? { follow: true } : {}),
      expect: answer === undefined ? { status: '2xx' } : expectOf(method, answer, secrets),
    },
    ...(writes ? { writes: true } : {}),
  }
}

function expectOf(
  method: string,
  { status, type, body }: NonNullable<RecordedRequest['answer']>,
  secrets: SecretNames,
): object {
  const shape = method === 'HEAD' ? undefined : bodyShape(type, body)
  const title =
    type === 'text/html' && method !== 'HEAD'
      ? /<title>([^<&]{1,80})<\/title>/.exec(body ?? '')?.[1]?.trim()
      : undefined
  return {
    status,
    ...(type === undefined ? {} : { headers: { 'content-type': { contains: type } } }),
    ...(shape === undefined ? {} : { json: shape }),
    ...(title === undefined || title === '' || looksSecret(title) || secrets.hide(title) !== literal(title)
      ? {}
      : { text: { contains: literal(title) } }),
  }
}

function bodyShape(type: string | undefined, body: string | undefined): WrittenShape | undefined {
  if (body === undefined || !/(^|[/+])json$/.test(type ?? '')) return undefined
  try {
    return shapeOf(JSON.parse(body))
  } catch {
    return undefined
  }
}

function addressOf(url: URL, secrets: SecretNames, { base, captured }: Addresses): string {
  const known = base(url)
  const rest = url.pathname.slice(known === undefined ? 0 : known.length)
  const path = rest.split('/').map((part) => {
    const reference = captured(part)
    if (reference !== undefined) return `\${captured.${reference}}`
    return looksSecret(part) ? secrets.refer(part, 'path-token') : secrets.hide(part)
  })
  const query = [...url.searchParams].map(([name, value]) => {
    const reference = captured(value)
    if (reference !== undefined) return `${encodeURIComponent(name)}=\${captured.${reference}}`
    const isSecret = value !== '' && (isSecretName(name) || looksSecret(value))
    return `${encodeURIComponent(name)}=${isSecret ? secrets.refer(value, name) : secrets.hide(encodeURIComponent(value))}`
  })
  return `${known?.reference ?? url.origin}${path.join('/')}${query.length === 0 ? '' : `?${query.join('&')}`}`
}

function headersOf({ headers, body }: RecordedRequest, secrets: SecretNames): Readonly<Record<string, string>> {
  const kept = Object.entries(headers).filter(([name, value]) => {
    if (unsaid.test(name)) return false
    // What a page asks for says nothing; what a program asks for may decide the answer.
    if (name === 'accept') return value.startsWith('application/') && !value.includes(',')
    return name !== 'content-type' || (body !== undefined && !isUsualType(value, body))
  })
  return Object.fromEntries(
    kept.map(([name, value]) => {
      const [, scheme, rest] = /^(Basic|Bearer|Token|ApiKey) (.+)$/i.exec(value) ?? []
      if (scheme !== undefined && rest !== undefined && isSecretName(name)) {
        return [name, `${scheme} ${secrets.refer(rest, name)}`]
      }
      return [name, isSecretName(name) || looksSecret(value) ? secrets.refer(value, name) : secrets.hide(value)]
    }),
  )
}

/** A JSON body is sent with its content type by itself. */
function isUsualType(type: string, body: string): boolean {
  return /^application\/json(;|$)/i.test(type) && parsed(body) !== undefined
}

function bodyOf({ headers, body }: RecordedRequest, secrets: SecretNames): unknown {
  if (body === undefined) return undefined
  const value = parsed(body)
  if (value !== undefined) return withoutSecrets(value, secrets)
  if (isForm(headers, body)) {
    return [...new URLSearchParams(body)]
      .map(([name, text]) => {
        const isSecret = text !== '' && (isSecretName(name) || looksSecret(text))
        return `${encodeURIComponent(name)}=${isSecret ? secrets.refer(text, name) : secrets.hide(encodeURIComponent(text))}`
      })
      .join('&')
  }
  return secrets.hide(body)
}

/** Whether a body is of a kind in which secrets cannot be told from the rest, such as a form of several parts: it is never written. */
export function isOpaque({ headers, body }: RecordedRequest): boolean {
  if (body === undefined || parsed(body) !== undefined || isForm(headers, body)) return false
  const type = headers['content-type'] ?? ''
  return body.includes('=') || !/^($|text\/plain|application\/(x-www-form-urlencoded|json))/i.test(type)
}

function isForm(headers: RecordedRequest['headers'], body: string): boolean {
  return /^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? '') && /^[^\s=]+=/.test(body)
}

/** A JSON object or array; what else is JSON goes as the text that it is. */
function parsed(body: string): unknown {
  if (!/^\s*[[{]/.test(body)) return undefined
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function withoutSecrets(value: unknown, secrets: SecretNames, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, secrets, name))
  if (isMap(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [secrets.hide(key), withoutSecrets(inner, secrets, key)]),
    )
  }
  const isSecret = name !== '' && isSecretName(name) && value !== '' && value !== null && typeof value !== 'boolean'
  if (isSecret) return secrets.refer(String(value), name)
  if (typeof value !== 'string') return value
  return looksSecret(value) ? secrets.refer(value, name === '' ? 'token' : name) : secrets.hide(value)
}

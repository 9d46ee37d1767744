/** The protocols in which AWS services speak, and how each says that it refuses. */
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Answer, Exchange } from './interceptor.ts'

/** How a service writes its errors. */
export type Protocol = 's3' | 'query' | 'rest-xml' | 'json' | 'rest-json' | 'cbor'

/** A refusal as a service would word it. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
}

const xmlServices: ReadonlySet<string> = new Set(['cloudfront', 'route53', 's3control'])
/** Services whose clients send forms, also where this call's form was not read. */
const queryServices: ReadonlySet<string> = new Set(['cloudformation', 'sts', 'iam', 'sns', 'autoscaling', 'rds'])

/** Tells from the request alone in which protocol an error must be written. */
export function protocolOf({ operation, request, body }: Exchange): Protocol {
  const { headers, url = '' } = request
  if (headers['smithy-protocol'] === 'rpc-v2-cbor' || /^\/service\/[^/]+\/operation\//.test(url)) return 'cbor'
  if (headers['x-amz-target'] !== undefined) return 'json'
  if (operation.service === 's3') return 's3'
  if (Buffer.isBuffer(body) || queryServices.has(operation.service)) return 'query'
  return xmlServices.has(operation.service) ? 'rest-xml' : 'rest-json'
}

/** The refusal as an answer in the protocol of the request. An answer to HEAD has a status and nothing else. */
export function refuse(exchange: Exchange, refusal: Refusal): Answer {
  const protocol = protocolOf(exchange)
  const { type, text, headers = [] } = written[protocol](refusal, exchange)
  const isHead = exchange.request.method === 'HEAD'
  const id = randomUUID()
  const ids = protocol === 's3' ? ['x-amz-request-id', id, 'x-amz-id-2', id] : ['x-amzn-RequestId', id]
  const body = Buffer.from(text)
  const length = isHead ? [] : ['Content-Length', String(body.byteLength)]
  // What the client still sends must be taken, or it waits for ever to send the rest.
  if (!Buffer.isBuffer(exchange.body)) exchange.body.resume()
  return {
    status: refusal.status,
    message: '',
    headers: ['Content-Type', type, ...length, ...ids, ...headers],
    body: Readable.from(isHead ? [] : [body]),
  }
}

interface Written {
  readonly type: string
  readonly text: string | Uint8Array
  readonly headers?: readonly string[]
}

const written: Readonly<Record<Protocol, (refusal: Refusal, exchange: Exchange) => Written>> = {
  s3: ({ code, message }) => ({
    type: 'application/xml',
    text: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>0</RequestId><HostId>0</HostId></Error>`,
  }),
  query: (refusal) => ({ type: 'text/xml', text: errorResponse(refusal) }),
  'rest-xml': (refusal) => ({ type: 'text/xml', text: errorResponse(refusal) }),
  json: ({ code, message }, { request }) => ({
    type: request.headers['content-type'] ?? 'application/x-amz-json-1.1',
    text: JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }),
  }),
  'rest-json': ({ code, message }) => ({
    type: 'application/json',
    text: JSON.stringify({ Type: code.endsWith('Exception') ? 'User' : 'Service', message }),
    headers: ['x-amzn-ErrorType', code],
  }),
  cbor: ({ code, message }) => ({
    type: 'application/cbor',
    text: cborMap({ __type: `com.amazonaws.service#${code}`, message }),
    headers: ['smithy-protocol', 'rpc-v2-cbor'],
  }),
}

function errorResponse({ status, code, message }: Refusal): string {
  const side = status >= 500 ? 'Receiver' : 'Sender'
  return `<ErrorResponse><Error><Type>${side}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`
}

/** A small map of texts in CBOR (RFC 8949). */
function cborMap(value: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(value)
  return Buffer.concat([Buffer.from([0xa0 + entries.length]), ...entries.flat().map(cborText)])
}

function cborText(text: string): Buffer {
  const bytes = Buffer.from(text)
  const size = bytes.byteLength
  const head = size < 24 ? [0x60 + size] : size < 256 ? [0x78, size] : [0x79, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from(head), bytes])
}

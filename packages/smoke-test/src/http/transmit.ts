import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { decompress } from './decompress.ts'
import { NoAnswer } from './no-answer.ts'
import { bodyLimit, type HttpAnswer, type HttpRequest } from './request.ts'

/** Connections that are kept for the next request; idle ones keep no process from its end. */
export interface Connections {
  readonly plain: http.Agent
  readonly secure: https.Agent
  readonly ca: string | undefined
}

/** Milliseconds for which an idle connection is kept: less than servers and load balancers do. */
const idle = 4000

/** Answers with a status below 200 that may come before the answer itself. */
const mostInterim = 20

const opened = new Map<string | undefined, Connections>()

/**
 * The connections of all requests that trust the same authorities; none is opened yet.
 *
 * @param ca certificates, as PEM, of those who are trusted instead of the usual ones
 */
export function connectionsOf(ca?: string): Connections {
  const known = opened.get(ca)
  if (known !== undefined) return known
  const options = { keepAlive: true, scheduling: 'lifo', timeout: idle } as const
  const secure = new https.Agent(ca === undefined ? options : { ...options, ca })
  const connections = { plain: new http.Agent(options), secure, ca }
  opened.set(ca, connections)
  return connections
}

/** An answer without its time. */
export type Received = Omit<HttpAnswer, 'ms' | 'note'>

/**
 * Sends a request and reads the answer to its end, at most 5 MiB of it. Redirects are answers like others. It speaks through
 * Node's own client, since `fetch` takes twice its time.
 *
 * @throws NoAnswer where there is none that is whole, the signal's reason, and errors of sockets as they come
 */
export async function transmit(request: HttpRequest, connections: Connections, signal: AbortSignal): Promise<Received> {
  const received = await exchange(request, connections, signal)
  const encoding = received.headers['content-encoding']
  if (encoding === undefined || received.body.length === 0) return received
  return { ...received, body: await decompress(received.body, encoding) }
}

function exchange(
  request: HttpRequest,
  connections: Connections,
  signal: AbortSignal,
  isFresh = false,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const { body } = request
    const call = open(request, connections, isFresh)
    let isOver = false
    let cutShort: (() => void) | undefined
    const settle = (): void => {
      isOver = true
      signal.removeEventListener('abort', stop)
    }
    const fail = (reason: unknown): void => {
      settle()
      reject(reason)
      call.destroy()
    }
    const stop = (): void => fail(signal.reason)
    signal.addEventListener('abort', stop)
    let interim = 0
    call.on('information', () => {
      interim += 1
      if (interim > mostInterim) fail(new NoAnswer(`more than ${mostInterim} interim answers came before the answer`))
    })
    call.on('response', (response) => {
      cutShort = receive(response, fail, (received) => {
        settle()
        resolve(received)
      })
    })
    call.on('upgrade', (_, socket) => {
      socket.destroy()
      fail(new NoAnswer('the server wants to speak something else than HTTP', { isFinal: true }))
    })
    call.on('error', (error) => {
      if (isOver) return
      if (cutShort !== undefined && isReset(error)) return cutShort()
      if (cutShort !== undefined || isFresh || !isGone(call, request, error)) return fail(error)
      // The server closed the kept connection in the moment in which it was to be used again.
      settle()
      exchange(request, connections, signal, true).then(resolve, reject)
    })
    call.on('close', () => {
      if (isOver) return
      if (cutShort !== undefined) cutShort()
      else fail(new NoAnswer('the server closed the connection before its answer was whole'))
    })
    call.end(body)
  })
}

function open(request: HttpRequest, { plain, secure, ca }: Connections, isFresh: boolean): ClientRequest {
  const url = new URL(request.url)
  const { method, body } = request
  const headers = { ...defaults, ...request.headers } as Record<string, string | string[]>
  if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body))
  if (url.protocol === 'http:') return http.request(url, { method, headers, agent: isFresh ? false : plain })
  const trust = isFresh && ca !== undefined ? { ca } : {}
  return https.request(url, { method, headers, agent: isFresh ? false : secure, ...trust })
}

const defaults = { accept: '*/*', 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'project-smoke-test' }

/** Whether the answer's absence says only that a kept connection was no more; what writes is never sent twice. */
function isGone(call: ClientRequest, { method }: HttpRequest, error: Error): boolean {
  const isReading = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  return call.reusedSocket && isReading && isReset(error)
}

function isReset(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ECONNRESET' || code === 'EPIPE'
}

/** Reads an answer; gives what is to be done where its connection ends before it. */
function receive(
  response: IncomingMessage,
  fail: (reason: unknown) => void,
  done: (received: Received) => void,
): () => void {
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > bodyLimit) fail(new NoAnswer('the body is larger than 5 MiB', { isFinal: true }))
    else chunks.push(chunk)
  })
  response.on('end', () => {
    const { statusCode = 0, headers } = response
    const [only] = chunks
    const body = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)
    if (response.complete) done({ status: statusCode, headers: flat(headers), body })
    else cutShort()
  })
  response.on('error', cutShort)
  return cutShort

  function cutShort(): void {
    const told = response.headers['content-length']
    const of = told === undefined ? '' : ` of ${told}`
    fail(new NoAnswer(`the connection broke off after ${size}${of} bytes of the body`))
  }
}

/** Node keeps only the cookies apart. */
function flat(headers: IncomingMessage['headers']): Readonly<Record<string, string>> {
  const cookies = headers['set-cookie']
  return (cookies === undefined ? headers : { ...headers, 'set-cookie': cookies.join(', ') }) as Record<string, string>
}

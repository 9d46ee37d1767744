/**
 * One program between any tool and the emulator. It counts and records; whatever else is to happen to a call is an
 * interceptor.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { openForward } from './forward.ts'
import { type Answer, chain, type Exchange, type Interceptor } from './interceptor.ts'
import { nameOperation } from './operation.ts'
import { type Dump, dumpCalls, type OpenCall, type RecordedCall } from './record.ts'

/** Where to send calls, where to listen (default: any free port, loopback only), and what to do with them on the way. */
export interface ProxyOptions {
  readonly target: string
  readonly port?: number
  readonly interceptors?: readonly Interceptor[]
}

/** A proxy that runs. */
export interface RunningProxy {
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string
  /** The calls since the last reset, in the order in which they came. */
  calls(): readonly RecordedCall[]
  dump(): Dump
  reset(): void
  close(): Promise<void>
}

/** Begins a call's record. */
type Open = (request: IncomingMessage, begun: number, form: string | undefined) => OpenCall

/** Starts a proxy; it answers `GET /__proxy/dump` and `POST /__proxy/reset` itself, and does not count them. */
export async function startProxy({ target, port = 0, interceptors = [] }: ProxyOptions): Promise<RunningProxy> {
  const forward = openForward(target)
  const answer = chain(interceptors, forward.send)
  let calls: OpenCall[] = []
  let connections = 0
  let first: number | undefined

  const open: Open = (request, begun, form) => {
    first ??= begun
    const { method = 'GET', url = '/', headers } = request
    const operation = nameOperation({ method, url, headers, ...(form === undefined ? {} : { form }) })
    const start = Math.round(begun - first)
    const path = url.split('?', 1)[0] ?? url
    const call = { ...operation, method, path, at: new Date().toISOString(), start, sent: 0, received: 0 }
    calls.push(call)
    return call
  }
  const reset = (): void => {
    calls = []
    connections = 0
    first = undefined
  }
  const dump = (): Dump => dumpCalls(calls, connections)

  const server = createServer((request, response) => {
    if (request.url === '/__proxy/dump') reply(response, dump())
    else if (request.url === '/__proxy/reset') {
      reset()
      reply(response, {})
    } else void pass(request, response, open, answer)
  })
  server.on('connection', () => {
    connections += 1
  })
  // A kept connection that this side closed first would break the client's next request.
  server.keepAliveTimeout = 60_000
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const { port: taken } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${taken}`,
    calls: () => calls,
    dump,
    reset,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      forward.close()
      await closed
    },
  }
}

/** Takes one call from the client to the target and back. Whatever breaks breaks the client's connection too. */
async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  open: Open,
  answer: (exchange: Exchange) => Promise<Answer>,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => {
    // Errored: it was this side that broke the connection off.
    if (!response.writableFinished && response.errored === null) gone.abort(new Error('the client went away'))
  })
  let call: OpenCall | undefined
  const begun = performance.now()
  try {
    const body = isForm(request) ? await buffer(request) : request
    call = open(request, begun, Buffer.isBuffer(body) ? body.toString() : undefined)
    const counted = call
    if (Buffer.isBuffer(body)) counted.sent = body.byteLength
    else body.on('data', (chunk: Buffer) => (counted.sent += chunk.byteLength)).pause()
    const {
      status,
      message,
      headers,
      body: answered,
    } = await answer({ operation: call, request, body, signal: gone.signal })
    call.status = status
    response.writeHead(status, message, [...headers])
    response.flushHeaders()
    answered.on('data', (chunk: Buffer) => (counted.received += chunk.byteLength)).pause()
    await pipeline(answered, response, { signal: gone.signal })
  } catch (error) {
    if (call !== undefined) call.failure = failureOf(gone.signal.aborted ? gone.signal.reason : error)
    gone.abort(error)
    response.destroy()
  } finally {
    if (call !== undefined) call.ms = Math.round(performance.now() - begun)
  }
}

/** Query protocols name their operation in the body; everything else can be named, and is passed on, unread. */
function isForm({ method, headers }: IncomingMessage): boolean {
  return method === 'POST' && /^application\/x-www-form-urlencoded/.test(headers['content-type'] ?? '')
}

function reply(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json').end(`${JSON.stringify(value)}\n`)
}

function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' && error.code !== 'ABORT_ERR' ? error.code : error.message
}

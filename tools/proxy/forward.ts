/** Sends a request on to the target, unchanged, over connections that are kept. */
import { Agent, request as send } from 'node:http'
import type { Answer, Exchange } from './interceptor.ts'

/** The way to one target. */
export interface Forward {
  send(exchange: Exchange): Promise<Answer>
  close(): void
}

/** Headers that speak of one connection only, and `expect`, which this side has answered. */
const ofConnection = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade', 'expect'])

/** Opens the way to a target such as `http://127.0.0.1:4566`. The client's `Host` is sent on: the emulator looks at it. */
export function openForward(target: string): Forward {
  const { hostname, port } = new URL(target)
  // Emulators close idle connections after five seconds; one that is given up before cannot break a request.
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, timeout: 3000 })
  return {
    send: ({ request, body, signal }) =>
      new Promise((resolve, reject) => {
        const headers = withoutConnection(request.rawHeaders)
        const options = {
          agent,
          hostname,
          port,
          method: request.method,
          path: request.url,
          headers,
          setHost: false,
          signal,
        }
        const upstream = send(options, (answer) => {
          // Whoever reads the body learns of it; a break before that must not end the program.
          answer.on('error', () => undefined)
          resolve({
            status: answer.statusCode ?? 502,
            message: answer.statusMessage ?? '',
            headers: withoutConnection(answer.rawHeaders),
            body: answer,
          })
        })
        upstream.on('error', reject)
        if (Buffer.isBuffer(body)) upstream.end(body)
        else body.pipe(upstream)
      }),
    close: () => agent.destroy(),
  }
}

function withoutConnection(raw: readonly string[]): string[] {
  return raw.filter((_, index) => !ofConnection.has((raw[index - (index % 2)] ?? '').toLowerCase()))
}

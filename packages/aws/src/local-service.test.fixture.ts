import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the service under test received it. */
export interface Received {
  readonly operation: string
  readonly authorization: string
  readonly body: string
}

export interface LocalService {
  readonly endpoint: string
  readonly received: readonly Received[]
  /** How many connections were ever opened. */
  connections(): number
  close(): Promise<void>
}

/** What a service answers: status, and a body sent as it is or as JSON. */
export type Reply = readonly [status: number, body: string | object]

export const callerIdentity = (account: string): string =>
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
  `<Arn>arn:aws:iam::${account}:user/ada</Arn><UserId>U</UserId><Account>${account}</Account>` +
  `</GetCallerIdentityResult></GetCallerIdentityResponse>`

/** Starts an HTTP server on a free loopback port that answers each request by `reply`. */
export async function startService(reply: (request: Received, index: number) => Reply): Promise<LocalService> {
  const received: Received[] = []
  let opened = 0
  const server = createServer(async (request, response) => {
    const body = await read(request)
    const target = request.headers['x-amz-target']
    const operation = typeof target === 'string' ? target.split('.').at(-1) : new URLSearchParams(body).get('Action')
    const seen = { operation: operation ?? '', authorization: request.headers.authorization ?? '', body }
    received.push(seen)
    const [status, answer] = reply(seen, received.length - 1)
    response.statusCode = status
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  server.on('connection', () => {
    opened += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    received,
    connections: () => opened,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Interceptor } from './interceptor.ts'
import { type RunningProxy, startProxy } from './proxy.ts'

type Target = (request: IncomingMessage, response: ServerResponse) => void

const s3 = { authorization: 'AWS4-HMAC-SHA256 Credential=A/20261121/us-east-1/s3/aws4_request' }

describe('the proxy', () => {
  it('passes method, path, raw headers, Host and body on unchanged, and the answer back', async () => {
    const { proxy } = await between(async (asked, response) => {
      const body = await text(asked)
      response.writeHead(299, 'Quite Right', ['X-Twice', 'a', 'X-Twice', 'b', 'ETag', '"x"'])
      response.end(JSON.stringify({ method: asked.method, url: asked.url, raw: asked.rawHeaders, body }))
    })
    const headers = ['Host', 'd1.cloudfront.test', 'X-Mixed-Case', '1', 'X-Mixed-Case', '2', 'Content-Length', '4']
    const { answer, body } = await call(proxy, { method: 'PUT', path: '/a%2Fb?x=%20', headers }, 'body')
    const seen: { readonly raw: readonly string[] } = JSON.parse(body)
    expect(seen).toMatchObject({ method: 'PUT', url: '/a%2Fb?x=%20', body: 'body' })
    expect(seen.raw.slice(0, 8)).toEqual(headers)
    expect([answer.statusCode, answer.statusMessage]).toEqual([299, 'Quite Right'])
    expect(answer.rawHeaders.slice(0, 6)).toEqual(['X-Twice', 'a', 'X-Twice', 'b', 'ETag', '"x"'])
  })

  it('counts operations, statuses and bytes, and marks what changes something', async () => {
    const { proxy } = await between(async (asked, response) => {
      await buffer(asked)
      response.writeHead(asked.method === 'HEAD' ? 404 : 200).end(asked.method === 'HEAD' ? undefined : 'four')
    })
    await call(proxy, { method: 'PUT', path: '/b/k', headers: s3 }, 'hello')
    await call(proxy, { method: 'PUT', path: '/b/k2', headers: s3 }, 'hello')
    await call(proxy, { method: 'HEAD', path: '/b/k', headers: s3 })
    const form = {
      authorization: s3.authorization.replace('/s3/', '/cloudformation/'),
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    }
    await call(proxy, { method: 'POST', path: '/', headers: form }, 'Action=DescribeStacks&StackName=a')
    expect(proxy.dump()).toMatchObject({
      total: 4,
      mutating: 2,
      operations: { 's3.PutObject': 2, 's3.HeadObject': 1, 'cloudformation.DescribeStacks': 1 },
      statuses: { 200: 3, 404: 1 },
      sent: 5 + 5 + 33,
      received: 12,
    })
    expect(proxy.calls()[0]).toEqual({
      service: 's3',
      operation: 'PutObject',
      mutating: true,
      method: 'PUT',
      path: '/b/k',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      start: 0,
      ms: expect.any(Number),
      status: 200,
      sent: 5,
      received: 4,
    })
  })

  it('sends a form on byte for byte, also a chunked one', async () => {
    const { proxy } = await between(async (asked, response) => response.end(await text(asked)))
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'transfer-encoding': 'chunked' }
    expect((await call(proxy, { method: 'POST', path: '/', headers }, 'Action=A&x=%C3%A9+')).body).toBe(
      'Action=A&x=%C3%A9+',
    )
  })

  it('streams both ways: each end sees the first piece before the other has sent the last', async () => {
    const { proxy } = await between((asked, response) => {
      asked.once('data', (piece) => response.write(piece))
      asked.once('end', () => response.end('end'))
    })
    const upload = request(proxy.endpoint, { method: 'PUT', path: '/b/k' })
    upload.write('first')
    const [answer]: IncomingMessage[] = await once(upload, 'response')
    const [piece] = await once(answer ?? Readable.from([]), 'data')
    expect(String(piece)).toBe('first')
    upload.end('last')
    expect(await text(answer ?? Readable.from([]))).toBe('end')
  })

  it('passes headers on before there is a body', async () => {
    let finish: (() => void) | undefined
    const { proxy } = await between((_, response) => {
      response.writeHead(200, { 'x-early': '1' }).flushHeaders()
      finish = () => response.end()
    })
    const [answer]: IncomingMessage[] = await once(request(proxy.endpoint).end(), 'response')
    expect(answer?.headers['x-early']).toBe('1')
    finish?.()
    expect(await text(answer ?? Readable.from([]))).toBe('')
  })

  it('keeps its connections, to the target and to clients', async () => {
    const { proxy, connections } = await between((_, response) => response.end('x'))
    const agent = new Agent({ keepAlive: true })
    for (let round = 0; round < 5; round += 1) await call(proxy, { path: '/', agent })
    agent.destroy()
    expect([connections(), proxy.dump().connections]).toEqual([1, 1])
  })

  it.each<[string, Target, string]>([
    [
      'in the middle of the answer',
      (_, response) => void response.writeHead(200, { 'content-length': '100' }).write('x', () => response.destroy()),
      'ECONNRESET',
    ],
    ['before the answer', (asked) => void asked.socket.destroy(), 'ECONNRESET'],
  ])("breaks the client's connection off when the target breaks off %s", async (_, target, failure) => {
    const { proxy } = await between(target)
    await expect(call(proxy, { path: '/' })).rejects.toThrow(/aborted|hang up|ECONNRESET/)
    await settled(proxy)
    expect(proxy.calls()[0]?.failure).toBe(failure)
  })

  it('records that the target cannot be reached', async () => {
    const { proxy, close } = await between((_, response) => response.end())
    await close()
    await expect(call(proxy, { path: '/b', headers: s3 })).rejects.toThrow()
    await settled(proxy)
    expect(proxy.calls()[0]).toMatchObject({ operation: 'ListObjects', failure: 'ECONNREFUSED' })
    expect(proxy.dump().statuses).toEqual({ none: 1 })
  })

  it('lets go of the target when the client goes away', async () => {
    const aborted = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const { proxy } = await between((_, response) => {
      arrived.resolve()
      response.once('close', aborted.resolve)
    })
    const socket = connect(Number(new URL(proxy.endpoint).port), '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await arrived.promise
    socket.destroy()
    await aborted.promise
    await settled(proxy)
    expect(proxy.calls()[0]?.failure).toBe('the client went away')
  })

  it('answers its control paths itself, and counts from the reset on', async () => {
    const { proxy } = await between((_, response) => response.end('x'))
    await (await fetch(proxy.endpoint)).text()
    const read = async (): Promise<unknown> => (await fetch(`${proxy.endpoint}/__proxy/dump`)).json()
    expect(await read()).toMatchObject({ total: 1, operations: { 'unsigned.GET /': 1 } })
    await (await fetch(`${proxy.endpoint}/__proxy/reset`, { method: 'POST' })).text()
    expect(await read()).toMatchObject({ total: 0, calls: [] })
  })

  it('runs interceptors in order: each may wait, change or replace the answer, or break the call off', async () => {
    const order: string[] = []
    const note =
      (name: string): Interceptor =>
      async (_, next) => {
        order.push(`${name} before`)
        const answer = await next()
        order.push(`${name} after`)
        return answer
      }
    const slowDown: Interceptor = async ({ operation }, next) =>
      operation.operation === 'PutObject'
        ? { status: 503, message: 'Slow Down', headers: [], body: Readable.from(['busy']) }
        : next()
    const loseAnswer: Interceptor = async ({ operation }, next) => {
      const answer = await next()
      if (operation.operation === 'DeleteObject') throw new Error('answer lost')
      return answer
    }
    const reached: (string | undefined)[] = []
    const target: Target = (asked, response) => {
      reached.push(asked.method)
      response.end('real')
    }
    const { proxy } = await between(target, [note('first'), note('second'), slowDown, loseAnswer])
    expect((await call(proxy, { path: '/b/k', headers: s3 })).body).toBe('real')
    expect(order).toEqual(['first before', 'second before', 'second after', 'first after'])
    const put = await call(proxy, { method: 'PUT', path: '/b/k', headers: s3 }, 'x')
    expect([put.answer.statusCode, put.body]).toEqual([503, 'busy'])
    await expect(call(proxy, { method: 'DELETE', path: '/b/k', headers: s3 })).rejects.toThrow()
    await settled(proxy)
    expect(reached).toEqual(['GET', 'DELETE'])
    expect(proxy.calls().at(-1)).toMatchObject({ operation: 'DeleteObject', failure: 'answer lost' })
  })
})

async function between(target: Target, interceptors: readonly Interceptor[] = []) {
  let opened = 0
  const server = createServer(target).on('connection', () => {
    opened += 1
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const proxy = await startProxy({ target: `http://127.0.0.1:${port}`, interceptors })
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    if (server.listening) await once(server.close(), 'close')
  }
  onTestFinished(async () => {
    await proxy.close()
    await close()
  })
  return { proxy, close, connections: () => opened }
}

interface Call {
  readonly method?: string
  readonly path: string
  /** Default: a connection of its own. */
  readonly agent?: Agent
  readonly headers?: Readonly<Record<string, string>> | readonly string[]
}

async function call({ endpoint }: RunningProxy, { method = 'GET', path, headers = {}, agent }: Call, sent?: string) {
  const asked = request(endpoint, {
    method,
    path,
    headers: Array.isArray(headers) ? [...headers] : { ...headers },
    agent: agent ?? false,
  })
  asked.end(sent)
  const [answer]: IncomingMessage[] = await once(asked, 'response')
  if (answer === undefined) throw new Error('no answer')
  return { answer, body: await text(answer) }
}

/** Waits until the proxy has noted the end of its last call, which comes a moment after the client's. */
async function settled(proxy: RunningProxy): Promise<void> {
  while (proxy.calls().at(-1)?.ms === undefined) await new Promise((resolve) => setImmediate(resolve))
}

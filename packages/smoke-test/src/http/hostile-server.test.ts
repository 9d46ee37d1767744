import type { AddressInfo } from 'node:net'
import { createServer as createSocketServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { run, serve, step } from '../suite.test.fixture.ts'

const once = { retry: { attempts: 1 } }

async function failureOf(url: string, settings = {}, expectations: Parameters<typeof step>[1] = { status: 200 }) {
  const { steps, failed } = await run([step('http', { get: url, expect: expectations, ...settings }, once)])
  expect(failed).toBe(1)
  return steps[0]?.message
}

/** A server that does this with every connection once it was asked something. */
async function serveSocket(answer: (socket: Socket) => void): Promise<string> {
  const server = createSocketServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    socket.once('data', () => answer(socket))
    onTestFinished(() => void socket.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** A server that answers every connection with these bytes and closes it. */
const serveBytes = (bytes: string): Promise<string> => serveSocket((socket) => socket.end(bytes))

test('stops reading a body without end', async () => {
  let isClosed = false
  const origin = await serve((_, response) => {
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const more = (): void => {
      while (!isClosed && response.write(chunk));
    }
    response.on('close', () => {
      isClosed = true
    })
    response.on('drain', more)
    more()
  })
  expect(await failureOf(origin)).toContain('is larger than 5 MiB')
})

test('ends a body that drips', async () => {
  const origin = await serve((_, response) => {
    const timer = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(timer))
  })
  expect(await failureOf(origin, { timeout: '200ms' })).toBe('no complete answer within 200 ms')
})

test('ends a server that never answers', async () => {
  const origin = await serve(() => {})
  expect(await failureOf(origin, { timeout: '100ms' })).toBe('no complete answer within 100 ms')
})

test.each([
  [
    'shorter than it says',
    'content-length: 100\r\n\r\nshort',
    /the connection broke off after 5 of 100 bytes of the body$/,
  ],
  [
    'longer than it says',
    'content-length: 3\r\n\r\nlonger',
    /no HTTP, or goes on after the end that its headers name$/,
  ],
  ['cut within a chunk', 'transfer-encoding: chunked\r\n\r\n10\r\nshort', /broke off after 5 bytes of the body$/],
  [
    'without its last chunk',
    'transfer-encoding: chunked\r\n\r\n5\r\nshort\r\n',
    /broke off after 5 bytes of the body$/,
  ],
  ['in chunks of no size', 'transfer-encoding: chunked\r\n\r\nxyz\r\nshort\r\n', /no HTTP/],
  ['of two lengths', 'content-length: 3\r\ncontent-length: 5\r\n\r\nshort', /no HTTP/],
])('fails a body that is %s', async (_, rest, message) => {
  expect(await failureOf(await serveBytes(`HTTP/1.1 200 OK\r\n${rest}`))).toMatch(message)
})

test('fails an answer that is reset in its middle', async () => {
  const url = await serveSocket((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort', () =>
      setTimeout(() => socket.resetAndDestroy(), 20),
    )
  })
  expect(await failureOf(url)).toMatch(/^no complete answer from .*: the connection broke off after 5 of 100 bytes/)
})

test('ends a connection that is closed on one side, or speaks on without end', async () => {
  const half = await serveSocket((socket) => socket.end())
  expect(await failureOf(half)).toMatch(/the server closed the connection before its answer was whole$/)
  const silent = await serveSocket((socket) => void socket.write('HTTP/1.1 200 OK\r\nx-a: '))
  expect(await failureOf(silent, { timeout: '100ms' })).toBe('no complete answer within 100 ms')
})

test('ends a storm of interim answers', async () => {
  const url = await serveSocket((socket) => {
    const storm = (): void => {
      if (!socket.destroyed) socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(50), () => setImmediate(storm))
    }
    storm()
  })
  expect(await failureOf(url)).toMatch(/more than 20 interim answers came before the answer$/)
})

test('passes a few interim answers', async () => {
  const url = await serveBytes(
    `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(5)}HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n`,
  )
  expect((await run([step('http', { get: url, expect: { status: 200 } })])).passed).toBe(1)
})

test('fails an answer that changes what is spoken', async () => {
  const url = await serveBytes('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')
  expect(await failureOf(url)).toMatch(/^no complete answer from http/)
})

test('fails an answer that is no HTTP', async () => {
  expect(await failureOf(await serveBytes('SSH-2.0-OpenSSH_9.6\r\n'))).toMatch(/^no complete answer from http/)
})

test('fails headers without end', async () => {
  const header = `x-a: ${'a'.repeat(200_000)}\r\n`
  expect(await failureOf(await serveBytes(`HTTP/1.1 200 OK\r\n${header}content-length: 0\r\n\r\n`))).toMatch(
    /: the headers are larger than 16 KiB$/,
  )
})

test('fails a body that is no UTF-8 where its text matters, and only there', async () => {
  const origin = await serve((_, response) => response.end(Buffer.from([0x22, 0xff, 0xfe, 0x22])))
  const expected = 'body: expected UTF-8, got bytes that are none'
  expect(await failureOf(origin, {}, { text: 'x' })).toBe(expected)
  expect(await failureOf(origin, {}, { json: 'string' })).toBe(expected)
  expect((await run([step('http', { get: origin, expect: { status: 200 } })])).passed).toBe(1)
})

test.each([
  ['', 'json: expected JSON, got an empty text'],
  ['<html>', 'json: expected JSON, got "<html>"'],
])('fails the body %j where JSON is expected', async (body, message) => {
  const origin = await serve((_, response) => response.end(body))
  expect(await failureOf(origin, {}, { json: 'any' })).toBe(message)
})

test('names the cause when nobody listens', async () => {
  expect(await failureOf('http://127.0.0.1:1/')).toMatch(/^no complete answer from http:\/\/127\.0\.0\.1:1\/: .+/)
})

import type { AddressInfo } from 'node:net'
import { createServer as createSocketServer } from 'node:net'
import { setInterval as every } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { run, serve, step } from '../suite.test.fixture.ts'

const once = { retry: { attempts: 1 } }

async function failureOf(url: string, settings = {}, expectations: Parameters<typeof step>[1] = { status: 200 }) {
  const { steps, failed } = await run([step('http', { get: url, expect: expectations, ...settings }, once)])
  expect(failed).toBe(1)
  return steps[0]?.message
}

/** A server that answers every connection with these bytes and closes it. */
async function serveBytes(bytes: string): Promise<string> {
  const server = createSocketServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(bytes))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

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

test('keeps its memory flat before a compressed bomb', async () => {
  const zeros = Buffer.alloc(1024 * 1024)
  const origin = await serve((_, response) => {
    response.setHeader('content-encoding', 'gzip')
    const gzip = createGzip()
    gzip.pipe(response)
    let left = 512
    const more = (): void => {
      while (left > 0 && !response.destroyed) {
        left -= 1
        if (!gzip.write(zeros)) return
      }
      gzip.end()
    }
    gzip.on('drain', more)
    more()
  })
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  const watch = new AbortController()
  const watching = (async () => {
    for await (const _ of every(5, undefined, { signal: watch.signal }))
      most = Math.max(most, process.memoryUsage().arrayBuffers)
  })().catch(() => {})
  expect(await failureOf(origin)).toContain('is larger than 5 MiB')
  watch.abort()
  await watching
  expect(most - before).toBeLessThan(100 * 1024 * 1024)
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

test('fails a body that is shorter than it says', async () => {
  const url = await serveBytes('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort')
  expect(await failureOf(url)).toMatch(/^no complete answer from http/)
})

test('fails an answer that is no HTTP', async () => {
  expect(await failureOf(await serveBytes('SSH-2.0-OpenSSH_9.6\r\n'))).toMatch(/^no complete answer from http/)
})

test('fails headers without end', async () => {
  const header = `x-a: ${'a'.repeat(200_000)}\r\n`
  expect(await failureOf(await serveBytes(`HTTP/1.1 200 OK\r\n${header}content-length: 0\r\n\r\n`))).toMatch(
    /^no complete answer from http.*header/i,
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

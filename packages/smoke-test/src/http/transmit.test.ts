import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { run, serve, step } from '../suite.test.fixture.ts'

const once = { retry: { attempts: 1 } }

/** A server that is told of every request on each connection. */
async function serveSockets(answer: (socket: Socket, count: number) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let count = 0
    socket.on('error', () => undefined)
    socket.on('data', () => {
      count += 1
      answer(socket, count)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const whole = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

test('uses a connection again, and another one where the server closed it meanwhile', async () => {
  let connections = 0
  const url = await serveSockets((socket, count) => {
    if (count === 1) connections += 1
    if (count < 3) socket.write(whole)
    else socket.destroy()
  })
  const steps = ['a', 'b', 'c'].map((name) => step('http', { get: url, expect: { text: 'ok' } }, { name }))
  const result = await run(steps)
  expect(result.steps.map(({ outcome, attempts }) => [outcome, attempts])).toEqual(Array(3).fill(['passed', 1]))
  expect(connections).toBe(2)
})

test('never sends twice what writes', async () => {
  let requests = 0
  const url = await serveSockets((socket, count) => {
    requests += 1
    if (count === 1) socket.write(whole)
    else socket.destroy()
  })
  const steps = [
    step('http', { get: url, expect: { text: 'ok' } }),
    step('http', { post: url, body: 'x', expect: { text: 'ok' } }, { name: 'b' }),
  ]
  const { steps: ends } = await run(steps)
  expect(requests).toBe(2)
  expect(ends[1]?.message).toMatch(/the server closed the connection before its answer was whole/)
})

test.each([
  ['gzip', gzipSync('hello')],
  ['x-gzip', gzipSync('hello')],
  ['br', brotliCompressSync('hello')],
  ['deflate', deflateSync('hello')],
  ['deflate', deflateRawSync('hello')],
  ['gzip, br', brotliCompressSync(gzipSync('hello'))],
  ['identity', Buffer.from('hello')],
])('reads a body in %s', async (encoding, bytes) => {
  const origin = await serve((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes))
  const expectations = { text: { equals: 'hello' }, bytes: 5, headers: { 'content-encoding': encoding } }
  const { steps } = await run([step('http', { get: origin, expect: expectations })])
  expect(steps[0]?.message).toBeUndefined()
})

test.each([
  ['gzip', Buffer.from('hello'), /the body is no whole gzip: incorrect header check/],
  ['gzip', gzipSync('hello'.repeat(1000)).subarray(0, 30), /the body is no whole gzip: unexpected end of file/],
  ['gzip,gzip,gzip,gzip', gzipSync('x'), /the body is compressed 4 times over/],
])('fails a body that is not what it says: %s', async (encoding, bytes, message) => {
  const origin = await serve((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes))
  const { steps } = await run([step('http', { get: origin, expect: { status: 200 } }, once)])
  expect(steps[0]?.message).toMatch(message)
})

test('joins several values of one header, cookies too', async () => {
  const origin = await serve((_, response) =>
    response
      .writeHead(
        200,
        [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
          ['x-a', '1'],
          ['x-a', '2'],
        ].flat(),
      )
      .end(),
  )
  const headers = { 'set-cookie': 'a=1, b=2', 'x-a': '1, 2' }
  const { steps } = await run([step('http', { get: origin, expect: { headers } })])
  expect(steps[0]?.message).toBeUndefined()
})

test('takes a HEAD for an answer without a body', async () => {
  const origin = await serve((_, response) =>
    response.writeHead(200, { 'content-length': 100, 'content-encoding': 'gzip' }).end(),
  )
  const { steps } = await run([step('http', { head: origin, expect: { headers: { 'content-length': '100' } } })])
  expect(steps[0]?.message).toBeUndefined()
})

test('shows of a failed answer what was sent and what came, cut and without secrets', async () => {
  const origin = await serve((_, response) =>
    response.writeHead(404, { 'set-cookie': 'id=1', 'x-a': 'b' }).end('no '.repeat(5000)),
  )
  const settings = {
    post: `${origin}/a?token=t1&b=2`,
    headers: { cookie: 'c=d' },
    body: { a: 1 },
    expect: { status: 200 },
  }
  const { steps } = await run([step('http', settings)])
  const { request, response } = steps[0]?.exchange ?? {}
  expect(request).toEqual({
    title: `POST ${origin}/a?token=•••&b=2`,
    headers: { cookie: '•••', 'content-type': 'application/json' },
    body: '{"a":1}',
  })
  expect(response).toMatchObject({ title: '404', headers: { 'set-cookie': '•••', 'x-a': 'b' } })
  expect(response?.body?.length).toBeLessThan(4100)
})

test('shows bytes that are no text as their number', async () => {
  const origin = await serve((_, response) => response.writeHead(404).end(Buffer.from([0xff, 0xfe, 0])))
  const { steps } = await run([step('http', { get: origin, expect: { status: 200 } })])
  expect(steps[0]?.exchange?.response?.body).toBe('3 bytes that are no text')
})

test('tries again what was throttled, and says so', async () => {
  let count = 0
  const origin = await serve((_, response) => {
    count += 1
    response.writeHead(count === 1 ? 429 : 200).end()
  })
  const { steps } = await run([step('http', { get: origin, expect: { status: 200 } })])
  expect(steps[0]).toMatchObject({ outcome: 'passed', attempts: 2 })
})

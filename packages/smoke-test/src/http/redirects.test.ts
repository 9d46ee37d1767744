import { expect, test } from 'vitest'
import { run, serve, step } from '../suite.test.fixture.ts'

const once = { retry: { attempts: 1 } }
const follow = true

test('takes a redirect as the answer unless told to follow', async () => {
  const origin = await serve((_, response) => response.writeHead(302, { location: '/next' }).end())
  const settings = { get: origin, expect: { status: 302, headers: { location: '/next' } } }
  expect((await run([step('http', settings)])).passed).toBe(1)
  expect((await run([step('http', { get: origin, expect: { status: 200 } })])).failed).toBe(1)
})

test('follows where it is told to, a redirected POST as GET', async () => {
  const seen: string[] = []
  const origin = await serve((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['x-key']}`)
    if (request.url === '/a') response.writeHead(303, { location: 'b' }).end()
    else if (request.url === '/b') response.writeHead(307, { location: '/c' }).end()
    else response.end('there')
  })
  const settings = { post: `${origin}/a`, body: 'x', headers: { 'x-key': 'k' }, follow, expect: { text: 'there' } }
  expect((await run([step('http', settings)])).passed).toBe(1)
  expect(seen).toEqual(['POST /a k', 'GET /b k', 'GET /c k'])
})

test('sends headers of the step to no other origin', async () => {
  const seen: unknown[] = []
  const other = await serve((request, response) => {
    seen.push(request.headers['x-key'], request.headers.authorization)
    response.end('there')
  })
  const origin = await serve((_, response) => response.writeHead(302, { location: other }).end())
  const headers = { 'x-key': 'k', authorization: 'Bearer t' }
  expect((await run([step('http', { get: origin, headers, follow, expect: { text: 'there' } })])).passed).toBe(1)
  expect(seen).toEqual([undefined, undefined])
})

test.each([
  ['a circle', (count: number) => `/${count % 2}`, /redirects in a circle/],
  ['an endless way', (count: number) => `/step${count}`, /redirects more than 10 times/],
  ['a file', () => 'file:///etc/passwd', /no web address/],
])('fails %s', async (_, locationOf, message) => {
  let count = 0
  const origin = await serve((_request, response) => {
    count += 1
    response.writeHead(302, { location: locationOf(count) }).end()
  })
  const { steps } = await run([step('http', { get: origin, follow, expect: { status: 200 } }, once)])
  expect(steps[0]).toMatchObject({ outcome: 'failed', message: expect.stringMatching(message) })
})

import type { JsonWithText } from '@project-utils/project'
import { expect, test } from 'vitest'
import { problemsOf } from '../steps/step.test.fixture.ts'
import { run, serve, step } from '../suite.test.fixture.ts'

const ok = { status: 200 }

/** What a server was sent by a step with these settings. */
async function sentBy(
  method: 'get' | 'post' | 'delete',
  path: string,
  settings: Readonly<Record<string, JsonWithText>>,
) {
  let seen: unknown
  const origin = await serve(async (request, response) => {
    const { url, rawHeaders, headers } = request
    const own = rawHeaders.flatMap((name, at) => (name.startsWith('x-') ? [rawHeaders[at + 1]] : []))
    seen = { url, own, type: headers['content-type'], body: Buffer.concat(await request.toArray()).toString('hex') }
    response.end()
  })
  const { steps } = await run([step('http', { [method]: origin + path, expect: ok, ...settings })])
  expect(steps[0]?.message).toBeUndefined()
  return seen
}

test('adds query parameters to those of the address, several of one name, too', async () => {
  expect(await sentBy('get', '/a?x=1', { query: { limit: 2, tag: ['a b', 'c&d'], all: true } })).toMatchObject({
    url: '/a?x=1&limit=2&tag=a+b&tag=c%26d&all=true',
  })
})

test('sends form fields, bytes and several headers of one name', async () => {
  expect(await sentBy('post', '/', { form: { a: 'b c', d: [1, 2] } })).toMatchObject({
    type: 'application/x-www-form-urlencoded',
    body: Buffer.from('a=b+c&d=1&d=2').toString('hex'),
  })
  const headers = { 'content-type': 'image/png', 'x-a': ['1', '2'] }
  expect(await sentBy('delete', '/', { base64: '/wD+', headers })).toEqual({
    url: '/',
    own: ['1', '2'],
    type: 'image/png',
    body: 'ff00fe',
  })
})

const wrong: readonly (readonly [Readonly<Record<string, JsonWithText>>, RegExp])[] = [
  [{ query: { a: { b: 1 } } }, /is no text, number, true or false \(query\.a\)/],
  [{ query: 'a=1' }, /query/],
  [{ form: { a: 1 } }, /get sends no body \(form\)/],
  [{ post: 'https://a.example/', body: 'x', form: { a: 1 } }, /has body and form/],
  [{ post: 'https://a.example/', base64: '%' }, /is no base64/],
  [{ headers: { 'Content-Length': '3' } }, /the step itself sends Content-Length/],
  [{ headers: { 'x-a': 'a\r\nb: c' } }, /cannot be sent with this value/],
  [{ headers: { 'x-a': [] } }, /cannot be sent with this value/],
  [{ follow: 'yes' }, /follow/],
  [{ repeat: 1 }, /says not how often/],
  [{ repeat: { times: 5, parallel: 0 } }, /says not how often/],
  [{ through: { route: 'GET /' } }, /through names a function/],
  [{ through: { function: 'Api', route: 'reports' } }, /is no route of an API/],
]

test.each(wrong)('refuses %j', (settings, message) => {
  const address: Readonly<Record<string, JsonWithText>> = 'post' in settings ? {} : { get: 'https://a.example/' }
  expect(problemsOf('http', { ...address, ...settings, expect: ok }).join('\n')).toMatch(message)
})

import { expect, test } from 'vitest'
import { toApiEvent } from './api-event.ts'

const time = new Date('2026-11-21T16:15:02.500Z')

test('makes the full event of payload format 2.0', () => {
  const request = {
    method: 'POST',
    url: 'https://abc123.execute-api.us-east-1.amazonaws.com/votes/a%20b?tag=x&tag=y&q=1%262',
    headers: { 'Content-Type': 'application/json', Cookie: 'a=1; b=2', 'user-agent': 'test' },
    body: '{"vote":"ü"}',
    account: '111111111111',
    requestId: 'r1',
    time,
  }
  expect(toApiEvent(request)).toEqual({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/votes/a b',
    rawQueryString: 'tag=x&tag=y&q=1%262',
    cookies: ['a=1', 'b=2'],
    headers: {
      accept: '*/*',
      'content-length': '13',
      'content-type': 'application/json',
      host: 'abc123.execute-api.us-east-1.amazonaws.com',
      'user-agent': 'test',
      'x-amzn-trace-id': 'Root=1-00000000-000000000000000000000000',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    queryStringParameters: { tag: 'x,y', q: '1&2' },
    requestContext: {
      accountId: '111111111111',
      apiId: 'abc123',
      domainName: 'abc123.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'abc123',
      http: { method: 'POST', path: '/votes/a b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'r1',
      routeKey: '$default',
      stage: '$default',
      time: '21/Nov/2026:16:15:02 +0000',
      timeEpoch: time.getTime(),
    },
    body: '{"vote":"ü"}',
    isBase64Encoded: false,
  })
})

test.each([
  ['http://localhost:4566/_aws/execute-api/abc123/reports', '/reports'],
  ['http://localhost:4566/_aws/execute-api/abc123/$default/reports', '/reports'],
  ['http://localhost:4566/_aws/execute-api/abc123', '/'],
  ['http://localhost:4566/_aws/lambda-url/abc123/x/', '/x/'],
])("takes the local cloud's prefix off %s", (url, rawPath) => {
  expect(toApiEvent({ method: 'GET', url })).toMatchObject({ rawPath, requestContext: { apiId: 'abc123' } })
})

test('leaves out what a request does not have', () => {
  const event = toApiEvent({ method: 'GET', url: 'https://a.example/' })
  expect(Object.keys(event)).not.toEqual(expect.arrayContaining(['body', 'cookies', 'queryStringParameters']))
  expect(event).toMatchObject({ isBase64Encoded: false, rawQueryString: '' })
})

test('sends form fields in base64, as an HTTP API does', () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const event = toApiEvent({ method: 'POST', url: 'https://a.example/', headers, body: 'a=1' })
  expect(event).toMatchObject({ body: 'YT0x', isBase64Encoded: true })
})

const api = 'https://abc123.execute-api.us-east-1.amazonaws.com'

test.each([
  ['GET /reports/{id}', '/reports/a%2Fb%20c', { id: 'a/b c' }],
  ['GET /reports/{id}/votes/{vote-id}', '/reports/1/votes/2', { id: '1', 'vote-id': '2' }],
  ['ANY /{proxy+}', '/a/b', { proxy: 'a/b' }],
  ['GET /reports/{id}', '/prod/reports/1', { id: '1' }],
  ['GET /a.b/{id}', '/axb/1', undefined],
  ['GET /reports', '/reports', undefined],
  ['$default', '/reports', undefined],
])('takes path parameters from the route %s: %s', (route, path, pathParameters) => {
  const event = toApiEvent({ method: 'GET', url: api + path, route })
  expect(event).toMatchObject({ routeKey: route, requestContext: { routeKey: route } })
  expect(event['pathParameters']).toEqual(pathParameters)
})

test('sends bytes in base64, and several headers of one name joined', () => {
  const headers = { 'content-type': 'image/png', 'X-A': ['1', '2'] }
  const event = toApiEvent({ method: 'POST', url: api, headers, body: Buffer.from([0xff, 0]) })
  expect(event).toMatchObject({ body: '/wA=', isBase64Encoded: true, headers: { 'x-a': '1,2', 'content-length': '2' } })
})

test('tells of the text that bytes of a text type are', () => {
  const headers = { 'content-type': 'application/json' }
  const event = toApiEvent({ method: 'POST', url: api, headers, body: Buffer.from('"ü"') })
  expect(event).toMatchObject({ body: '"ü"', isBase64Encoded: false })
})

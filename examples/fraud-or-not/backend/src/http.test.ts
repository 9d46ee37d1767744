import { Buffer } from 'node:buffer'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { expect, it } from 'vitest'
import { type Route, serve } from './http.ts'
import { send } from './request.fixture.ts'

const routes: readonly Route[] = [
  { method: 'GET', path: '/things/{id}', run: async ({ parameters }) => ({ status: 200, body: parameters }) },
  { method: 'POST', path: '/things', run: async (request) => ({ status: 201, body: request.json() }) },
  {
    method: 'GET',
    path: '/broken',
    async run() {
      throw new Error('the table said something private')
    },
  },
]

it('answers 404 where nothing is, and 405 with the methods where something else is', async () => {
  expect(await send(routes, 'GET /nothing')).toMatchObject({ status: 404 })
  expect(await send(routes, 'DELETE /things')).toMatchObject({ status: 405, headers: { allow: 'POST' } })
})

it('writes one log line per request, without the body', async () => {
  const { lines } = await send(routes, 'POST /things', { secret: 'private' })
  expect(lines).toMatchObject([
    { level: 'info', requestId: 'request-1', method: 'POST', route: '/things', status: 201 },
  ])
  expect(JSON.stringify(lines)).not.toContain('private')
})

it('logs the cause of a failure and keeps it from the caller', async () => {
  const { status, body, lines } = await send(routes, 'GET /broken')
  expect(status).toBe(500)
  expect(JSON.stringify(body)).not.toContain('private')
  expect(lines).toMatchObject([{ level: 'error', error: { message: 'the table said something private' } }])
})

it('reads a body that API Gateway has encoded', async () => {
  const event = {
    rawPath: '/things',
    requestContext: { http: { method: 'POST' } },
    body: Buffer.from('{"a":1}').toString('base64'),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2
  expect((await serve(routes, () => {})(event)).body).toBe('{"a":1}')
})

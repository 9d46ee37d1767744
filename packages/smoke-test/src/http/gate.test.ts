import type { JsonWithText } from '@project-utils/project'
import { expect, test } from 'vitest'
import { clientOf, run, step } from '../suite.test.fixture.ts'

const functions = { Api: 'votes-dev-function-api' }
const url = 'https://api.example/reports/a1'

/** How a step ends whose function answers so, and the event that the function was given. */
async function throughFunction(answer: unknown, settings: Readonly<Record<string, JsonWithText>>) {
  let event: unknown
  const send = async ({ input }: { readonly input: { readonly Payload: Uint8Array } }): Promise<unknown> => {
    event = JSON.parse(new TextDecoder().decode(input.Payload))
    return { Payload: new TextEncoder().encode(JSON.stringify(answer)) }
  }
  const more = { client: clientOf({ send }), functions, versions: { Api: '7' } }
  const { steps } = await run([step('http', { through: 'Api', ...settings })], more)
  return { step: steps[0], event }
}

test('gives the function of a gate what its route names', async () => {
  const through = { function: 'Api', route: 'GET /reports/{id}' }
  const { step: end, event } = await throughFunction(
    { statusCode: 200 },
    { get: url, through, expect: { status: 200 } },
  )
  expect(end?.outcome).toBe('passed')
  expect(event).toMatchObject({ routeKey: 'GET /reports/{id}', pathParameters: { id: 'a1' } })
})

test('fails a request that is none of the route', async () => {
  const through = { function: 'Api', route: 'GET /votes/{id}' }
  const { step: end, event } = await throughFunction({}, { get: url, through, expect: { status: 200 } })
  expect(end?.message).toBe('GET /reports/a1 is not what the route GET /votes/{id} leads to')
  expect(event).toBeUndefined()
})

test('reads bytes, cookies and the lack of a body as they would come over HTTP', async () => {
  const picture = { statusCode: 200, body: '/wA=', isBase64Encoded: true, cookies: ['a=1; Secure', 'b=2'] }
  const expected = { bytes: 2, headers: { 'set-cookie': 'a=1; Secure, b=2' } }
  expect((await throughFunction(picture, { get: url, expect: expected })).step?.message).toBeUndefined()
  const told = { statusCode: 200, headers: { 'X-A': 1 }, body: 'text' }
  expect(
    (await throughFunction(told, { head: url, expect: { bytes: 0, headers: { 'x-a': '1' } } })).step?.outcome,
  ).toBe('passed')
})

test('gives the function who sends', async () => {
  const settings = { post: url, body: 'x', auth: { bearer: 'token-1234' }, expect: { status: 200 } }
  const { event } = await throughFunction({ statusCode: 200 }, settings)
  expect(event).toMatchObject({ headers: { authorization: 'Bearer token-1234' } })
})

import { expect, test } from 'vitest'
import { fromApiPayload } from './api-answer.ts'

const read = (payload: string) => {
  const { body, ...answer } = fromApiPayload(payload)
  return { ...answer, text: Buffer.from(body).toString() }
}

test.each([
  [
    { statusCode: 201, headers: { 'X-A': 1 }, body: 'x' },
    { status: 201, headers: { 'x-a': '1' }, text: 'x' },
  ],
  [
    { statusCode: 200, body: 'eA==', isBase64Encoded: true },
    { status: 200, headers: {}, text: 'x' },
  ],
  [{ statusCode: 204 }, { status: 204, headers: {}, text: '' }],
  [
    { statusCode: 200, cookies: ['a=1', 'b=2'] },
    { status: 200, headers: { 'set-cookie': 'a=1, b=2' }, text: '' },
  ],
  [{ items: [] }, { status: 200, headers: { 'content-type': 'application/json' }, text: '{"items":[]}' }],
  ['hello', { status: 200, headers: { 'content-type': 'application/json' }, text: 'hello' }],
])('answers with %j as an HTTP API does', (payload, answer) => {
  expect(read(JSON.stringify(payload))).toEqual(answer)
})

test.each([['no json'], ['{"statusCode":"ok"}'], ['{"statusCode":99}'], ['{"statusCode":200,"body":{}}']])(
  'answers 500 for %s',
  (payload) => {
    expect(read(payload)).toMatchObject({
      status: 500,
      text: '{"message":"Internal Server Error"}',
      note: expect.any(String),
    })
  },
)

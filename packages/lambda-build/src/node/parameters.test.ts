import { expect, it } from 'vitest'
import { parametersOf } from './parameters.ts'

it.each([
  ['export const handler = async (event: Event) => 1', 1],
  ['export const handler = async () => 1', 0],
  ['export const handler: Handler<A, B> = async (event, context, callback) => { callback() }', 3],
  ['export async function handler(event: Record<string, number>, context: Context) {}', 2],
  ['export function handler(event, context, callback: (error: Error | null, value?: B) => void): void {}', 3],
  ['const handler = function (event, context, done) {}\nexport { handler }', 3],
  ['export const handler = (event, context, callback = none) => 1', 2],
  ['export const handler = (event, ...rest) => 1', 1],
  ['export const handler = ({ a, b }: { a: string, b: string }, [c, d]) => 1', 2],
  ['// const handler = (a, b, c) => 1\nexport const handler = (event,) => 1', 1],
  ['export const handler = middy(async (event, context, callback) => 1)', undefined],
  ['export const handler = (0, wrap)(async (event) => 1)', undefined],
  ["export { handler } from './other'", undefined],
  ['export const handler = awslambda.streamifyResponse(async (event, stream, context) => 1)', undefined],
])('sees of %j that it declares %s parameters', (source, expected) => {
  expect(parametersOf(source, 'handler')).toBe(expected)
})

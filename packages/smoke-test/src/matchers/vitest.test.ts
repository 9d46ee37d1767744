import { expect, test } from 'vitest'
import { runSuite } from '../run-suite.ts'
import { listening, scope, serve, step } from '../suite.test.fixture.ts'
import { matchers, type SuiteMatchers } from './vitest.ts'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends SuiteMatchers<R> {}
}

expect.extend(matchers)

const suite = (origin: string, status: number) => ({
  name: 'smoke',
  environment: scope,
  steps: [step('http', { get: origin, expect: { status } })],
})

test('passes a suite that passes, run or to be run, and shows what differs in one that fails', async () => {
  const origin = await serve((_, response) => response.end('{}'))
  await expect(suite(origin, 200)).toPassSuite()
  await expect(await runSuite(suite(origin, 200), listening())).toPassSuite()
  await expect(suite(origin, 404)).not.toPassSuite()
  await expect(expect(suite(origin, 404)).toPassSuite()).rejects.toThrow(
    /1 of 1 checks failed\n {2}smoke 1: expected status 404/,
  )
})

test.each([7, undefined, {}, { steps: 'all' }])('takes %j for no suite', async (received) => {
  await expect(expect(received).toPassSuite()).rejects.toThrow('toPassSuite takes')
})

test('refuses a suite that expects nothing', async () => {
  const nothing = { name: 'smoke', environment: scope, steps: [step('http', { get: 'http://127.0.0.1:9/' })] }
  await expect(expect(nothing).toPassSuite()).rejects.toThrow('expects nothing of the answer')
})

test('compares a value with a shape', () => {
  expect({ items: [{ id: 1 }] }).toMatchShape({ items: [{ id: 'number' }] })
  expect({ items: null }).not.toMatchShape({ items: 'array' })
  expect(() => expect({ items: null }).toMatchShape({ items: 'array' })).toThrow(
    'value.items: expected an array, got null',
  )
  expect(() => expect(1).toMatchShape('nmber')).toThrow('is no kind of value')
})

test('compares the status of an answer', () => {
  const answer = new Response('', { status: 404 })
  expect(answer).toHaveStatus([404, '2xx'])
  expect(answer).not.toHaveStatus(200)
  expect(() => expect(answer).toHaveStatus(200)).toThrow('expected status 200, got 404')
  expect(() => expect('404').toHaveStatus(404)).toThrow('takes a Response')
  expect(() => expect(answer).toHaveStatus('fine')).toThrow('is no status')
})

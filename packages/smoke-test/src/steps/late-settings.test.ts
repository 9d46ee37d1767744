import type { SuiteStep } from '@project-utils/project'
import { expect, test } from 'vitest'
import { judgeSuite } from '../suite/judge.ts'
import { run, scope, step } from '../suite.test.fixture.ts'
import { fakeClient } from './step.test.fixture.ts'

/** A setting that is known only when its step's turn has come. */
const late = (name: string) => ({ parts: [{ kind: 'captured', name }], where: {} }) as never

const source = (text: string, more: Partial<SuiteStep> = {}): SuiteStep => {
  const expected = { text: { matches: '.' } }
  const settings = { run: [process.execPath, '--print', text], writes: false, expect: expected }
  return step('command', settings, { name: 'source', capture: { it: 'it' }, ...more })
}

const giving = (value: unknown): SuiteStep => source(`'${JSON.stringify({ it: value })}'`)
const childEnvironment = { PATH: process.env['PATH'] ?? '' }

test.each([
  ['dynamodb', { table: 'Reports', query: { id: 'a' }, expect: { count: late('it') } }],
  ['s3', { bucket: 'Site', list: '', expect: { count: late('it') } }],
  ['logs', { group: 'Logs', expect: { count: late('it') } }],
  ['dns', { name: 'a.example', expect: { count: late('it') } }],
  ['dynamodb', { table: late('it'), put: late('it') }],
  ['sqs', { queue: 'Votes', expect: { depth: late('it') } }],
] as const)('takes settings of %s for right that are known later: %j', async (kind, settings) => {
  expect((await judgeSuite({ steps: [giving(1), step(kind, settings as never)] })).problems).toEqual([])
})

test('refuses at its turn what could not be refused before: a writing step in read-only', async () => {
  const { client, calls } = fakeClient({ PutItem: {} })
  const environment = { ...scope, tier: 'read-only' } as const
  const steps = [giving({ id: 'a' }), step('dynamodb', { table: 'reports', put: late('it') })]
  const result = await run(steps, { client, environment, childEnvironment })
  expect(result.steps[1]?.message).toMatch(/^nothing was sent: .*writes test data, which .* tier read-only refuses/)
  expect(calls).toEqual([])
  expect((await run(steps, { client, childEnvironment })).ok).toBe(true)
})

test('refuses at its turn what could not be refused before: nothing there without a fence', async () => {
  const { client, calls } = fakeClient({ Query: { Items: [] } })
  const asking = step('dynamodb', { table: 'reports', query: { id: 'a' }, expect: { count: late('it') } })
  const message = async (value: number) =>
    (await run([giving(value), asking], { client, childEnvironment })).steps[1]?.message
  expect(await message(0)).toMatch(/^nothing was sent: .*which is also so while it has not come yet/)
  expect(calls).toEqual([])
  expect(await message(1)).toBe('expected 1 items, got 0')
})

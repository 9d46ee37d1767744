import { expect, test } from 'vitest'
import { run, step } from '../suite.test.fixture.ts'
import { logsStep } from './logs.ts'
import { fakeClient, needsFence, problemsOf, runOne, serviceError } from './step.test.fixture.ts'

const ok = { text: 'x' }

test.each([
  [{ expect: ok }, ['needs one of function, group']],
  [{ function: 'Api', group: 'x', expect: ok }, ['has function and group, not one of them']],
  [{ function: 'Api' }, ['expects nothing of the answer (expect)']],
  [{ function: 'Api', expect: { text: { matches: '(' } } }, [expect.stringContaining('is no regular expression')]],
  [{ function: 'Api', expect: { absent: true, count: 1 } }, ['absent lines have no count (expect.absent)']],
  [{ function: 'Api', before: 'long', expect: ok }, ['"long" is no duration (before)']],
])('refuses %j', (settings, problems) => {
  expect(problemsOf('logs', settings as never)).toEqual(problems)
})

test('needs a fence to prove that there is no line', async () => {
  expect(await needsFence('logs', { function: 'Api', expect: { text: 'ERROR', absent: true } })).toBe(true)
  expect(await needsFence('logs', { function: 'Api', expect: { count: 0 } })).toBe(true)
  expect(await needsFence('logs', { function: 'Api', expect: ok })).toBe(false)
})

const functions = { Api: 'votes-dev-function-api' }
const lines = (...texts: readonly string[]) => ({
  events: texts.map((message) => ({ message, timestamp: 1_700_000_000_000, logStreamName: 's' })),
})
const found = lines('START', '2026-11-22T00:00:00.000Z\t1f0c-1\tINFO\t{"level":"info","vote":7}\n', '{"vote":8}')

test.each([
  [{ expect: { text: 'START' } }, { FilterLogEvents: found }, undefined],
  [{ expect: { json: { vote: 7 } } }, { FilterLogEvents: found }, undefined],
  [{ expect: { json: { vote: 'number' }, count: 2 } }, { FilterLogEvents: found }, undefined],
  [{ expect: { text: 'ERROR', absent: true } }, { FilterLogEvents: found }, undefined],
  [{ expect: { text: 'ERROR' } }, { FilterLogEvents: {} }, 'expected at least 1 such lines, got 0'],
  [
    { expect: { text: 'START', absent: true } },
    { FilterLogEvents: found },
    'expected no such line, got 1, the first: "START"',
  ],
  // A group that is not there is no group without such a line.
  [
    { expect: { text: 'ERROR', absent: true } },
    { FilterLogEvents: serviceError('ResourceNotFoundException') },
    'log group /aws/lambda/votes-dev-function-api does not exist; Api was never invoked, or writes elsewhere: name it by group',
  ],
])('looks for %j', async (settings, answers, message) => {
  const more = { ...fakeClient(answers), functions }
  expect((await runOne('logs', { function: 'Api', ...settings } as never, more)).message).toBe(message)
})

test('reads all pages of what was written since the suite began', async () => {
  const pages = [{ ...lines('a'), nextToken: 'n' }, { nextToken: 'm' }, lines('b')]
  const { client, calls } = fakeClient({ FilterLogEvents: () => pages.shift() })
  const begun = Date.now()
  const settings = { group: '/votes', pattern: 'b', before: '1m', expect: { text: 'b' } }
  expect((await runOne('logs', settings, { client })).message).toBeUndefined()
  expect(calls).toHaveLength(3)
  const { startTime, ...asked } = calls[2]?.input ?? {}
  expect(asked).toEqual({ logGroupName: '/votes', filterPattern: 'b', nextToken: 'm' })
  expect(Number(startTime)).toBeGreaterThanOrEqual(begun - 60_000)
  expect(Number(startTime)).toBeLessThanOrEqual(Date.now() - 60_000)
})

test('waits for a line by itself, which is no flaw', async () => {
  const answers = [{}, lines('x')]
  const { client } = fakeClient({ FilterLogEvents: () => answers.shift() })
  const beside = { eventually: { within: '5s', every: '5ms' } }
  const { steps, findings } = await run([step('logs', { function: 'Api', expect: ok }, beside)], { client, functions })
  expect(steps[0]).toMatchObject({ outcome: 'passed', attempts: 2 })
  expect(findings).toEqual([])
})

test('waits half a minute for a line that says neither retry nor eventually', () => {
  const report = { tell: () => undefined, at: () => report }
  expect(logsStep.prepare({ function: 'Api', expect: ok }, report)?.eventually).toBe(30_000)
  expect(logsStep.prepare({ function: 'Api', expect: { absent: true } }, report)?.eventually).toBeUndefined()
})

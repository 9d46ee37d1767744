import { expect, it, vi } from 'vitest'
import { type Started, start } from './start.ts'

const wait = { timeout: 10_000 }

/** Waits until the program sails, so that a signal meets it at work. */
async function sailing(line: string): Promise<Started> {
  const started = start(line)
  await vi.waitFor(() => expect(started.error()).toContain('Sail round the world ...'), wait)
  return started
}

const typesOf = (text: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).type)

it.each([
  ['status', 0],
  ['crash', 70],
  ['dry', 70],
  ['late', 70],
  ['reject', 70],
  ['status --nonsense', 2],
  ['follow', 2],
])('prints one envelope and nothing else for %s --json', async (line, exitCode) => {
  const run = start(`${line} --json`)
  expect(await run.ended).toBe(exitCode)
  expect(run.out().split('\n')).toHaveLength(2)
  expect(JSON.parse(run.out())).toMatchObject({ v: 1, exitCode, ok: exitCode === 0 })
})

it.each([
  ['status', ['hello', 'step', 'step', 'result'], 0],
  ['crash', ['hello', 'result'], 70],
  ['late', ['hello', 'step', 'result'], 70],
  ['dry', ['hello', 'step', 'result'], 70],
  ['status --nonsense', ['hello', 'result'], 2],
])('streams hello first and one result last for %s', async (line, types, exitCode) => {
  const run = start(`${line} --output ndjson`)
  expect(await run.ended).toBe(exitCode)
  expect(typesOf(run.out())).toEqual(types)
})

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const)('settles on %s and says how it ended', async (signal, exitCode) => {
  const run = await sailing('sail --output ndjson')
  run.child.kill(signal)
  expect(await run.ended).toBe(exitCode)
  expect(typesOf(run.out())).toEqual(['hello', 'step', 'step', 'result'])
  expect(run.error()).toContain('settling')
})

it.each(['json', 'ndjson', 'text'])('leaves at once on a second signal, with a whole result in %s', async (form) => {
  const run = await sailing(`stay --output ${form}`)
  run.child.kill('SIGINT')
  await vi.waitFor(() => expect(run.error()).toContain('settling'), wait)
  run.child.kill('SIGTERM')
  expect(await run.ended).toBe(130)
  expect(run.error()).toContain('under way: Sail round the world')
  if (form === 'json') expect(JSON.parse(run.out())).toMatchObject({ exitCode: 130 })
  if (form === 'ndjson') expect(typesOf(run.out())).toEqual(['hello', 'step', 'result'])
  if (form === 'text') expect(run.out()).toBe('')
})

it('prints rows as they come and ends well when it is interrupted', async () => {
  const run = start('follow')
  await vi.waitFor(() => expect(run.out()).toContain('row 3\n'), wait)
  run.child.kill('SIGINT')
  expect(await run.ended).toBe(0)
  expect(run.out().split('\n').slice(0, 3)).toEqual(['row 0', 'row 1', 'row 2'])
  expect(run.error()).toBe('')
})

it('ends quietly when the reader of its rows goes away', async () => {
  const run = start('follow')
  await vi.waitFor(() => expect(run.out()).toContain('row 3\n'), wait)
  run.child.stdout?.destroy()
  expect(await run.ended).toBe(0)
  expect(run.error()).toBe('')
})

it('settles, and prints no stack, when the reader of its events goes away', async () => {
  const run = start('sail --output ndjson')
  run.child.stdout?.destroy()
  expect(await run.ended).toBe(130)
  expect(run.error()).toContain('Sail round the world: cancelled')
  expect(run.error()).not.toMatch(/^\s+at /m)
})

it('prints a large result whole', async () => {
  const run = start('large --json')
  expect(await run.ended).toBe(0)
  expect(JSON.parse(run.out()).data.text).toHaveLength(2_000_000)
})

it('ends though a command forgot a handle', async () => {
  const run = start('forget')
  expect(await run.ended).toBe(0)
  expect(run.out()).toContain('forgotten')
})

it('refuses without a stack trace, and prints one for a bug', async () => {
  const [usage, bug] = [start('statsu'), start('crash')]
  expect([await usage.ended, await bug.ended]).toEqual([2, 70])
  expect(usage.error()).toBe('project-ship: unknown command "statsu"\n  did you mean "project-ship status"?\n')
  expect(bug.error()).toMatch(/please report:\nTypeError: x is not a function\n\s+at /)
})

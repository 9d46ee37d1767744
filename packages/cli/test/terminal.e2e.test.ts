import { expect, it, vi } from 'vitest'
import { type Started, start } from './start.ts'

const wait = { timeout: 10_000 }
const esc = String.fromCharCode(27)
const [ctrlC, hide, show] = [String.fromCharCode(3), `${esc}[?25l`, `${esc}[?25h`]

async function at(line: string, text: string, environment: Readonly<Record<string, string>> = {}): Promise<Started> {
  const run = start(line, { terminal: true, environment })
  await vi.waitFor(() => expect(run.out()).toContain(text), wait)
  return run
}

function expectWhole(run: Started): void {
  expect(run.error()).toBe('whole\n')
  expect(run.out().lastIndexOf(show)).toBeGreaterThan(run.out().lastIndexOf(hide))
}

it('redraws its steps, in colours, and leaves the terminal whole', async () => {
  const run = start('status', { terminal: true })
  expect(await run.ended).toBe(0)
  expect(run.out()).toContain(hide)
  expect(run.out()).toContain(`${esc}[32m`)
  expectWhole(run)
})

it('prints no colours with NO_COLOR', async () => {
  const run = start('status', { terminal: true, environment: { NO_COLOR: '1' } })
  expect(await run.ended).toBe(0)
  expect(run.out()).not.toMatch(new RegExp(`${esc}\\[3[0-9]m`))
})

it.each([{ CI: 'true' }, { TERM: 'dumb' }])('prints plain lines with %j', async (environment) => {
  const run = start('status', { terminal: true, environment })
  expect(await run.ended).toBe(0)
  expect(run.out()).toContain('Sail round the world ...')
  expect(run.out()).not.toContain(hide)
})

it.each([
  ['y\r', true],
  ['yes\r', true],
  ['\r', false],
  ['no\r', false],
])('asks the person and takes %j for %s', async (keys, answer) => {
  const run = await at('confirm --json', 'Sail? [y/N]')
  run.child.stdin?.write(keys)
  expect(await run.ended).toBe(0)
  expect(run.out()).toContain(`"data":{"answer":${answer}}`)
  expectWhole(run)
})

it('takes Ctrl-C at the question for no, and settles', async () => {
  const run = await at('confirm --json', 'Sail? [y/N]')
  run.child.stdin?.write(ctrlC)
  expect(await run.ended).toBe(130)
  expect(run.out()).toContain('"exitCode":130')
  expectWhole(run)
})

it('finds nobody to ask without a terminal, and under CI', async () => {
  const [piped, ci] = [start('confirm --json'), start('confirm --json', { terminal: true, environment: { CI: '1' } })]
  expect([await piped.ended, await ci.ended]).toEqual([0, 0])
  expect(JSON.parse(piped.out()).data).toEqual({ answer: 'nobody' })
  expect(ci.out()).toContain('"answer":"nobody"')
})

it('settles on Ctrl-C, leaves at once on another, and leaves the terminal whole', async () => {
  const run = await at('stay', 'Sail round the world')
  run.child.stdin?.write(ctrlC)
  await vi.waitFor(() => expect(run.out()).toContain('press Ctrl-C again'), wait)
  // The first half second belongs to the copy of a Ctrl-C that npm sends.
  await new Promise((resolve) => setTimeout(resolve, 500))
  run.child.stdin?.write(ctrlC)
  expect(await run.ended).toBe(130)
  expect(run.out()).toContain('under way: Sail round the world')
  expectWhole(run)
})

it('leaves the terminal whole after a crash', async () => {
  const run = start('late', { terminal: true })
  expect(await run.ended).toBe(70)
  expectWhole(run)
})

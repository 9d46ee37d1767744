import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createMasker } from '@project-utils/run'
import { expect, onTestFinished, test } from 'vitest'
import { runSuite } from '../run-suite.ts'
import { listening, run, scope, step } from '../suite.test.fixture.ts'
import { problemsOf, runOne } from './step.test.fixture.ts'

test.each([
  [{}, ['needs run']],
  ['', ['"" is no command (run)']],
  [{ run: [] }, ['[] is no command (run)']],
  [{ run: ['node', null] }, ['["node",null] is no command (run)']],
  [{ run: 'true', expect: {} }, ['expects nothing of the answer (expect)']],
  [{ run: 'true', expect: { exit: 256 } }, ['256 is no exit code (expect.exit)']],
  [{ run: 'true', expect: { text: '' } }, ['every text contains "" (expect.text)']],
  [{ run: 'true', environment: ['A'] }, ['["A"] is no map of texts (environment)']],
  [{ run: 'true', shell: true }, ['"shell" is no setting of such a step (shell)']],
])('refuses %j', (settings, problems) => {
  expect(problemsOf('command', settings as never)).toEqual(problems)
})

const node = process.execPath
const childEnvironment = { PATH: process.env['PATH'] ?? '', INHERITED: 'yes' }

test.each([
  ['exit 0', undefined],
  [{ run: 'exit 3', expect: { exit: [2, 3] } }, undefined],
  [
    {
      run: 'echo "$INHERITED $OWN $AWS_REGION"',
      environment: { OWN: 1 },
      expect: { text: { equals: 'yes 1 us-east-1' } },
    },
    undefined,
  ],
  [
    {
      run: [node, '--print', 'JSON.stringify({ items: Array(9000).fill(1) })'],
      expect: { json: { items: ['number'] } },
    },
    undefined,
  ],
  [{ run: 'echo out; echo bad >&2', expect: { text: { equals: 'out' }, error: 'bad' } }, undefined],
  ['echo one; echo two >&2; exit 4', 'expected exit code 0, got exit code 4; last lines: one | two'],
  [{ run: 'exit 0', expect: { exit: 1 } }, 'expected exit code 1, got exit code 0'],
  [{ run: 'echo a', expect: { text: 'b' } }, 'output: expected to contain "b", got "a"; last lines: a'],
  [{ run: 'echo a', expect: { json: 'object' } }, 'json: expected JSON, got "a\\n"; last lines: a'],
  [{ run: 'kill -9 $$', expect: { exit: 0 } }, 'expected exit code 0, got signal SIGKILL'],
  [{ run: ['no-such-program-here'] }, 'cannot be started: spawn no-such-program-here ENOENT'],
  [{ run: 'head -c 2000000 /dev/zero', expect: { text: 'x' } }, /its output is larger than 1 MiB/],
])('runs %j', async (settings, message) => {
  const result = await runOne('command', settings as never, { childEnvironment })
  if (message === undefined) expect(result.message).toBeUndefined()
  else expect(result.message).toMatch(message)
})

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'command-step-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

async function isGone(file: string): Promise<boolean> {
  const pid = Number(await readFile(file, 'utf8'))
  for (let round = 0; round < 100; round += 1) {
    try {
      process.kill(pid, 0)
    } catch {
      return true
    }
    await wait(30)
  }
  return false
}

test('ends a command and its children at the time limit, and tells what it said', async () => {
  const cwd = await folder()
  const line = 'echo begun; sleep 60 & echo $! > pid; wait'
  const result = await runOne('command', { run: line, timeout: '2s' }, { childEnvironment, folder: cwd })
  expect(result.message).toMatch(/^did not end in .* and was ended with its children; last lines: begun$/)
  expect(result.exchange?.response?.body).toBe('begun\n')
  expect(await isGone(join(cwd, 'pid'))).toBe(true)
})

test('ends a command and its children when the run is interrupted', async () => {
  const cwd = await folder()
  const controller = new AbortController()
  const steps = [step('command', { run: 'sleep 60 & echo $! > pid; wait' })]
  const input = { name: 'smoke', steps, environment: scope, childEnvironment, folder: cwd }
  const running = runSuite(input, listening(controller.signal))
  while ((await readFile(join(cwd, 'pid'), 'utf8').catch(() => '')) === '') await wait(10)
  controller.abort('SIGINT')
  await expect(running).rejects.toBe('SIGINT')
  expect(await isGone(join(cwd, 'pid'))).toBe(true)
})

test('writes unless it says otherwise, and masks secrets in its output', async () => {
  const masker = createMasker()
  masker.add('very-secret-value')
  const { steps } = await run([step('command', { run: 'echo very-secret-value; exit 1' })], {
    childEnvironment,
    masker,
  })
  expect(JSON.stringify(steps)).not.toContain('very-secret-value')
  const readOnly = { childEnvironment, environment: { ...scope, tier: 'read-only' } } as const
  await expect(run([step('command', 'exit 0')], readOnly)).rejects.toMatchObject({ code: 'SMOKE_WRITES_REFUSED' })
  expect((await run([step('command', { run: 'exit 0', writes: false })], readOnly)).ok).toBe(true)
})

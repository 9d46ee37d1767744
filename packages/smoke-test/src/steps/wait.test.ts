import { expect, test } from 'vitest'
import { runSuite } from '../run-suite.ts'
import { judgeSuite } from '../suite/judge.ts'
import { listening, run, scope, step } from '../suite.test.fixture.ts'
import { problemsOf } from './step.test.fixture.ts'

test.each([
  [{}, ['needs for']],
  ['soon', ['"soon" is no duration (for)']],
  [{ for: 2 }, ['2 is no duration (for)']],
  ['16m', ['waits longer than fifteen minutes (for)']],
  [{ for: '2s', expect: { status: 200 } }, ['"expect" is no setting of such a step (expect)']],
])('refuses %j', (settings, problems) => {
  expect(problemsOf('wait', settings)).toEqual(problems)
})

const ok = step('command', { run: 'exit 0' }, { name: 'proof' })
const environment = { PATH: process.env['PATH'] ?? '' }

test('waits among steps that prove something', async () => {
  const { ok: isGreen, steps } = await run([step('wait', '30ms'), ok], { childEnvironment: environment })
  expect(isGreen).toBe(true)
  expect(steps[0]).toMatchObject({ outcome: 'passed', attempts: 1 })
})

test('is no suite by itself, nor with set-up and clean-up, and no fence', async () => {
  const messages = async (suite: Parameters<typeof judgeSuite>[0]) =>
    (await judgeSuite(suite)).problems.map(({ code, message }) => `${code} ${message}`)
  const only = 'SMOKE_SUITE_EMPTY the suite only waits, so it would prove nothing'
  const pause = step('wait', '1s', { name: 'pause' })
  expect(await messages({ steps: [pause] })).toEqual([only])
  expect(await messages({ setup: [ok], steps: [pause], cleanup: [ok] })).toEqual([only])
  expect(await messages({ setup: [pause], steps: [ok] })).toEqual([])
  const gone = step('dns', { name: 'a.example', expect: { absent: true } }, { fence: 'pause' })
  expect(await messages({ steps: [pause, gone] })).toEqual([
    'SMOKE_SETTING_INVALID step "smoke 1": "pause" proves nothing by itself, which is no fence (fence)',
  ])
})

test('ends at once when the run is interrupted', async () => {
  const controller = new AbortController()
  const steps = [step('wait', '10m'), ok]
  const running = runSuite({ name: 'smoke', steps, environment: scope }, listening(controller.signal))
  setTimeout(() => controller.abort('SIGINT'), 50)
  await expect(running).rejects.toBe('SIGINT')
})

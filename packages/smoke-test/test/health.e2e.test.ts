import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch'
import type { Envelope, Event } from '@project-utils/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packedBin } from '../../../tools/packed.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { openTiny, type TinyProject } from '../../../tools/tiny-project.ts'

let local: TestCloud
let tiny: TinyProject
let cloudWatch: CloudWatchClient
let bin: string

beforeAll(async () => {
  local = await testCloud()
  tiny = await openTiny({ endpoint: local.endpoint, localFolder: local.options.folder })
  // A machine under load makes nothing slow.
  await tiny.edit('project.yaml', (text) => `${text}health: { slow: 2m }\n`)
  bin = packedBin('project-test')
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'local' }
  cloudWatch = new CloudWatchClient({ endpoint: local.endpoint, region: 'us-east-1', credentials })
})

afterAll(async () => {
  cloudWatch?.destroy()
  await tiny?.close()
  await local?.stop()
})

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts `project-test health` in the project's folder. */
function start(...args: readonly string[]): {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  stdout(): string
} {
  const child = spawn(process.execPath, [bin, 'health', '--env', 'local', ...args], {
    ...{ cwd: tiny.folder, env: tiny.environment, stdio: ['ignore', 'pipe', 'pipe'] },
  })
  let [stdout, stderr] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((done) => child.once('close', (code) => done({ code, stdout, stderr })))
  return { child, ended, stdout: () => stdout }
}

async function json(...args: readonly string[]): Promise<Envelope & { readonly data: Data }> {
  const { stdout, stderr, code } = await start(...args, '--json').ended
  if (stdout === '') throw new Error(stderr)
  const envelope = JSON.parse(stdout) as Envelope & { readonly data: Data }
  expect(envelope.exitCode).toBe(code)
  return envelope
}

interface Data {
  readonly verdict: string
  readonly looks: readonly { readonly look: string; readonly verdict: string; readonly things: number }[]
}

const alarm = {
  ...{ AlarmName: 'by hand', Namespace: 'Tiny', MetricName: 'Lost', Statistic: 'Sum' as const, Period: 60 },
  ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' as const },
  Dimensions: [{ Name: 'FunctionName', Value: 'tiny-local-function-hello' }],
}

async function setAlarm(state: StateValue): Promise<void> {
  const input = { AlarmName: alarm.AlarmName, StateValue: state, StateReason: 'planted' }
  await cloudWatch.send(new SetAlarmStateCommand(input))
}

test('is red before anything is deployed, and says what to do', async () => {
  const { exitCode, data, findings } = await json()
  expect({ exitCode, verdict: data.verdict }).toEqual({ exitCode: 1, verdict: 'red' })
  expect(findings).toMatchObject([{ rule: 'health/stack-absent', fix: expect.stringMatching(/^project-deploy /) }, {}])
})

test('is green once it is deployed, with what was looked at', async () => {
  expect((await tiny.run()).code).toBe(0)
  const { exitCode, data, findings } = await json()
  expect({ exitCode, findings, verdict: data.verdict }).toEqual({ exitCode: 0, findings: [], verdict: 'green' })
  expect(data.looks).toEqual([
    { look: 'stacks', verdict: 'green', things: 1 },
    { look: 'endpoints', verdict: 'green', things: 2 },
    { look: 'functions', verdict: 'green', things: 1 },
    { look: 'alarms', verdict: 'none', things: 0 },
    { look: 'queues', verdict: 'none', things: 0 },
    { look: 'tables', verdict: 'green', things: 1 },
    { look: 'distributions', verdict: 'green', things: 1 },
    { look: 'certificates', verdict: 'none', things: 0 },
  ])
})

test('is red for an alarm that somebody made on the function: exit code, text, events and page say it', async () => {
  await cloudWatch.send(new PutMetricAlarmCommand(alarm))
  await setAlarm('ALARM')
  const text = await start('--html', 'health.html').ended
  expect(text.code).toBe(1)
  expect(text.stdout).toContain('verdict: red')
  expect(text.stdout).toContain('alarm by hand is in ALARM')
  const page = await readFile(join(tiny.folder, 'health.html'), 'utf8')
  expect(page).toContain('<h1>tiny local is broken</h1>')
  const events = (await start('--output', 'ndjson').ended).stdout
    .trimEnd()
    .split('\n')
    .map((line): Event => JSON.parse(line))
  expect(events[0]?.type).toBe('hello')
  expect(events.at(-1)).toMatchObject({ type: 'result', result: { exitCode: 1, data: { verdict: 'red' } } })
  const looks = events.flatMap((event) => (event.type === 'fact' && event.name === 'health.look' ? [event.data] : []))
  expect(looks).toContainEqual(expect.objectContaining({ area: 'alarms', verdict: 'red' }))
})

test('watches what changes, and ends at Ctrl-C with the exit code of the last verdict', async () => {
  const watch = start('--watch', '--interval', '5s', '--output', 'ndjson')
  await said(watch, '"to":"red"')
  await setAlarm('OK')
  await said(watch, '"to":"green"')
  watch.child.kill('SIGINT')
  const { code, stdout } = await watch.ended
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line): Event => JSON.parse(line))
  const rows = events.flatMap((event) => (event.type === 'row' ? [event.data] : []))
  expect(rows).toMatchObject([
    { change: 'began', level: 'red', area: 'alarms' },
    { change: 'verdict', from: null, to: 'red' },
    { change: 'ended', level: 'red', area: 'alarms' },
    { change: 'verdict', from: 'red', to: 'green' },
  ])
  expect(events.at(-1)).toMatchObject({ type: 'result', result: { exitCode: 0, data: { verdict: 'green' } } })
  expect(code).toBe(0)
  await setAlarm('ALARM')
  const red = start('--watch')
  await said(red, 'verdict red')
  red.child.kill('SIGINT')
  expect((await red.ended).code).toBe(1)
})

test.each([
  [['--watch', '--json'], 'fit into no single JSON document'],
  [['--since', 'yesterday'], '--since yesterday is no stretch of time for it'],
  [['--watch', '--interval', '1s'], '--interval 1s is no stretch of time for it'],
])('refuses %j before anything is asked', async (args, message) => {
  const { code, stderr } = await start(...args).ended
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})

async function said(run: ReturnType<typeof start>, text: string): Promise<void> {
  await expect.poll(() => run.stdout(), { timeout: 30_000, interval: 50 }).toContain(text)
}

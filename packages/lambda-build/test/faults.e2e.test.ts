import { setTimeout as delay } from 'node:timers/promises'
import type { Envelope } from '@project-utils/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Injector, openInjector } from '../../../tools/proxy/inject.ts'
import { type RunningProxy, startProxy } from '../../../tools/proxy/proxy.ts'
import { parseRule } from '../../../tools/proxy/rule.ts'
import { seeded, seedFrom, wholeBelow } from '../../../tools/soak/random.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { type Bench, openBench, rowOf } from './bench.ts'

const seed = seedFrom(process.env)
const random = seeded(seed)
let cloud: TestCloud
let proxy: RunningProxy
let injector: Injector
let bench: Bench
let round = 0

beforeAll(async () => {
  console.log(`faults: SEED=${seed}`)
  cloud = await testCloud()
  injector = openInjector()
  proxy = await startProxy({ target: cloud.endpoint, interceptors: injector.interceptors })
  bench = await openBench({ endpoint: proxy.endpoint, localFolder: cloud.options.folder, project: 'faulty' })
  expect(await bench.deploy('--yes')).toMatchObject({ exitCode: 0 })
})
afterAll(async () => {
  await bench?.close()
  await proxy?.close()
  await cloud?.stop()
})

/** Publishes code that nobody has seen yet, while rules strike. */
async function publishUnder(rules: readonly string[]): Promise<{ readonly run: Envelope; readonly struck: number }> {
  round += 1
  await bench.greet(`round ${round}`)
  injector.plan(rules.map(parseRule))
  const run = await bench.json('publish', '--alias', 'live')
  const struck = injector.struck().length
  injector.plan([])
  return { run, struck }
}

/** What must be so after the next run, whatever came before: the new code runs, as exactly one version, and serves. */
async function expectRight(before: number): Promise<void> {
  const again = await bench.json('publish', '--alias', 'live')
  expect(again).toMatchObject({ exitCode: 0, problems: [] })
  const row = rowOf(await bench.json('list'))
  expect(row).toMatchObject({ code: 'as built', version: String(before + 1), alias: `live → ${before + 1}` })
  const { data } = await bench.json('invoke', 'HelloFunction', '--qualifier', 'live')
  expect(JSON.stringify(data)).toContain(`round ${round}`)
  proxy.reset()
  expect(await bench.json('publish', '--alias', 'live')).toMatchObject({ data: { outcome: 'nothing to do' } })
  expect(proxy.calls().filter((call) => call.mutating)).toEqual([])
}

async function versionNow(): Promise<number> {
  return Number(rowOf(await bench.json('list'))['version'])
}

/** Exit codes: 0 where the fault was overcome, 2 where credentials end before a change, 6 after one or where it is not sure. */
it.each([
  ['lambda.UpdateFunctionCode=lost-answer', 0],
  ['lambda.UpdateFunctionCode=lost-answer*all', 0],
  ['lambda.UpdateFunctionCode=server-error*all', 6],
  ['lambda.UpdateFunctionCode=throttle', 0],
  ['lambda.UpdateFunctionCode=expired*all', 2],
  ['lambda.PublishVersion=lost-answer', 0],
  ['lambda.PublishVersion=lost-answer*all', 0],
  ['lambda.PublishVersion=throttle*all', 6],
  ['lambda.UpdateAlias=lost-answer*all', 0],
  ['lambda.UpdateAlias=expired*all', 6],
  ['lambda.GetFunctionConfiguration#3=reset', 0],
  ['s3.PutObject=reset', 0],
])('ends rightly under %s, and the next run finds or makes it right', { timeout: 240_000 }, async (rule, exitCode) => {
  const before = await versionNow()
  const { run, struck } = await publishUnder([rule])
  expect(struck).toBeGreaterThan(0)
  expect({ exitCode: run.exitCode, problems: run.problems }).toMatchObject({ exitCode })
  if (run.exitCode !== 0) expect(run.next?.command).toContain('project-lambda publish')
  await expectRight(before)
})

it('goes on with an upload where a fault stopped it', { timeout: 240_000 }, async () => {
  round += 1
  await bench.greet(`round ${round}`)
  injector.plan([{ ...parseRule('s3.PutObject=expired*all'), match: { operation: 's3.PutObject', path: '/blobs/' } }])
  const failed = await bench.json('upload')
  injector.plan([])
  expect(failed).toMatchObject({ exitCode: 2, problems: [{ code: 'AWS_EXPIRED_CREDENTIALS' }] })
  expect(failed.next?.command).toBe('project-lambda upload --project faulty --env local')
  expect(rowOf(await bench.json('upload'), 'artifacts')).toMatchObject({ state: 'uploaded' })
})

it('sends an invocation whose answer is lost no second time', { timeout: 240_000 }, async () => {
  injector.plan([parseRule('lambda.Invoke=lost-answer*all')])
  const lost = await bench.json('invoke', 'HelloFunction')
  const struck = injector.struck()
  injector.plan([])
  expect(lost).toMatchObject({ exitCode: 6, problems: [{ code: 'LAMBDA_INVOKE_UNSURE' }] })
  expect(struck).toHaveLength(1)
})

it('makes no changing call in a dry run', { timeout: 240_000 }, async () => {
  round += 1
  await bench.greet(`round ${round}`)
  proxy.reset()
  for (const command of ['upload', 'publish']) {
    const preview = await bench.json(command, '--dry-run', '--detailed-exitcode')
    expect(preview).toMatchObject({ exitCode: 3, dryRun: true })
  }
  expect(proxy.calls().filter((call) => call.mutating)).toEqual([])
  expect(await bench.json('publish', '--alias', 'live')).toMatchObject({ exitCode: 0 })
})

/** A sample of moments, drawn by the seed. */
it('is right after the next run, wherever it was killed', { timeout: 400_000 }, async () => {
  for (let life = 0; life < 4; life += 1) {
    const before = await versionNow()
    round += 1
    await bench.greet(`round ${round}`)
    const running = bench.start('publish', '--alias', 'live', '--json')
    const ms = 100 + wholeBelow(random, 1500)
    await delay(ms)
    running.child.kill('SIGKILL')
    await running.ended
    console.log(`killed after ${ms} ms`)
    await expectRight(before)
  }
})

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Envelope, Event } from '@project-utils/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packedBin } from '../../../tools/packed.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const seen: string[] = []
let cloud: TestCloud
let server: Server
let folder: string
let bin: string

beforeAll(async () => {
  bin = packedBin('project-test')
  cloud = await testCloud()
  folder = await mkdtemp(join(tmpdir(), 'project-utils-bin-'))
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    request.resume()
    if (request.url === '/slow') return
    response.writeHead(request.url === '/no' ? 404 : 200).end('{"id":7}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const get = (path: string): string => `{ name: "${path}", http: { get: "${url}${path}", expect: { status: 200 } } }`
  const remove = `{ http: { delete: "${url}/away", expect: { status: 200 } } }`
  await writeFile(
    join(folder, 'project.yaml'),
    `project: proof
environments:
  local: { target: local }
  prod: { target: local, tier: read-only }
suites:
  smoke: [ ${get('/yes')} ]
  red: [ ${get('/no')}, ${get('/yes')} ]
  wrong: [ { http: { get: "${url}/never" } } ]
  full: { tiers: [full], steps: [ ${get('/never')} ] }
  writes: [ { http: { post: "${url}/never", expect: { status: 200 } } } ]
  slow: { setup: [ ${get('/made')} ], steps: [ ${get('/slow')}, ${get('/after')} ], cleanup: [ ${remove} ] }
  green: { steps: [ ${get('/yes')} ], cleanup: [ ${get('/no')} ] }
`,
  )
}, 600_000)
afterAll(async () => {
  server?.closeAllConnections()
  server?.close()
  await cloud?.stop()
  await rm(folder, { recursive: true, force: true })
})

function start(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const where = args[0] === 'list' || args.includes('--env') ? [] : ['--env', 'local']
  const child = spawn(process.execPath, [bin, ...args, ...where], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: cloud.endpoint,
      PROJECT_UTILS_LOCAL_FOLDER: cloud.options.folder,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return { child, ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr }))) }
}

const run = (...args: readonly string[]): Promise<Ended> => start(...args).ended

test('smoke ends with 0 where all was proved, with one JSON document', async () => {
  const { code, stdout, stderr } = await run('smoke', '--json')
  expect(code, stderr).toBe(0)
  const { ok, exitCode, data, problems } = JSON.parse(stdout) as Envelope
  expect({ ok, exitCode, problems }).toEqual({ ok: true, exitCode: 0, problems: [] })
  expect(data).toMatchObject({ ok: true, suites: [{ suite: 'smoke', passed: 1, failed: 0 }] })
})

test('run ends with 1 where a check failed, having run all of them, and names the command that follows', async () => {
  const { code, stdout } = await run('run', 'red', 'smoke', '--json')
  expect(code).toBe(1)
  const envelope = JSON.parse(stdout)
  expect(envelope.data.suites).toMatchObject([
    { suite: 'red', ok: false, passed: 1, failed: 1 },
    { suite: 'smoke', ok: true },
  ])
  expect(envelope.findings).toMatchObject([{ severity: 'error', message: expect.stringContaining('got 404') }])
  expect(envelope.next.command).toContain('project-test run red')
})

test('a clean-up that fails is no pass, though every check passed', async () => {
  const { code, stdout } = await run('run', 'green', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout).data.suites).toMatchObject([{ ok: false, passed: 1, failed: 0 }])
})

test('a suite that cannot be run as written ends with 2, one that the tier refuses with 4, and neither sends anything', async () => {
  const before = seen.length
  expect((await run('run', 'smoke', 'wrong')).code).toBe(2)
  expect((await run('run', 'nobody')).code).toBe(2)
  expect((await run('run', 'smoke', '--parallel', 'many')).code).toBe(2)
  expect((await run('run', 'full', '--env', 'prod')).code).toBe(4)
  expect((await run('run', 'writes', '--env', 'prod')).code).toBe(4)
  expect(seen.slice(before)).toEqual([])
})

test('Ctrl-C in the middle of a suite ends with 130, after the clean-up, and sends no further check', async () => {
  const before = seen.length
  const { child, ended } = start('run', 'slow', '--output', 'ndjson')
  await expect.poll(() => seen.slice(before), { timeout: 60_000 }).toContain('GET /slow')
  child.kill('SIGINT')
  const { code, stdout } = await ended
  expect(code).toBe(130)
  expect(seen.slice(before)).toEqual(['GET /made', 'GET /slow', 'DELETE /away'])
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line): Event => JSON.parse(line))
  const fact = events.find((event) => event.type === 'fact' && event.name === 'suite.result')
  expect(fact).toMatchObject({ data: { suite: 'slow', ok: false, cleanup: [{ outcome: 'passed' }] } })
  expect(events.at(-1)).toMatchObject({ type: 'result', result: { ok: false, exitCode: 130 } })
})

test('list names every step and whether it writes, and asks nobody', async () => {
  const before = seen.length
  const { code, stdout } = await run('list', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout).data).toEqual(
    expect.arrayContaining([
      { suite: 'smoke', part: 'check', step: '/yes', kind: 'http', writes: 'no' },
      { suite: 'writes', part: 'check', step: 'writes 1', kind: 'http', writes: 'yes' },
      { suite: 'slow', part: 'cleanup', step: 'slow cleanup 1', kind: 'http', writes: 'yes' },
    ]),
  )
  expect(seen.slice(before)).toEqual([])
})

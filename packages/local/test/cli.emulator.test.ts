import { execFile } from 'node:child_process'
import { readdir, rm, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Envelope } from '@project-utils/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCloud } from '../../../tools/test-cloud.ts'

interface Outcome {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

let folder: string
let environment: Readonly<Record<string, string | undefined>>

beforeAll(async () => {
  // Installs the shared virtual environment where it is missing; the command looks for it inside its folder.
  const first = await testCloud()
  const { venv = '' } = first.options
  await first.stop()
  folder = first.options.folder
  const { mkdir } = await import('node:fs/promises')
  await mkdir(folder)
  await symlink(venv, join(folder, basename(venv)))
  environment = { ...process.env, PROJECT_UTILS_LOCAL_FOLDER: folder, AWS_PROFILE: 'prod', NO_COLOR: '1' }
})
afterAll(async () => {
  await local('stop')
  await rm(folder, { recursive: true, force: true })
})

function local(...parameters: readonly string[]): Promise<Outcome> {
  const program = fileURLToPath(new URL('../src/cli.ts', import.meta.url))
  return new Promise((resolve) => {
    const flags = ['--conditions=@project-utils/source', program, ...parameters]
    const child = execFile(process.execPath, flags, { env: environment }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
    child.stdin?.end()
  })
}

async function json(...parameters: readonly string[]): Promise<Envelope<Readonly<Record<string, unknown>>>> {
  return JSON.parse((await local(...parameters, '--json')).stdout)
}

test('status and env say that nothing runs, and what to do', async () => {
  expect(await json('status')).toMatchObject({
    ok: true,
    data: { running: false },
    next: { command: 'project-local start' },
  })
  const env = await local('env')
  expect([env.status, env.stdout]).toEqual([1, ''])
  expect(env.stderr).toContain('LOCAL_NOT_RUNNING')
})

test('start gives the same instance however often it is called, and status describes it', async () => {
  const started = await json('start', '--port', '0')
  expect(started).toMatchObject({ ok: true, command: 'local start', problems: [] })
  const again = await json('start')
  expect(again.data).toEqual(started.data)
  const status = await json('status')
  expect(status.data).toMatchObject({
    running: true,
    endpoint: started.data?.['endpoint'],
    emulator: 'ministack 1.5.33',
  })
  expect((await local('status')).stdout).toMatch(/^running: +yes$/m)
})

test('env prints only lines that a shell evaluates, and they lead to the local cloud', async () => {
  const { data } = await json('status')
  const { stdout, stderr, status } = await local('env', '--account', '111111111111', '--region', 'eu-west-1')
  expect([status, stderr]).toEqual([0, ''])
  expect(
    stdout
      .trim()
      .split('\n')
      .every((line) => /^(export \w+=\S.*|unset \w+)$/.test(line)),
  ).toBe(true)
  expect(stdout).toContain('unset AWS_PROFILE\n')
  expect(stdout).toContain(`export AWS_ENDPOINT_URL=${data?.['endpoint']}\n`)
  expect(stdout).toContain('export AWS_ACCESS_KEY_ID=111111111111\n')
})

test('reset asks, and with nobody to ask it deletes nothing', async () => {
  const refused = await local('reset')
  expect(refused.status).toBe(4)
  expect(refused.stderr).toContain('project-local reset --yes')
  expect(await json('reset', '--yes')).toMatchObject({ ok: true, data: { reset: true } })
  expect((await json('status')).data).toMatchObject({ running: true, accounts: [] })
  expect(await readdir(join(folder, 'objects'))).toEqual([])
})

test('stop stops it, and a second stop finds nothing to do', async () => {
  expect((await json('stop')).data).toEqual({ running: false, stopped: true })
  expect((await json('stop')).data).toEqual({ running: false, stopped: false })
})

test('a malformed flag is refused before anything starts', async () => {
  const outcome = await local('start', '--port', 'x')
  expect(outcome.status).toBe(2)
  expect(outcome.stderr).toContain('LOCAL_FLAG_INVALID')
})

import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LocalOptions, startLocalCloud, stopLocalCloud } from '@project-utils/local-cloud'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCloud } from '../../../tools/test-cloud.ts'

const context = { signal: new AbortController().signal, emit: () => undefined }
let folder: string
let shared: LocalOptions
beforeAll(async () => {
  // Makes the shared environment where this is the first test of all.
  const { options, stop } = await testCloud()
  await stop()
  shared = options
  folder = await mkdtemp(join(tmpdir(), 'project-utils-install-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Options whose folder goes with that of this test. */
async function optionsHere(): Promise<LocalOptions> {
  return { ...shared, folder: await mkdtemp(join(folder, 'cloud-')) }
}

/** A folder of programs in which `python3` answers the question about itself with a text. */
async function pathWith(name: string, answer: string): Promise<string> {
  const programs = join(folder, name)
  await mkdir(programs)
  await writeFile(join(programs, 'python3'), `#!/bin/sh\necho "${answer}"\n`)
  await chmod(join(programs, 'python3'), 0o755)
  return programs
}

async function failureOf(overrides: Partial<LocalOptions>): Promise<unknown> {
  const given = await optionsHere()
  const options = { ...given, venv: join(folder, 'venv-of-nobody'), ...overrides }
  return await startLocalCloud(options, context).then(
    () => undefined,
    (error: unknown) => error,
  )
}

test('says what is missing, and what to do', async () => {
  const nothing = await failureOf({ environment: { PATH: join(folder, 'nothing') } })
  expect(nothing).toMatchObject({ code: 'LOCAL_NO_PYTHON', hint: expect.stringContaining('python3-venv') })
  const old = await failureOf({ environment: { PATH: await pathWith('old', '3 9 True') } })
  expect(old).toMatchObject({ code: 'LOCAL_OLD_PYTHON', message: expect.stringContaining('3.9') })
  const bare = await failureOf({ environment: { PATH: await pathWith('bare', '3 12 False') } })
  expect(bare).toMatchObject({ code: 'LOCAL_NO_VENV', hint: expect.stringContaining('python3.12-venv') })
  const named = await failureOf({ python: join(folder, 'no-such-python') })
  expect(named).toMatchObject({ code: 'LOCAL_NO_PYTHON', message: expect.stringContaining('no-such-python') })
})

test('an environment whose Python was taken away is made again', async () => {
  const venv = join(folder, 'orphaned')
  await mkdir(join(venv, 'bin'), { recursive: true })
  await writeFile(join(venv, 'bin', 'python'), '#!/bin/sh\nexit 1\n')
  await chmod(join(venv, 'bin', 'python'), 0o755)
  const complete = JSON.parse(await readFile(join(shared.venv ?? '', 'project-utils.json'), 'utf8'))
  await writeFile(join(venv, 'project-utils.json'), JSON.stringify(complete))
  // Nothing to make it with: that it looks for a Python shows that it tried.
  const environment = { PATH: await pathWith('unable', '3 12 False') }
  expect(await failureOf({ venv, environment })).toMatchObject({ code: 'LOCAL_NO_VENV' })
})

test('without a network it says so and leaves nothing half made', async () => {
  const offline = {
    ...shared.environment,
    PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
    PIP_RETRIES: '0',
    PIP_NO_CACHE_DIR: '1',
  }
  const failure = await failureOf({ environment: offline, venv: join(folder, 'offline') })
  expect(failure).toMatchObject({ code: 'LOCAL_INSTALL_FAILED', hint: expect.stringContaining('network') })
  await expect(symlink(folder, join(folder, 'offline'))).resolves.toBeUndefined()
})

test('two first starts at the same time, over a half-made environment: one installs, both use it', async () => {
  const given = await optionsHere()
  const venv = join(folder, 'venv')
  await mkdir(join(venv, 'bin'), { recursive: true })
  await writeFile(join(venv, 'bin', 'python'), 'half made')
  const options = { folder: given.folder, venv, port: 0 }
  const outcomes = await Promise.all([startInProcess(options), startInProcess(options)])
  const [a, b] = outcomes.map((lines) => JSON.parse(lines.at(-1) ?? ''))
  expect(a).toEqual(b)
  const installs = outcomes.flat().filter((line) => line === 'local-cloud.install started')
  const starts = outcomes.flat().filter((line) => line === 'local-cloud.start started')
  expect([installs.length, starts.length]).toEqual([1, 1])
  expect(outcomes.flat().filter((line) => line.includes('waiting for it'))).toHaveLength(1)
  await stopLocalCloud({ ...given, ...options }, context)
})

/** Starts it in a process of its own; gives what it said, and last what it found. */
function startInProcess(options: object): Promise<readonly string[]> {
  const program = `
    import { startLocalCloud } from '@project-utils/local-cloud'
    const emit = (notice) => console.log(notice.type === 'step' ? notice.id + ' ' + notice.state : notice.message)
    const options = { ...JSON.parse(process.argv[1]), environment: process.env }
    const { endpoint, pid } = await startLocalCloud(options, { signal: new AbortController().signal, emit })
    console.log(JSON.stringify({ endpoint, pid }))`
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const flags = ['--conditions=@project-utils/source', '--input-type=module', '-e', program, JSON.stringify(options)]
  const child = spawn(process.execPath, flags, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    child.on('close', () => resolve(text.trim().split('\n')))
  })
}

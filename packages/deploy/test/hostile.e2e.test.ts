import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalOptions, stopLocalCloud } from '@project-utils/local-cloud'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { openTiny, type TinyProject } from '../../../tools/tiny-project.ts'
import { filesBelow } from './secret-traces.ts'

/** Nothing listens on the discard port; pip and the SDKs are to give up at once. */
const nowhere = 'http://127.0.0.1:9'
const offline = {
  HTTPS_PROXY: nowhere,
  HTTP_PROXY: nowhere,
  PIP_INDEX_URL: `${nowhere}/simple`,
  PIP_RETRIES: '0',
  PIP_NO_CACHE_DIR: '1',
}
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mounts()

let cloud: TestCloud
let folder: string
const open: TinyProject[] = []

beforeAll(async () => {
  cloud = await testCloud()
  folder = await mkdtemp(join(tmpdir(), 'project-utils-hostile-'))
})
afterAll(async () => {
  for (const tiny of open) await tiny.close()
  await cloud?.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('before the first start', () => {
  it('without a network: one error, and nothing half made', async () => {
    const localFolder = join(folder, 'offline')
    const { problems, exitCode } = await (await tinyAt('', localFolder, offline)).json('--yes')
    expect(exitCode).toBe(1)
    expect(problems).toMatchObject([{ code: 'LOCAL_INSTALL_FAILED', hint: expect.stringContaining('network') }])
    expect((await readdir(localFolder)).filter((name) => name.startsWith('venv'))).toEqual([])
  })

  it('without Python: one error that says how to get it', async () => {
    const tiny = await tinyAt('', join(folder, 'no-python'), { PATH: join(folder, 'nothing') })
    const { problems, exitCode } = await tiny.json('--yes')
    expect(exitCode).toBe(2)
    expect(problems).toMatchObject([{ code: 'LOCAL_NO_PYTHON', hint: expect.stringContaining('python3') }])
  })

  it('of two deployments at the same time, among broken files: one cloud, both released', async () => {
    const localFolder = await linkedFolder('first')
    // What a power cut or another version may have left.
    for (const name of ['instance.json', 'port.json', 'doors.json']) {
      await writeFile(join(localFolder, name), '{"v":1,"pid":')
    }
    await writeFile(join(localFolder, 'start.lock'), '')
    try {
      const accounts = ['000000000000', '444444444444']
      const both = await Promise.all(accounts.map((account) => tinyAt('', localFolder, {}, account)))
      const ended = await Promise.all(both.map((tiny) => tiny.json('--yes')))
      expect(ended.map(({ problems }) => problems)).toEqual([[], []])
      const [one, two] = ended.map(({ data }) => new URL(addressOf(data)).port)
      expect(one).toBe(two)
    } finally {
      await stop(localFolder)
    }
  })
})

describe('around a project', () => {
  it('without a network, AWS itself: one error after a few attempts', async () => {
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAHOSTILEHOSTILE00', AWS_SECRET_ACCESS_KEY: 'of-nobody-at-all' }
    const tiny = await tinyAt(nowhere, join(folder, 'unused'), keys)
    const { problems, exitCode } = await tiny.json('--env', 'staging', '--dry-run')
    expect(exitCode).toBe(1)
    expect(problems).toMatchObject([{ code: 'AWS_UNREACHABLE', hint: expect.any(String) }])
  })

  it('with garbage in every file of the cache: builds again, and publishes none of it', async () => {
    const tiny = await tinyAt(cloud.endpoint, cloud.options.folder)
    expect(await tiny.json('--yes')).toMatchObject({ exitCode: 0 })
    const cached = async () => await filesBelow(join(tiny.folder, '.project-utils'))
    const files = await cached()
    expect(files.length).toBeGreaterThanOrEqual(2)
    for (const garbage of ['', '{"v":1', '\u0000\u0001 garbage \uffff', 'null', '[]', '{}']) {
      for (const { name } of await cached()) await writeFile(name, garbage)
      expect(await tiny.json('--yes')).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to do' } })
    }
    for (const { name } of await cached()) await writeFile(name, 'garbage')
    await tiny.edit('function/hello.js', (text) => text.replace('hello 1', 'hello 2'))
    const changed = await tiny.json('--yes')
    expect(changed).toMatchObject({ exitCode: 0, data: { outcome: 'succeeded' } })
    expect(await (await fetch(`${addressOf(changed.data)}/hello`)).json()).toMatchObject({ greeting: 'hello 2' })
  })

  it('with a file where the cache should be: one error that names it', async () => {
    const tiny = await tinyAt(cloud.endpoint, cloud.options.folder, {}, '555555555555')
    await writeFile(join(tiny.folder, '.project-utils'), 'a file')
    expectUnwritable(await tiny.json('--yes'), tiny)
  })

  it('in a folder that may only be read: one error that names it', async () => {
    const tiny = await tinyAt(cloud.endpoint, cloud.options.folder, {}, '555555555555')
    const cache = join(tiny.folder, '.project-utils')
    await mkdir(cache)
    const undo = await readOnly(cache)
    try {
      expectUnwritable(await tiny.json('--yes'), tiny)
    } finally {
      await undo()
    }
  })

  it('with a folder of the local cloud that may only be read: one error that names it', async () => {
    const localFolder = join(folder, 'read-only')
    await mkdir(localFolder)
    const undo = await readOnly(localFolder)
    try {
      const { problems, exitCode } = await (await tinyAt('', localFolder)).json('--yes')
      expect(exitCode).toBe(1)
      expect(problems).toMatchObject([{ code: 'LOCAL_FOLDER_UNWRITABLE', hint: expect.any(String) }])
      expect(problems[0]?.message).toContain(localFolder)
    } finally {
      await undo()
    }
  })

  it.skipIf(!canMount)('on a full disk (a tmpfs; skipped where this user may not mount one): one error', async () => {
    const tiny = await tinyAt(cloud.endpoint, cloud.options.folder, {}, '555555555555')
    const cache = join(tiny.folder, '.project-utils')
    await mkdir(cache)
    mount(cache, 'size=64k')
    try {
      spawnSync('sh', ['-c', `head -c 1000000 /dev/zero > ${cache}/fill`])
      expectUnwritable(await tiny.json('--yes'), tiny)
      await rm(join(cache, 'fill'))
      expect(await tiny.json('--yes')).toMatchObject({ exitCode: 0 })
    } finally {
      unmount(cache)
    }
  })

  it.skipIf(!canMount)('with the local cloud on a full disk: one error that says so', async () => {
    const localFolder = join(folder, 'full')
    await mkdir(localFolder)
    mount(localFolder, 'size=2m')
    try {
      const { problems, exitCode } = await (await tinyAt('', localFolder)).json('--yes')
      expect(exitCode).toBe(1)
      expect(problems).toHaveLength(1)
      expect(JSON.stringify(problems)).toMatch(/space/)
      expect(problems[0]?.hint).toMatch(/space/)
    } finally {
      unmount(localFolder)
    }
  })
})

async function tinyAt(
  endpoint: string,
  localFolder: string,
  environment: Readonly<Record<string, string>> = {},
  account = '000000000000',
): Promise<TinyProject> {
  const tiny = await openTiny({ endpoint, localFolder, environment, account })
  open.push(tiny)
  return tiny
}

/** A folder for a local cloud in which the shared virtual environment is installed already. */
async function linkedFolder(name: string): Promise<string> {
  const localFolder = join(folder, name)
  await mkdir(localFolder)
  const list = await readFile(new URL('../../local-cloud/data/requirements.txt', import.meta.url))
  const hash = createHash('sha256').update(list).digest('hex').slice(0, 12)
  await symlink(cloud.options.venv ?? '', join(localFolder, `venv-${hash}`))
  return localFolder
}

async function stop(localFolder: string): Promise<void> {
  const options: LocalOptions = { folder: localFolder, environment: process.env }
  await stopLocalCloud(options, { signal: new AbortController().signal, emit: () => undefined })
}

function addressOf(data: unknown): string {
  return (data as { readonly outputs: { readonly app: { readonly ApiUrl: string } } }).outputs.app.ApiUrl
}

function expectUnwritable({ exitCode, problems }: Awaited<ReturnType<TinyProject['json']>>, tiny: TinyProject): void {
  expect(exitCode).toBe(1)
  expect(problems).toMatchObject([{ code: 'ARTIFACT_CACHE_UNWRITABLE', hint: expect.any(String) }])
  expect(problems[0]?.message).toContain(join(tiny.folder, '.project-utils'))
}

/** Root may write anywhere but on a read-only mount; anybody else is stopped by the mode. */
async function readOnly(path: string): Promise<() => Promise<void>> {
  if (process.getuid?.() !== 0) {
    await chmod(path, 0o500)
    return () => chmod(path, 0o700)
  }
  mount(path, 'ro')
  return async () => unmount(path)
}

function mount(path: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path])
}

function unmount(path: string): void {
  execFileSync('umount', ['--lazy', path])
}

function mounts(): boolean {
  const path = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim()
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path])
  if (status === 0) unmount(path)
  execFileSync('rmdir', [path])
  return status === 0
}

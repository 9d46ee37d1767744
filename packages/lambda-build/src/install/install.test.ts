import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { contentOf } from '@project-utils/artifact'
import type { Context } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import { lambdaMachine } from '../artifact/machine.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { planJobs } from '../build/jobs.ts'
import { elfFor } from '../native/binary.test.fixture.ts'
import { integrityOf, makeArchive } from './archive.test.fixture.ts'
import { productionPackages } from './production.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

/** A project whose packages are archives in it, so that npm needs no network. */
function project(packages: Readonly<Record<string, Files>>, more: Readonly<Record<string, string>> = {}): string {
  const names = Object.keys(packages)
  const dependencies = Object.fromEntries(names.map((name) => [name, `file:vendor/${name}.tgz`]))
  const root = makeFolder({ 'package.json': JSON.stringify({ name: 'root', version: '1.0.0', dependencies }), ...more })
  mkdirSync(join(root, 'vendor'))
  const entries = Object.entries(packages).map(([name, files]) => {
    const archive = makeArchive(files)
    writeFileSync(join(root, `vendor/${name}.tgz`), archive)
    const { version, ...manifest } = JSON.parse(String(files['package.json']))
    const hasInstallScript = manifest.scripts?.install !== undefined
    const resolved = `file:vendor/${name}.tgz`
    return [`node_modules/${name}`, { version, resolved, integrity: integrityOf(archive), hasInstallScript }]
  })
  const lock = {
    name: 'root',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': { name: 'root', version: '1.0.0', dependencies }, ...Object.fromEntries(entries) },
  }
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock))
  return root
}

async function install(
  root: string,
  environment: NodeJS.ProcessEnv = process.env,
  folder = root,
  context: Context = listen(),
) {
  const cache = join(root, '.cache')
  addFiles(root, { 'api.ts': '' })
  const [job] = planJobs(oneFunction(root))
  if (job === undefined) throw new TypeError('no job')
  const machine = lambdaMachine('nodejs24.x', 'arm64')
  const options = {
    root,
    cache,
    environment: {},
    childEnvironment: { ...environment, npm_config_cache: join(root, '.npm') },
  }
  return await productionPackages(folder, {
    job: { ...job, machine },
    options,
    context,
  })
}

const simple = { 'package.json': '{"name": "a", "version": "1.0.0", "main": "i.js"}', 'i.js': 'module.exports = 1' }

describe('productionPackages', () => {
  it('installs at the versions of the lock, in the cache, once', async () => {
    const root = project({ a: simple }, { '.npmrc': 'fund=false\n' })
    const packed = await install(root)
    expect(packed?.files.map(({ path }) => path).sort()).toEqual(['node_modules/a/i.js', 'node_modules/a/package.json'])
    expect(packed?.sources).toContain(join(root, 'package-lock.json'))
    expect(existsSync(join(root, 'node_modules'))).toBe(false)
    const [name = ''] = readdirSync(join(root, '.cache/packages'))
    expect(readdirSync(join(root, '.cache/packages', name))).not.toContain('.npmrc')
    const again = await install(root, { PATH: '' })
    expect(again?.files.map((file) => Buffer.from(contentOf(file)).toString())).toEqual(
      packed?.files.map((file) => Buffer.from(contentOf(file)).toString()),
    )
  })

  it('installs once for two that ask at the same time', async () => {
    const root = project({ a: simple })
    const results = await Promise.all([install(root), install(root)])
    expect(results.map((each) => each?.files.length)).toEqual([2, 2])
    expect(readdirSync(join(root, '.cache/packages'))).toHaveLength(1)
  })

  it('runs no install script, and says whose it did not run', async () => {
    const script = { install: 'node -e "process.exit(1)"' }
    const root = project({
      a: { ...simple, 'package.json': JSON.stringify({ name: 'a', version: '1.0.0', scripts: script }) },
    })
    const packed = await install(root)
    expect(packed?.findings).toEqual([expect.objectContaining({ rule: 'lambda/install-script', severity: 'info' })])
  })

  it('refuses a package that compiles its machine code in an install script', async () => {
    const manifest = { name: 'sqlite3', version: '5.0.0', scripts: { install: 'node-gyp rebuild' } }
    const root = project({ sqlite3: { 'package.json': JSON.stringify(manifest), 'binding.gyp': '{}' } })
    await expect(install(root)).rejects.toMatchObject({
      code: 'LAMBDA_NATIVE_MISSING',
      message: expect.stringContaining('package sqlite3 5.0.0'),
      hint: expect.stringContaining('use node:sqlite'),
    })
  })

  it('refuses a package that brings machine code for another machine only', async () => {
    const root = project({ a: { ...simple, 'a.node': elfFor('x86_64') } })
    await expect(install(root)).rejects.toMatchObject({ code: 'LAMBDA_NATIVE_MISMATCH' })
  })

  it('takes the sources of a package of the workspace from the project', async () => {
    const root = makeFolder({
      'package.json': '{"name": "root", "version": "1.0.0", "workspaces": ["api", "lib"]}',
      'api/package.json': '{"name": "api", "version": "1.0.0", "dependencies": {"lib": "1.0.0"}}',
      'lib/package.json': '{"name": "lib", "version": "1.0.0", "scripts": {"x": "y"}}',
      'lib/i.js': '',
      'package-lock.json': JSON.stringify({
        name: 'root',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: {
          '': { name: 'root', version: '1.0.0', workspaces: ['api', 'lib'] },
          api: { name: 'api', version: '1.0.0', dependencies: { lib: '1.0.0' } },
          lib: { name: 'lib', version: '1.0.0' },
          'node_modules/api': { resolved: 'api', link: true },
          'node_modules/lib': { resolved: 'lib', link: true },
        },
      }),
    })
    const packed = await install(root, process.env, join(root, 'api'))
    expect(packed?.files.map(({ path }) => path).sort()).toEqual([
      'node_modules/lib/i.js',
      'node_modules/lib/package.json',
    ])
    expect(packed?.sources).toContain(join(root, 'lib/i.js'))
    const manifest = packed?.files.find(({ path }) => path.endsWith('package.json'))
    expect(Buffer.from(manifest === undefined ? '' : contentOf(manifest)).toString()).toContain('scripts')
  })

  it('says nothing of a folder that needs no packages', async () => {
    expect(await install(makeFolder({ 'package.json': '{"devDependencies": {"a": "1"}}' }))).toBeUndefined()
    expect(await install(makeFolder())).toBeUndefined()
  })

  it('refuses dependencies that no lock file pins, with the command that writes one', async () => {
    const root = makeFolder({ 'package.json': '{"dependencies": {"a": "1"}}' })
    await expect(install(root)).rejects.toMatchObject({
      code: 'LAMBDA_LOCK_MISSING',
      hint: expect.stringContaining('npm install --package-lock-only'),
    })
  })

  it('refuses a lock file that does not fit package.json', async () => {
    const root = project({ a: simple })
    addFiles(root, {
      'package.json': '{"name": "root", "dependencies": {"a": "file:vendor/a.tgz", "b": "file:vendor/b.tgz"}}',
    })
    writeFileSync(
      join(root, 'vendor/b.tgz'),
      makeArchive({ ...simple, 'package.json': '{"name": "b", "version": "1.0.0"}' }),
    )
    await expect(install(root)).rejects.toMatchObject({
      code: 'LAMBDA_LOCK_UNUSABLE',
      hint: expect.stringContaining('npm install'),
    })
    expect(readdirSync(join(root, '.cache/packages'))).toEqual([])
  })

  it('refuses an archive whose bytes are others than those that were locked', async () => {
    const root = project({ a: simple })
    writeFileSync(join(root, 'vendor/a.tgz'), makeArchive({ ...simple, 'evil.js': '' }))
    await expect(install(root)).rejects.toMatchObject({
      code: 'LAMBDA_INSTALL_FAILED',
      message: expect.stringContaining('EINTEGRITY'),
    })
    expect(readdirSync(join(root, '.cache/packages'))).toEqual([])
  })

  it('says what to install where the package manager is missing', async () => {
    const root = project({ a: simple })
    await expect(install(root, { PATH: '' })).rejects.toMatchObject({ code: 'LAMBDA_PACKAGE_MANAGER_MISSING' })
    const pnpm = makeFolder({
      'package.json': '{"dependencies": {"a": "1"}}',
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
    })
    await expect(install(pnpm, { PATH: '' })).rejects.toMatchObject({
      code: 'LAMBDA_PACKAGE_MANAGER_MISSING',
      hint: 'npm install --global pnpm@10',
    })
  })

  it('gives the end of what a package manager said when it failed', async () => {
    const root = project({ a: simple })
    const program = join(root, 'bin/npm')
    mkdirSync(dirname(program))
    writeFileSync(program, '#!/bin/sh\necho one\necho "npm error code ENOTFOUND" >&2\nexit 1\n')
    chmodSync(program, 0o755)
    await expect(install(root, { PATH: `${dirname(program)}:/bin:/usr/bin` })).rejects.toMatchObject({
      code: 'LAMBDA_INSTALL_FAILED',
      message: expect.stringContaining('it ended with code 1; npm error code ENOTFOUND'),
      hint: expect.stringContaining('network'),
    })
  })

  it('asks the package manager once in a run, also where it failed', async () => {
    const root = project({ a: simple })
    const program = join(root, 'bin/npm')
    mkdirSync(dirname(program))
    writeFileSync(program, `#!/bin/sh\necho x >> ${root}/asked\nexit 1\n`)
    chmodSync(program, 0o755)
    const context = listen()
    const environment = { PATH: `${dirname(program)}:/bin:/usr/bin` }
    for (const _ of [1, 2])
      await expect(install(root, environment, root, context)).rejects.toMatchObject({ code: 'LAMBDA_INSTALL_FAILED' })
    expect(readFileSync(join(root, 'asked'), 'utf8')).toBe('x\n')
  })

  it('ends what it started when it is told to, and leaves nothing behind', async () => {
    const root = project({ a: simple })
    const program = join(root, 'bin/npm')
    const started = join(root, 'started')
    mkdirSync(dirname(program))
    writeFileSync(program, `#!/bin/sh\nsleep 60 &\necho $! > ${started}.new\nmv ${started}.new ${started}\nwait\n`)
    chmodSync(program, 0o755)
    const stop = new AbortController()
    const running = install(root, { PATH: `${dirname(program)}:/bin:/usr/bin` }, root, {
      ...listen(),
      signal: stop.signal,
    })
    running.catch(() => undefined)
    await expect.poll(() => existsSync(started), { timeout: 20_000 }).toBe(true)
    stop.abort(new Error('stopped'))
    await expect(running).rejects.toThrow('stopped')
    expect(readdirSync(join(root, '.cache/packages'))).toEqual([])
    const child = Number(readFileSync(started, 'utf8'))
    await expect.poll(() => isRunning(child), { timeout: 20_000 }).toBe(false)
  })

  it('clears away what killed runs left long ago, and nothing of those that still run', async () => {
    const root = project({ a: simple })
    for (const name of ['old.1.tmp', 'new.1.tmp']) mkdirSync(join(root, '.cache/packages', name), { recursive: true })
    const longAgo = new Date(Date.now() - 48 * 3600_000)
    utimesSync(join(root, '.cache/packages/old.1.tmp'), longAgo, longAgo)
    await install(root)
    const names = readdirSync(join(root, '.cache/packages'))
    expect(names).toHaveLength(2)
    expect(names).toContain('new.1.tmp')
  })
})

/** A process that ended and was not yet waited for does not run. */
function isRunning(id: number): boolean {
  try {
    process.kill(id, 0)
    return !/^State:\s+Z/m.test(existsSync(`/proc/${id}/status`) ? readFileSync(`/proc/${id}/status`, 'utf8') : '')
  } catch {
    return false
  }
}

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Artifact, BuildInput } from '../artifact/artifact.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'

const files = {
  'api.ts': `import { one } from './lib'\nimport { two } from 'dep'\nexport const handler = async () => one + two\n`,
  'lib.ts': 'export const one = 1',
  'package.json': '{}',
  'package-lock.json': '{ "lockfileVersion": 3 }',
  'tsconfig.json': '{}',
  'node_modules/dep/package.json': '{ "main": "index.js" }',
  'node_modules/dep/index.js': 'exports.two = 2',
}

describe('the cache', () => {
  it('builds once, and not again while nothing changes', async () => {
    const input = oneFunction(makeFolder(files))
    const first = await build(input)
    const second = await build(input)
    expect([first.reused, first.why]).toEqual([false, 'first build'])
    expect(second).toEqual({ ...first, reused: true, why: 'unchanged' })
  })

  it('is not misled by new file dates', async () => {
    const input = oneFunction(makeFolder(files))
    await build(input)
    for (const path of Object.keys(files)) utimesSync(join(input.root, path), 1, 1)
    expect(await build(input)).toMatchObject({ reused: true })
  })

  it('sees a change that keeps size and dates', async () => {
    const input = oneFunction(makeFolder(files))
    utimesSync(join(input.root, 'lib.ts'), 1, 1)
    await build(input)
    addFiles(input.root, { 'lib.ts': 'export const one = 9' })
    utimesSync(join(input.root, 'lib.ts'), 1, 1)
    expect(await build(input)).toMatchObject({ reused: false, why: 'lib.ts changed' })
  })

  it.each<[string, (input: BuildInput) => BuildInput | undefined, string]>([
    ['a source', changes({ 'lib.ts': 'export const one = 2' }), 'lib.ts changed'],
    [
      'two sources',
      changes({ 'api.ts': 'export const handler = () => 1', 'lib.ts': '' }),
      'api.ts changed, and 1 more',
    ],
    ['the lock file', changes({ 'package-lock.json': '{}' }), 'package-lock.json changed'],
    ['the tsconfig', changes({ 'tsconfig.json': '{ }' }), 'tsconfig.json changed'],
    [
      'an installed package',
      changes({ 'node_modules/dep/index.js': 'exports.two = 3' }),
      'node_modules/dep/index.js changed',
    ],
    ['a file that takes an import over', changes({ 'lib.tsx': 'export const one = 7' }), 'lib.tsx was added'],
    [
      'a setting',
      ({ functions, ...rest }) => ({ ...rest, functions: functions.map((each) => ({ ...each, minify: true })) }),
      'settings changed: minify',
    ],
    ['a build value', (input) => ({ ...input, environment: { A: 'b' } }), 'settings changed: environment'],
    [
      'the runtime',
      (input) => ({ ...input, template: { Api: { handler: 'api.handler', runtime: 'nodejs24.x' } } }),
      'settings changed: runtime, target',
    ],
    [
      'the handler',
      (input) => ({ ...input, template: { Api: { handler: 'x.handler', runtime: 'nodejs22.x' } } }),
      'settings changed: handler',
    ],
    ['a zip cut short', cutShort('artifacts'), 'its zip was damaged'],
    ['a record cut short', cutShort('builds'), 'its record was damaged'],
    ['a record with a flipped letter', flip, 'its record was damaged'],
    [
      'a zip taken away',
      (input) => void rmSync(join(input.cache, 'artifacts'), { recursive: true }),
      'its zip was gone',
    ],
    ['a cache taken away', (input) => void rmSync(input.cache, { recursive: true }), 'first build'],
  ])('builds again after a change of %s, and says so', async (_, change, why) => {
    const input = oneFunction(makeFolder(files))
    await build(input)
    const changed = change(input) ?? input
    const again = await build(changed)
    expect([again.reused, again.why]).toEqual([false, why])
    expect(await build(changed)).toMatchObject({ reused: true, codeSha256: again.codeSha256 })
  })

  it('names a removed source before the missing import is reported', async () => {
    const input = oneFunction(makeFolder(files))
    await build(input)
    rmSync(join(input.root, 'lib.ts'))
    const context = listen()
    await expect(buildArtifacts(input, context)).rejects.toMatchObject({ code: 'LAMBDA_BUILD_FAILED' })
    expect(context.notices[0]).toMatchObject({ state: 'started', note: expect.stringContaining('lib.ts was removed') })
    expect(context.notices.at(-1)).toMatchObject({ state: 'ended', outcome: 'failed' })
  })

  it('does not take a source that was changed while it was being built for the one that was built', async () => {
    const source = (text: string): string => `export const handler = () => [import.meta.url, '${text}']`
    const input = oneFunction(makeFolder({ 'api.ts': source('one') }))
    const context = listen()
    // The finding comes once esbuild has read the source, and before the record is written.
    const emit = (): void => addFiles(input.root, { 'api.ts': source('two') })
    await buildArtifacts(input, { ...context, emit: (notice) => notice.type === 'finding' && emit() })
    const first = readFileSync(join(input.cache, 'artifacts', readdirSync(join(input.cache, 'artifacts'))[0] ?? ''))
    const second = await build(input)
    expect(second.reused).toBe(false)
    expect(readFileSync(second.zip).equals(first)).toBe(false)
  })

  it('leaves whole files and one answer when many runs build at once', async () => {
    const input = oneFunction(makeFolder(files))
    const runs = await Promise.all(Array.from({ length: 6 }, () => build(input)))
    expect(new Set(runs.map((run) => run.codeSha256)).size).toBe(1)
    expect(await build(input)).toMatchObject({ reused: true })
    const left = ['artifacts', 'builds'].flatMap((folder) => readdirSync(join(input.cache, folder)))
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('explains a cache that cannot be written to', async () => {
    const input = { ...oneFunction(makeFolder(files)), cache: '/dev/null/cache' }
    await expect(buildArtifacts(input, listen())).rejects.toMatchObject({ code: 'ARTIFACT_CACHE_UNWRITABLE' })
  })

  it('answers an unchanged build without loading esbuild or starting a process', async () => {
    const input = oneFunction(makeFolder(files))
    const script = [
      `import { buildArtifacts } from '@project-utils/lambda-build'`,
      `const context = { signal: new AbortController().signal, emit() {} }`,
      `const [artifact] = await buildArtifacts(${JSON.stringify(input)}, context)`,
      `console.log(JSON.stringify({ reused: artifact.reused, modules: globalThis.loaded, processes: globalThis.processes }))`,
    ].join('\n')
    const built = runWatched(script)
    // Esbuild, and the process in which the built file is loaded.
    expect(built).toMatchObject({ reused: false, processes: 2 })
    expect(built.modules.some((name) => /esbuild\/lib/.test(name))).toBe(true)
    const seen = runWatched(script)
    expect(seen.reused).toBe(true)
    expect(
      seen.modules.filter((name) =>
        /esbuild\/lib|@aws-sdk|@smithy|valibot|\/yaml\/|smol-toml|\/ignore\/|make\.ts/.test(name),
      ),
    ).toEqual([])
    expect(seen.processes).toBe(0)
  })

  it('loads neither esbuild nor an SDK client when the package is imported', () => {
    const script = [
      `await import('@project-utils/lambda-build')`,
      `console.log(JSON.stringify({ modules: globalThis.loaded, processes: globalThis.processes }))`,
    ].join('\n')
    const { modules } = runWatched(script)
    expect(modules.some((name) => name.endsWith('/src/build/build-artifacts.ts'))).toBe(true)
    expect(modules.filter((name) => /esbuild\/|@aws-sdk|@smithy|valibot|\/yaml\//.test(name))).toEqual([])
  })
})

interface Seen {
  readonly reused?: boolean
  readonly modules: readonly string[]
  readonly processes: number
}

/** Runs a script in a process that notes every module it loads and every process it starts. */
function runWatched(script: string): Seen {
  const folder = makeFolder({
    'watch.mjs': [
      `import { registerHooks } from 'node:module'`,
      `import { subscribe } from 'node:diagnostics_channel'`,
      `globalThis.loaded = []`,
      `globalThis.processes = 0`,
      `subscribe('child_process', () => { globalThis.processes += 1 })`,
      `registerHooks({ load(url, context, next) { globalThis.loaded.push(url); return next(url, context) } })`,
    ].join('\n'),
  })
  const flags = ['--conditions=@project-utils/source', '--import', join(folder, 'watch.mjs'), '--input-type=module']
  const text = execFileSync(process.execPath, [...flags, '-e', script], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
  })
  const seen: Seen = JSON.parse(text)
  return seen
}

async function build(input: BuildInput): Promise<Artifact> {
  const [artifact] = await buildArtifacts(input, listen())
  if (artifact === undefined) throw new Error('nothing was built')
  return artifact
}

function changes(changed: Readonly<Record<string, string>>): (input: BuildInput) => undefined {
  return ({ root }) => void addFiles(root, changed)
}

function cutShort(folder: string): (input: BuildInput) => undefined {
  return ({ cache }) => {
    const path = onlyFile(join(cache, folder))
    writeFileSync(path, readFileSync(path).subarray(0, 100))
    return undefined
  }
}

function flip({ cache }: BuildInput): undefined {
  const path = onlyFile(join(cache, 'builds'))
  writeFileSync(path, readFileSync(path, 'utf8').replace('"path":"api.js"', '"path":"api.jz"'))
}

function onlyFile(folder: string): string {
  const [name = ''] = readdirSync(folder)
  return join(folder, name)
}

import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentOf } from '@project-utils/artifact'
import { describe, expect, it } from 'vitest'
import { lambdaMachine } from '../artifact/machine.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { planJobs } from '../build/jobs.ts'
import type { PackedPackages } from '../install/pack-packages.ts'
import type { PackageRoot } from '../install/place.ts'
import { elfFor, makePe } from '../native/binary.test.fixture.ts'
import { packExternals } from './external.ts'

const packageOf = (dependencies: object = {}, more: object = {}): string =>
  JSON.stringify({ main: 'i.js', dependencies, ...more })

/** As for a function on x86_64 whose entry lies in the folder. Default: in the project's. */
async function pack(
  root: string,
  roots: readonly PackageRoot[],
  more: object = {},
  folder = root,
): Promise<PackedPackages> {
  addFiles(root, { 'api.ts': '' })
  const [job] = planJobs(oneFunction(root, more))
  if (job === undefined) throw new TypeError('no job')
  const machine = lambdaMachine('nodejs24.x', 'x86_64')
  const options = { root, cache: join(root, '.cache'), environment: {}, childEnvironment: {} }
  return await packExternals(roots, folder, { job: { ...job, machine }, options, context: listen() })
}

const paths = ({ files }: Pick<PackedPackages, 'files'>): readonly string[] => files.map(({ path }) => path).sort()

describe('packExternals', () => {
  it('copies a package with all it needs in production, flat', async () => {
    const from = makeFolder({
      'node_modules/a/package.json': packageOf({ b: '1' }, { devDependencies: { dev: '1' } }),
      'node_modules/a/i.js': '',
      'node_modules/a/lib/x.js': '',
      'node_modules/b/package.json': packageOf(
        { a: '1' },
        {
          optionalDependencies: { gone: '1' },
          peerDependencies: { c: '1', p: '1' },
          peerDependenciesMeta: { p: { optional: true } },
        },
      ),
      'node_modules/c/package.json': packageOf(),
      'node_modules/p/package.json': packageOf(),
      'node_modules/dev/package.json': packageOf(),
    })
    const { files, sources } = await pack(from, [{ name: 'a', from }])
    expect(files.map(({ path }) => path).sort()).toEqual([
      'node_modules/a/i.js',
      'node_modules/a/lib/x.js',
      'node_modules/a/package.json',
      'node_modules/b/package.json',
      'node_modules/c/package.json',
    ])
    expect(sources).toContain(join(from, 'node_modules/a/lib/x.js'))
  })

  it('keeps two versions of one package apart, each where it is resolved', async () => {
    const from = makeFolder({
      'node_modules/a/package.json': packageOf({ b: '1', x: '2' }),
      'node_modules/a/node_modules/x/package.json': packageOf({}, { version: '2' }),
      'node_modules/b/package.json': packageOf({ x: '1' }),
      'node_modules/x/package.json': packageOf({}, { version: '1' }),
    })
    const { files } = await pack(from, [
      { name: 'b', from },
      { name: 'a', from },
    ])
    const version = (path: string): unknown =>
      JSON.parse(
        files.filter((file) => file.path === path).map((file) => Buffer.from(contentOf(file)).toString())[0] ?? '',
      ).version
    expect(version('node_modules/x/package.json')).toBe('1')
    expect(version('node_modules/a/node_modules/x/package.json')).toBe('2')
  })

  it('follows the links of a store as pnpm makes it', async () => {
    const from = makeFolder({
      'node_modules/.pnpm/a@1/node_modules/a/package.json': packageOf({ b: '1' }),
      'node_modules/.pnpm/b@1/node_modules/b/package.json': packageOf(),
    })
    symlinkSync('.pnpm/a@1/node_modules/a', join(from, 'node_modules/a'))
    symlinkSync('../../b@1/node_modules/b', join(from, 'node_modules/.pnpm/a@1/node_modules/b'))
    expect(paths(await pack(from, [{ name: 'a', from }]))).toEqual([
      'node_modules/a/package.json',
      'node_modules/b/package.json',
    ])
  })

  it('takes what is installed beside a nested package that the lock file further up does not know', async () => {
    const root = makeFolder({
      'package.json': '{ "name": "root" }',
      'package-lock.json': JSON.stringify({ name: 'root', lockfileVersion: 3, packages: { '': { name: 'root' } } }),
      'lambda/package.json': '{ "name": "lambda", "dependencies": { "a": "1" } }',
      'lambda/node_modules/a/package.json': packageOf({}, { name: 'a', version: '1.0.0' }),
    })
    const from = join(root, 'lambda')
    expect(paths(await pack(root, [{ name: 'a', from }], {}, from))).toEqual(['node_modules/a/package.json'])
  })

  it('keeps the execute bit', async () => {
    const from = makeFolder({ 'node_modules/a/package.json': packageOf(), 'node_modules/a/run.sh': '#!/bin/sh' })
    chmodSync(join(from, 'node_modules/a/run.sh'), 0o700)
    expect((await pack(from, [{ name: 'a', from }])).files).toContainEqual(
      expect.objectContaining({ path: 'node_modules/a/run.sh', executable: true }),
    )
  })

  it.each<[string, Record<string, string>, string]>([
    ['a package that is not installed', {}, 'LAMBDA_EXTERNAL_MISSING'],
    [
      'a dependency that is not installed',
      { 'node_modules/a/package.json': packageOf({ gone: '1' }) },
      'LAMBDA_EXTERNAL_MISSING',
    ],
  ])('refuses %s', async (_, files, code) => {
    const from = makeFolder(files)
    await expect(pack(from, [{ name: 'a', from }])).rejects.toMatchObject({ code })
  })

  it('refuses a link that leads out of its package', async () => {
    const from = makeFolder({ 'node_modules/a/package.json': packageOf(), 'secret.txt': 'x' })
    symlinkSync(join(from, 'secret.txt'), join(from, 'node_modules/a/s.txt'))
    await expect(pack(from, [{ name: 'a', from }])).rejects.toMatchObject({ code: 'LAMBDA_PATH_INVALID' })
  })

  it('refuses two copies of one package for one bundle', async () => {
    const from = makeFolder({
      'node_modules/a/package.json': packageOf(),
      'sub/node_modules/a/package.json': packageOf(),
    })
    const roots = [from, join(from, 'sub')].map((folder) => ({ name: 'a', from: folder }))
    await expect(pack(from, roots)).rejects.toMatchObject({ code: 'LAMBDA_EXTERNAL_CONFLICT' })
  })

  it('packs of machine code only what fits the machine', async () => {
    const from = makeFolder({ 'node_modules/a/package.json': packageOf() })
    mkdirSync(join(from, 'node_modules/a/prebuilds'))
    writeFileSync(join(from, 'node_modules/a/prebuilds/linux-x64.node'), elfFor('x86_64'))
    writeFileSync(join(from, 'node_modules/a/prebuilds/linux-arm64.node'), elfFor('arm64'))
    writeFileSync(join(from, 'node_modules/a/prebuilds/win32-x64.node'), makePe())
    writeFileSync(join(from, 'node_modules/a/tool.exe'), makePe())
    expect(paths(await pack(from, [{ name: 'a', from }]))).toEqual([
      'node_modules/a/package.json',
      'node_modules/a/prebuilds/linux-x64.node',
    ])
  })

  it('leaves out an optional package for other machines', async () => {
    const from = makeFolder({
      'node_modules/a/package.json': packageOf(
        {},
        { optionalDependencies: { 'a-linux-x64': '1', 'a-darwin-arm64': '1' } },
      ),
      'node_modules/a-linux-x64/package.json': packageOf({}, { os: ['linux'], cpu: ['x64'], libc: ['glibc'] }),
      'node_modules/a-darwin-arm64/package.json': packageOf({}, { os: ['darwin'], cpu: ['arm64'] }),
    })
    writeFileSync(join(from, 'node_modules/a-linux-x64/a.node'), elfFor('x86_64'))
    expect(paths(await pack(from, [{ name: 'a', from }]))).toEqual([
      'node_modules/a-linux-x64/a.node',
      'node_modules/a-linux-x64/package.json',
      'node_modules/a/package.json',
    ])
  })

  it.each<[string, object, Record<string, Buffer>, object]>([
    [
      'a package with machine code for another processor only',
      { name: 'a', version: '2.0.0' },
      { 'build/a.node': elfFor('arm64') },
      {
        code: 'LAMBDA_NATIVE_MISMATCH',
        message: expect.stringContaining('package a 2.0.0: build/a.node is for Linux on arm64'),
      },
    ],
    [
      'a package whose machine code is compiled when it is installed',
      { name: 'a', gypfile: true },
      {},
      { code: 'LAMBDA_NATIVE_MISSING', message: expect.stringContaining('holds no machine code for Linux on x86_64') },
    ],
    [
      'a package whose machine code is downloaded when it is installed',
      { name: 'a', scripts: { install: 'prebuild-install || node-gyp rebuild' } },
      {},
      { code: 'LAMBDA_NATIVE_MISSING', message: expect.stringContaining('prebuild-install') },
    ],
    [
      'a package whose part for the machine is not installed',
      {
        name: 'a',
        optionalDependencies: { '@a/linux-x64-gnu': '1', '@a/linux-arm64-gnu': '1', '@a/linux-x64-musl': '1' },
      },
      {},
      { code: 'LAMBDA_NATIVE_MISSING', message: expect.stringContaining('package a needs @a/linux-x64-gnu on') },
    ],
  ])('refuses %s', async (_, manifest, files, problem) => {
    const from = makeFolder({ 'node_modules/a/package.json': JSON.stringify(manifest) })
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(from, 'node_modules/a/build'), { recursive: true })
      writeFileSync(join(from, 'node_modules/a', path), content)
    }
    await expect(pack(from, [{ name: 'a', from }])).rejects.toMatchObject({ ...problem, problems: [problem] })
  })

  it('does without an optional package that is compiled when it is installed', async () => {
    const from = makeFolder({
      'node_modules/a/package.json': packageOf({}, { optionalDependencies: { fast: '1' } }),
      'node_modules/fast/package.json': packageOf({}, { gypfile: true }),
    })
    expect(paths(await pack(from, [{ name: 'a', from }]))).toContain('node_modules/a/package.json')
  })

  it('leaves out of packages what exclude names, but not all of them', async () => {
    const from = makeFolder({ 'node_modules/a/package.json': packageOf(), 'node_modules/a/docs/x.md': '' })
    const packed = await pack(from, [{ name: 'a', from }], { exclude: ['**/docs', 'node_modules/'] })
    expect(paths(packed)).toEqual(['node_modules/a/package.json'])
  })

  it('writes nothing of the disk into a manifest', async () => {
    const traces = { _where: '/home/me', _resolved: 'x', version: '1.0.0' }
    const from = makeFolder({ 'node_modules/a/package.json': packageOf({}, traces) })
    const { files } = await pack(from, [{ name: 'a', from }])
    expect(files.map((file) => JSON.parse(Buffer.from(contentOf(file)).toString()))).toEqual([
      { main: 'i.js', dependencies: {}, version: '1.0.0' },
    ])
  })
})

describe('external', () => {
  it('ships a package beside the bundle, which finds it there and builds again when it changes', async () => {
    const root = makeFolder({
      'api.ts': `import { x } from 'a'\nimport { S3 } from '@aws-sdk/client-s3'\nexport const handler = async (all = false) => all ? S3 : x`,
      'node_modules/a/package.json': packageOf({ b: '1' }),
      'node_modules/a/i.js': 'exports.x = require("b") + require("./y.js")',
      'node_modules/a/y.js': 'module.exports = "y"',
      'node_modules/b/package.json': packageOf(),
      'node_modules/b/i.js': 'module.exports = "b"',
    })
    const input = oneFunction(root, { external: ['a', '@aws-sdk/*'] })
    const [artifact] = await buildArtifacts(input, listen())
    expect(artifact?.manifest.entries.map(({ path }) => path)).toEqual([
      'api.js',
      'node_modules/a/i.js',
      'node_modules/a/package.json',
      'node_modules/a/y.js',
      'node_modules/b/i.js',
      'node_modules/b/package.json',
    ])
    const folder = makeFolder()
    execFileSync('python3', ['-m', 'zipfile', '-e', artifact?.zip ?? '', folder])
    addFiles(folder, { 'node_modules/@aws-sdk/client-s3/index.js': 'exports.S3 = 1' })
    const run = `require('./api.js').handler().then(console.log)`
    expect(execFileSync(process.execPath, ['-e', run], { cwd: folder, encoding: 'utf8' }).trim()).toBe('by')

    writeFileSync(join(root, 'node_modules/b/i.js'), 'module.exports = "B"')
    const [again] = await buildArtifacts(input, listen())
    expect(again?.why).toBe('node_modules/b/i.js changed')
  })

  it('ships a named package that the source asks for only at run time', async () => {
    const root = makeFolder({
      'api.ts': `export const handler = async (name: string) => (await import(name)).default`,
      'node_modules/@s/a/package.json': packageOf(),
    })
    mkdirSync(join(root, 'node_modules/unrelated'))
    const [artifact] = await buildArtifacts(oneFunction(root, { external: ['@s/a'] }), listen())
    expect(artifact?.manifest.entries.map(({ path }) => path)).toEqual(['api.js', 'node_modules/@s/a/package.json'])
  })

  it('leaves what a layer holds to the layer', async () => {
    const root = makeFolder({ 'api.ts': `export const handler = () => require('/opt/nodejs/x')` })
    const [artifact] = await buildArtifacts(oneFunction(root), listen())
    expect(artifact?.manifest.entries).toHaveLength(1)
    expect(readFileSync(artifact?.zip ?? '').byteLength).toBe(artifact?.bytes)
  })
})

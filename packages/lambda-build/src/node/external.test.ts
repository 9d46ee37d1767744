import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contentOf } from '../artifact/artifact-file.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { copyExternals } from './external.ts'

const packageOf = (dependencies: object = {}, more: object = {}): string =>
  JSON.stringify({ main: 'i.js', dependencies, ...more })

describe('copyExternals', () => {
  it('copies a package with all it needs in production, flat', () => {
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
    const { files, sources } = copyExternals([{ name: 'a', from }])
    expect(files.map(({ path }) => path).sort()).toEqual([
      'node_modules/a/i.js',
      'node_modules/a/lib/x.js',
      'node_modules/a/package.json',
      'node_modules/b/package.json',
      'node_modules/c/package.json',
    ])
    expect(sources).toContain(join(from, 'node_modules/a/lib/x.js'))
  })

  it('keeps two versions of one package apart, each where it is resolved', () => {
    const from = makeFolder({
      'node_modules/a/package.json': packageOf({ b: '1', x: '2' }),
      'node_modules/a/node_modules/x/package.json': packageOf({}, { version: '2' }),
      'node_modules/b/package.json': packageOf({ x: '1' }),
      'node_modules/x/package.json': packageOf({}, { version: '1' }),
    })
    const { files } = copyExternals([
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

  it('follows the links of a store as pnpm makes it', () => {
    const from = makeFolder({
      'node_modules/.pnpm/a@1/node_modules/a/package.json': packageOf({ b: '1' }),
      'node_modules/.pnpm/b@1/node_modules/b/package.json': packageOf(),
    })
    symlinkSync('.pnpm/a@1/node_modules/a', join(from, 'node_modules/a'))
    symlinkSync('../../b@1/node_modules/b', join(from, 'node_modules/.pnpm/a@1/node_modules/b'))
    expect(copyExternals([{ name: 'a', from }]).files.map(({ path }) => path)).toEqual([
      'node_modules/a/package.json',
      'node_modules/b/package.json',
    ])
  })

  it('keeps the execute bit', () => {
    const from = makeFolder({ 'node_modules/a/package.json': packageOf(), 'node_modules/a/run.sh': '#!/bin/sh' })
    chmodSync(join(from, 'node_modules/a/run.sh'), 0o700)
    expect(copyExternals([{ name: 'a', from }]).files).toContainEqual(
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
    [
      'machine code by name',
      { 'node_modules/a/package.json': packageOf(), 'node_modules/a/b.node': '' },
      'LAMBDA_EXTERNAL_NATIVE',
    ],
    [
      'machine code by content',
      { 'node_modules/a/package.json': packageOf(), 'node_modules/a/bin/x': '\x7fELF..' },
      'LAMBDA_EXTERNAL_NATIVE',
    ],
  ])('refuses %s', (_, files, code) => {
    const from = makeFolder(files)
    expect(() => copyExternals([{ name: 'a', from }])).toThrow(expect.objectContaining({ code }))
  })

  it('refuses a link that leads out of its package', () => {
    const from = makeFolder({ 'node_modules/a/package.json': packageOf(), 'secret.txt': 'x' })
    symlinkSync(join(from, 'secret.txt'), join(from, 'node_modules/a/s.txt'))
    expect(() => copyExternals([{ name: 'a', from }])).toThrow(expect.objectContaining({ code: 'LAMBDA_PATH_INVALID' }))
  })

  it('refuses two copies of one package for one bundle', () => {
    const from = makeFolder({
      'node_modules/a/package.json': packageOf(),
      'sub/node_modules/a/package.json': packageOf(),
    })
    const roots = [from, join(from, 'sub')].map((folder) => ({ name: 'a', from: folder }))
    expect(() => copyExternals(roots)).toThrow(expect.objectContaining({ code: 'LAMBDA_EXTERNAL_CONFLICT' }))
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

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Artifact } from '../artifact/artifact.ts'
import { buildArtifacts } from './build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from './folder.test.fixture.ts'

type Settings = Parameters<typeof oneFunction>[1]

describe('buildArtifacts', () => {
  it.each<[string, Record<string, string>, Settings, unknown]>([
    ['a JSON import', { 'api.ts': `import data from './d.json'\n${answer('data.x')}`, 'd.json': '{"x":1}' }, {}, 1],
    [
      'the paths of its own tsconfig',
      {
        'api.ts': `import { two } from '@/lib'\n${answer('two')}`,
        'src/lib.ts': 'export const two: number = 2',
        'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } /* loose */ }',
      },
      {},
      2,
    ],
    [
      'top-level await',
      { 'api.ts': `const three = await Promise.resolve(3)\n${answer('three')}` },
      { format: 'esm' },
      3,
    ],
    [
      'a package that requires at run time',
      {
        'api.ts': `import { load } from 'old'\n${answer(`load('node:path').basename('a/4')`)}`,
        'node_modules/old/package.json': '{ "main": "index.js" }',
        'node_modules/old/index.js': 'const os = require("os"); exports.load = (name) => os.EOL && require(name)',
      },
      { format: 'esm' },
      '4',
    ],
    [
      'its own names for what the banner declares',
      {
        'api.ts': `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\nconst __dirname = 'mine'\n${answer(`require('node:path').join(__dirname, '5')`)}`,
      },
      { format: 'esm' },
      'mine/5',
    ],
    ['__dirname in an ES module', { 'api.ts': answer(`__filename.startsWith(__dirname)`) }, { format: 'esm' }, true],
    ['an enum and minifying', { 'api.ts': `enum E { A = 'six' }\n${answer('E.A')}` }, { minify: true }, 'six'],
    [
      'the ES module of a package that has both',
      {
        'api.ts': `import { kind } from 'dual'\n${answer('kind')}`,
        'node_modules/dual/package.json': '{ "main": "c.js", "module": "m.js" }',
        'node_modules/dual/c.js': 'exports.kind = "cjs"',
        'node_modules/dual/m.js': 'export const kind = "esm"',
      },
      {},
      'esm',
    ],
  ])('runs a function with %s', async (_, files, settings, expected) => {
    const root = makeFolder(files)
    const artifact = await buildOne(root, settings)
    expect(invoke(artifact)).toEqual(expected)
  })

  it('replaces build values and nothing else of the environment', async () => {
    const root = makeFolder({ 'api.ts': answer('[process.env.THEME, typeof process.env.OTHER_THEME]') })
    const [artifact] = await buildArtifacts({ ...oneFunction(root), environment: { THEME: 'pla"in' } }, listen())
    expect(invoke(artifact)).toEqual(['pla"in', 'undefined'])
  })

  it('writes the file that the handler names, also in a folder', async () => {
    const root = makeFolder({ 'api.ts': answer('1') })
    const artifact = await buildOne(root, { format: 'esm' }, { handler: 'src/main.handler' })
    expect(paths(artifact)).toEqual(['src/main.mjs'])
    expect(invoke(artifact)).toBe(1)
  })

  it('adds a source map only when asked', async () => {
    const root = makeFolder({ 'api.ts': answer('1') })
    expect(paths(await buildOne(root))).toEqual(['api.js'])
    expect(paths(await buildOne(root, { sourceMap: true }))).toEqual(['api.js', 'api.js.map'])
  })

  it('gives the same artifact in another folder, and whether built alone or with others', async () => {
    const files = { 'api.ts': `export const other = 1\n${answer('1')}`, 'lib.ts': 'export const a = 1, b = 2' }
    const users = {
      'api.ts': `import { a } from './lib'\n${answer('a')}`,
      'b.ts': `import { b } from './lib'\n${answer('b')}`,
    }
    const [first, second] = [makeFolder({ ...files, ...users }), makeFolder({ ...files, ...users })]
    const alone = await buildOne(first)
    const one = oneFunction(second)
    const [api] = one.functions
    if (api === undefined) throw new Error('the fixture has no function')
    const both = await buildArtifacts(
      {
        ...one,
        functions: [{ ...api, logicalId: 'B', entry: join(second, 'b.ts') }, api],
        template: { ...one.template, B: { handler: 'b.handler' } },
      },
      listen(),
    )
    expect(both.map((artifact) => artifact.logicalId)).toEqual(['B', 'Api'])
    expect(both[1]?.manifest).toEqual(alone.manifest)
    expect(both[1]?.codeSha256).toBe(alone.codeSha256)
  })

  it("names the zip by the manifest and tells Lambda's hash of it", async () => {
    const artifact = await buildOne(makeFolder({ 'api.ts': answer('1') }))
    const zip = readFileSync(artifact.zip)
    expect(artifact.zip).toContain(`${artifact.manifest.sha256}.zip`)
    expect([createHash('sha256').update(zip).digest('base64'), zip.byteLength]).toEqual([
      artifact.codeSha256,
      artifact.bytes,
    ])
  })

  it('tells what it builds and why, step by step', async () => {
    const context = listen()
    await buildArtifacts(oneFunction(makeFolder({ 'api.ts': answer('1') })), context)
    expect(context.notices).toEqual([
      { type: 'step', id: 'build.Api', title: 'Build Api', state: 'started', note: 'first build' },
      { type: 'step', id: 'build.Api', title: 'Build Api', state: 'ended', outcome: 'done', ms: expect.any(Number) },
    ])
  })

  it('passes on what esbuild warns of, with its place', async () => {
    const root = makeFolder({ 'api.ts': `const here = import.meta.url\n${answer('here')}` })
    const context = listen()
    await buildArtifacts(oneFunction(root), context)
    await buildArtifacts(oneFunction(root), context)
    const findings = context.notices.filter((notice) => notice.type === 'finding').map(({ finding }) => finding)
    expect(findings).toHaveLength(2)
    expect(findings[1]).toMatchObject({
      rule: 'lambda/empty-import-meta',
      where: { file: 'api.ts', line: 1, column: 14 },
      fix: 'set format: esm for this function',
    })
  })

  it('builds nothing where there is nothing to build', async () => {
    expect(await buildArtifacts({ ...oneFunction('/nowhere'), functions: [] }, listen())).toEqual([])
  })

  it('starts nothing once it is to stop', async () => {
    const root = makeFolder({ 'api.ts': answer('1') })
    const stopped = { ...listen(), signal: AbortSignal.abort(new Error('stop')) }
    await expect(buildArtifacts(oneFunction(root), stopped)).rejects.toThrow('stop')
  })
})

function answer(expression: string): string {
  return `export const handler = async (): Promise<unknown> => ${expression}\n`
}

async function buildOne(root: string, ...rest: [Settings?, Parameters<typeof oneFunction>[2]?]): Promise<Artifact> {
  const [artifact] = await buildArtifacts(oneFunction(root, ...rest), listen())
  if (artifact === undefined) throw new Error('nothing was built')
  return artifact
}

function paths(artifact: Artifact): readonly string[] {
  return artifact.manifest.entries.map(({ path }) => path)
}

/** Unpacks with Python, as another reader than the one who wrote. */
function unpack({ zip }: Artifact): string {
  const folder = makeFolder()
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, folder])
  return folder
}

/** Runs the handler from the unpacked artifact in a Node.js of its own, loaded as Lambda loads it. */
function invoke(artifact: Artifact | undefined): unknown {
  if (artifact === undefined) throw new Error('nothing was built')
  const folder = unpack(artifact)
  const file = paths(artifact).find((path) => /^(?!node_modules).*\.m?js$/.test(path)) ?? ''
  const load = file.endsWith('.mjs') ? `await import('./${file}')` : `createRequire(import.meta.url)('./${file}')`
  addFiles(folder, {
    'run.mjs': `import { createRequire } from 'node:module'\nconst found = ${load}\nconsole.log(JSON.stringify(await found.handler()))`,
  })
  return JSON.parse(execFileSync(process.execPath, ['run.mjs'], { cwd: folder, encoding: 'utf8' }))
}

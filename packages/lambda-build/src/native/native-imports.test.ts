import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { elfFor } from './binary.test.fixture.ts'

const machine = { system: 'linux', architecture: 'x86_64', libc: 'glibc', glibc: '2.34' } as const

/** A project with a package `fast` that holds machine code, loaded in the way given. */
function project(
  load: string,
  manifest: object,
  api = `import { run } from 'fast'\nexport const handler = () => run()`,
) {
  const root = makeFolder({
    'api.ts': api,
    'node_modules/fast/package.json': JSON.stringify({ name: 'fast', main: 'i.js', version: '1.0.0', ...manifest }),
    'node_modules/fast/i.js': `exports.run = () => ${load}`,
    'node_modules/slow/package.json': '{"main": "i.js", "optionalDependencies": {"fast": "1"}}',
    'node_modules/slow/i.js': `exports.run = () => { try { return require('fast') } catch {} }`,
  })
  return root
}

function addModule(root: string, path = 'prebuilds/linux-x64/fast.node', content = elfFor('x86_64')): void {
  const file = join(root, 'node_modules/fast', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

async function build(root: string) {
  const context = listen()
  const [artifact] = await buildArtifacts({ ...oneFunction(root), local: { machine } }, context)
  const rules = context.notices.flatMap((notice) => (notice.type === 'finding' ? [notice.finding.rule] : []))
  return { paths: artifact?.manifest.entries.map(({ path }) => path) ?? [], rules }
}

describe('packages with machine code', () => {
  it.each<[string, string, object]>([
    ['asks for it by a name that is made at run time', "require(__dirname + '/prebuilds/linux-x64/fast.node')", {}],
    ['asks for it by name', "require('./prebuilds/linux-x64/fast.node')", {}],
    ['compiles it', 'require(String("node-gyp-build"))(__dirname)', { scripts: { install: 'node-gyp-build' } }],
  ])('are packed beside the bundle where the package %s', async (_, load, manifest) => {
    const root = project(load, manifest)
    addModule(root)
    const { paths, rules } = await build(root)
    expect(paths).toContain('node_modules/fast/prebuilds/linux-x64/fast.node')
    expect(rules).toContain('lambda/native-external')
  })

  it('are bundled like any other where they hold none', async () => {
    const { paths, rules } = await build(project('1', {}))
    expect(paths.filter((path) => path.startsWith('node_modules'))).toEqual([])
    expect(rules).not.toContain('lambda/native-external')
  })

  it('are refused where they fit another machine only', async () => {
    const root = project('1', {})
    addModule(root, 'fast.node', elfFor('arm64'))
    await expect(build(root)).rejects.toMatchObject({ code: 'LAMBDA_NATIVE_MISMATCH' })
  })

  it('may be missing where their user does without them', async () => {
    const root = project('1', { gypfile: true }, `import { run } from 'slow'\nexport const handler = () => run()`)
    const { paths } = await build(root)
    expect(paths).toContain('node_modules/fast/i.js')
  })

  it('leave other errors of a bundle as they are', async () => {
    const root = project("require('./prebuilds/linux-x64/fast.node')", {}, `import 'fast'\nimport './gone'`)
    addModule(root)
    await expect(build(root)).rejects.toMatchObject({ message: expect.stringContaining('./gone') })
  })
})

it.each([
  ['asks for what compiling would make', 'require(`../build/Release/fast-${process.platform}.node`)', {}],
  ['has a helper that asks for pages', `require('installer').run()`, { installer: true }],
])('keeps a package outside that %s, and says what it lacks', async (_, load, more) => {
  const root = project(load, { gypfile: true, ...('installer' in more ? { dependencies: { installer: '1' } } : {}) })
  addFiles(root, { 'package.json': JSON.stringify({ dependencies: { fast: '1' } }) })
  if ('installer' in more)
    addFiles(root, {
      'node_modules/installer/package.json': '{"main": "i.js"}',
      'node_modules/installer/i.js': `exports.run = (name) => require('./pages/' + name + '.html')`,
      'node_modules/installer/pages/x.html': '<p>',
    })
  await expect(build(root)).rejects.toMatchObject({
    code: 'LAMBDA_NATIVE_MISSING',
    message: expect.stringContaining('package fast 1.0.0 holds no machine code'),
  })
})

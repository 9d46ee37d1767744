import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { buildOne, failure, invoke, paths } from './bundle.test.fixture.ts'

const answer = (expression: string): string => `export const handler = async () => ${expression}\n`
type Settings = NonNullable<Parameters<typeof oneFunction>[1]>

describe('a bundle', () => {
  it.each<[string, Record<string, string>, Settings, unknown]>([
    [
      'a loader for text',
      { 'api.ts': `import t from './q.graphql'\n${answer('t')}`, 'q.graphql': 'query' },
      { loaders: { '.graphql': 'text' } },
      'query',
    ],
    [
      'a loader that packs the file',
      {
        'api.ts': `import t from './q.txt'\nimport { readFileSync } from 'node:fs'\n${answer("readFileSync(__dirname + '/' + t, 'utf8')")}`,
        'q.txt': 'packed',
      },
      { loaders: { '.txt': 'file' } },
      'packed',
    ],
    [
      'paths of the tsconfig that the nearest one refers to',
      {
        'tsconfig.json': '{ "files": [], "references": [{ "path": "./web" }, { "path": "./tsconfig.api.json" }] }',
        'web/tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./web/*"] } } }',
        'tsconfig.api.json': '{ "extends": "./base.json", "include": ["*.ts"] }',
        'base.json': '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
        'api.ts': `import { one } from '@/one'\n${answer('one')}`,
        'lib/one.ts': 'export const one = 1',
      },
      {},
      1,
    ],
    [
      'a package of ES modules in a project of ES modules',
      {
        'package.json': '{ "type": "module" }',
        'api.ts': `import { two } from 'two'\n${answer('two')}`,
        'node_modules/two/package.json': '{ "type": "module", "exports": "./two.js" }',
        'node_modules/two/two.js': 'export const two = 2',
      },
      {},
      2,
    ],
  ])('has %s', async (_, files, settings, expected) => {
    expect(invoke((await buildOne(makeFolder(files), settings)).artifact)).toEqual(expected)
  })

  it.each(['nodejs18.x', 'nodejs22.x'])(
    'knows where it lies as an ES module for %s, also in a bundled CommonJS package',
    async (runtime) => {
      const root = makeFolder({
        'api.ts': `import { place } from 'old'\nconst first = await Promise.resolve(1)\n${answer('[first, ...place]')}`,
        'node_modules/old/index.js': `const { basename } = require('path')\nexports.place = [basename(__filename), __dirname === require('path').dirname(__filename)]`,
      })
      const { artifact } = await buildOne(root, { format: 'esm' }, { runtime })
      expect(invoke(artifact, 'api.mjs')).toEqual([1, 'api.mjs', true])
    },
  )

  it('takes the tsconfig that is set, and builds again when what it extends changes', async () => {
    const root = makeFolder({
      'config/tsconfig.json': '{ "extends": "./base.json" }',
      'config/base.json': '{ "compilerOptions": { "paths": { "@/*": ["../a/*"] } } }',
      'api.ts': `import { x } from '@/x'\n${answer('x')}`,
      'a/x.ts': `export const x = 'a'`,
      'b/x.ts': `export const x = 'b'`,
    })
    const settings = { tsconfig: join(root, 'config/tsconfig.json') }
    expect(invoke((await buildOne(root, settings)).artifact)).toBe('a')
    addFiles(root, { 'config/base.json': '{ "compilerOptions": { "paths": { "@/*": ["../b/*"] } } }' })
    expect(invoke((await buildOne(root, settings)).artifact)).toBe('b')
  })

  it('tells what own sources load under a name that is known only at run time, and keeps quiet about packages', async () => {
    const root = makeFolder({
      'api.ts': `import 'old'\nexport const handler = async (name: string) => [await import(name), require(name)]`,
      'node_modules/old/index.js': 'exports.load = (name) => require(name)',
    })
    const { findings } = await buildOne(root)
    expect(findings.map(({ rule, where }) => [rule, where?.file, where?.line])).toEqual([
      ['lambda/unsupported-dynamic-import', 'api.ts', 2],
      ['lambda/unsupported-require-call', 'api.ts', 2],
    ])
  })

  it('tells which package it holds twice, where that wastes much', async () => {
    const long = `exports.text = '${'x'.repeat(110 * 1024)}'`
    const root = makeFolder({
      'api.ts': `import { text } from 'a'\nimport * as b from 'b'\n${answer('[text.length, b.text.length]')}`,
      'node_modules/a/package.json': '{ "version": "1.0.0" }',
      'node_modules/a/index.js': long,
      'node_modules/b/index.js': `exports.text = require('a').text`,
      'node_modules/b/node_modules/a/package.json': '{ "version": "2.0.0" }',
      'node_modules/b/node_modules/a/index.js': long,
    })
    expect((await buildOne(root)).findings).toMatchObject([
      {
        rule: 'lambda/duplicate-package',
        severity: 'info',
        message: expect.stringMatching(/holds a 2 times: 1\.0\.0 \(110.* KB\), 2\.0\.0/),
      },
    ])
  })

  it.each([
    ['nodejs16.x', 1],
    ['nodejs22.x', 0],
  ])('tells of an import that an ES module under %s does not find in the runtime', async (runtime, count) => {
    const root = makeFolder({ 'api.ts': `import { S3 } from '@aws-sdk/client-s3'\n${answer('S3')}` })
    const { findings } = await buildOne(root, { format: 'esm', external: ['@aws-sdk/*'] }, { runtime })
    expect(findings.filter(({ rule }) => rule === 'lambda/layer-import')).toHaveLength(count)
  })

  it.each([[[]], [['extra']]])(
    'leaves out what is not installed and a package does without, with external %j',
    async (external) => {
      const root = makeFolder({
        'api.ts': `import { more } from 'lib'\n${answer('more()')}`,
        'node_modules/lib/package.json':
          '{ "peerDependencies": { "extra": "1" }, "peerDependenciesMeta": { "extra": { "optional": true } } }',
        'node_modules/lib/index.js': `const load = (get) => { try { return get() } catch { return 'without' } }
exports.more = () => load(() => require('extra/sub'))`,
      })
      const { artifact, findings } = await buildOne(root, { external })
      expect(invoke(artifact)).toBe('without')
      const rules = findings.map(({ rule }) => rule)
      expect(rules).toEqual(external.length === 0 ? ['lambda/optional-package'] : [])
    },
  )

  it('refuses what is not installed and a package cannot do without', async () => {
    const root = makeFolder({
      'api.ts': `import { more } from 'lib'\n${answer('more')}`,
      'node_modules/lib/package.json': '{ "dependencies": { "gone": "1" } }',
      'node_modules/lib/index.js': `exports.more = () => require('gone')`,
    })
    expect(await failure(oneFunction(root))).toMatchObject({ message: 'Could not resolve "gone"' })
  })

  it('says how a file is read that has no loader', async () => {
    const root = makeFolder({ 'api.ts': `import q from './q.graphql'\n${answer('q')}`, 'q.graphql': 'query' })
    expect(await failure(oneFunction(root))).toMatchObject({ hint: expect.stringContaining('.graphql: text') })
  })
})

describe('include', () => {
  const files = {
    'app/package.json': '{ "name": "app" }',
    'app/src/api.ts': answer('1'),
    'app/templates/a.html': '<a>',
    'app/templates/deep/b.html': '<b>',
    'app/templates/deep/c.txt': 'c',
    'app/other.txt': 'o',
    'app/node_modules/p/templates/x.html': '<x>',
  }

  it('packs files at their place in the folder of the nearest package.json, and builds again when one is added', async () => {
    const root = makeFolder(files)
    const entry = join(root, 'app/src/api.ts')
    const input = oneFunction(root, { entry, include: ['**/*.html', 'other.txt'], exclude: ['b.html'] })
    const build = async () => (await buildArtifacts(input, listen()))[0]
    const first = await build()
    expect(first && paths(first)).toEqual(['api.js', 'other.txt', 'templates/a.html'])
    addFiles(root, { 'app/templates/deep/d.html': '<d>' })
    const second = await build()
    expect(second && paths(second)).toEqual(['api.js', 'other.txt', 'templates/a.html', 'templates/deep/d.html'])
  })

  it('takes all of a folder, whatever a .lambdaignore says', async () => {
    const root = makeFolder({ ...files, 'app/.lambdaignore': '*.txt' })
    const entry = join(root, 'app/src/api.ts')
    const { artifact } = await buildOne(root, { entry, include: ['templates/deep'] })
    expect(paths(artifact)).toEqual(['api.js', 'templates/deep/b.html', 'templates/deep/c.txt'])
  })

  it.each<[string, Record<string, string>, string, string]>([
    [
      'a package.json that would make the bundle an ES module',
      { 'package.json': '{ "type": "module" }' },
      'package.json',
      'LAMBDA_MODULE_TYPE',
    ],
    ['a link out of the folder', {}, '*.t*', 'ARTIFACT_LINK_INVALID'],
    ['a pattern like which nothing is', {}, 'gone/**', 'ARTIFACT_PATTERN_UNMATCHED'],
  ])('refuses %s', async (_, more, pattern, code) => {
    const root = makeFolder({ 'api.ts': answer('1'), ...more })
    symlinkSync('/etc/hostname', join(root, 'link.txt'))
    expect(await failure(oneFunction(root, { include: [pattern] }))).toMatchObject({ code, where: { line: 3 } })
  })
})

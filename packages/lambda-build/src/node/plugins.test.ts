import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { buildOne, failure, invoke } from './bundle.test.fixture.ts'
import { loadPlugins } from './plugins.ts'

const source = `import value from 'made:value'\nexport const handler = async () => value\n`
const plugin = (contents: string, more = ''): string =>
  `{ name: 'made', setup(build) {
    build.onResolve({ filter: /^made:/ }, ({ path }) => ({ path, namespace: 'made' }))
    build.onLoad({ filter: /.*/, namespace: 'made' }, async () => ({ contents: ${contents}, loader: 'json'${more} }))
  } }`

describe('plug-ins', () => {
  it.each<[string, Record<string, string>, unknown]>([
    ['a list', { 'plugins.mjs': `export default [${plugin('"1"')}]` }, 1],
    ['CommonJS', { 'plugins.cjs': `module.exports = [${plugin('"2"')}]` }, 2],
    [
      'a function that is told what they are for',
      { 'plugins.mjs': `export default async (input) => [${plugin('JSON.stringify(input)')}]` },
      { functionId: 'Api', root: expect.any(String), format: 'cjs', target: 'node22' },
    ],
    [
      'TypeScript',
      {
        'plugins.ts': `import { three } from './three.ts'\nexport default [${plugin('three')}]`,
        'three.ts': `export const three: string = '3'`,
      },
      3,
    ],
    [
      'TypeScript that Node.js cannot run, with a package',
      {
        'plugins.ts': `import { four } from 'four'\nimport { E } from './e'\nexport default [${plugin('four + E.Zero')}]`,
        'e.ts': `export enum E { Zero = '0' }`,
        'node_modules/four/package.json': '{ "main": "four.cjs" }',
        'node_modules/four/four.cjs': `exports.four = '4'`,
      },
      40,
    ],
  ])('are taken from %s', async (_, files, expected) => {
    const root = makeFolder({ ...files, 'api.ts': source })
    const [file = ''] = Object.keys(files)
    expect(invoke((await buildOne(root, { plugins: join(root, file) })).artifact)).toEqual(expected)
  })

  it('build again when their own code changes, or what they say to have read', async () => {
    const root = makeFolder({
      'api.ts': source,
      'plugins.mjs': `import { data } from './data.mjs'\nimport { readFileSync } from 'node:fs'
        const file = new URL('./words.txt', import.meta.url).pathname
        export default [${plugin('JSON.stringify(data + readFileSync(file, "utf8"))', ', watchFiles: [file]')}]`,
      'data.mjs': `export const data = 'a'`,
      'words.txt': 'b',
    })
    const input = oneFunction(root, { plugins: join(root, 'plugins.mjs') })
    const build = async (): Promise<unknown> => (await buildArtifacts(input, listen()))[0]?.why
    expect(await build()).toBe('first build')
    expect(await build()).toBe('unchanged')
    addFiles(root, { 'words.txt': 'c' })
    expect(await build()).toBe('words.txt changed')
    addFiles(root, { 'data.mjs': `export const data = 'A'` })
    expect(await build()).toBe('data.mjs changed')
  })

  it.each<[string, string, object]>([
    [
      'a module that throws',
      'throw new Error("no key")',
      { code: 'LAMBDA_PLUGINS_INVALID', message: expect.stringContaining('plugins.mjs gives no plug-ins: no key') },
    ],
    [
      'a module without plug-ins',
      'export default 1',
      { code: 'LAMBDA_PLUGINS_INVALID', message: expect.stringContaining('no list') },
    ],
    ['a syntax error', 'export default [', { code: 'LAMBDA_PLUGINS_INVALID' }],
    [
      'a plug-in that throws when it starts',
      'export default [{ name: "bad", setup() { throw new Error("no disk") } }]',
      {
        code: 'LAMBDA_BUILD_FAILED',
        message: expect.stringMatching(/^plug-in "bad" of .*plugins\.mjs failed: no disk/),
      },
    ],
    [
      'a plug-in that throws at a file',
      `export default [${plugin('(() => { throw new Error("no luck") })()')}]`,
      {
        code: 'LAMBDA_BUILD_FAILED',
        message: expect.stringMatching(/^plug-in "made" of .*plugins\.mjs failed: no luck/),
      },
    ],
  ])('refuse %s', async (_, code, expected) => {
    const root = makeFolder({ 'api.ts': source, 'plugins.mjs': code })
    expect(await failure(oneFunction(root, { plugins: join(root, 'plugins.mjs') }))).toMatchObject(expected)
  })
})

it.each(['await new Promise(() => {})', 'export default () => new Promise(() => {})'])(
  'refuses plug-ins that are never there: %s',
  async (text) => {
    const root = makeFolder({ 'plugins.mjs': text })
    const input = { functionId: 'Api', root, format: 'cjs', target: 'node24' } as const
    await expect(loadPlugins(join(root, 'plugins.mjs'), input, 50)).rejects.toMatchObject({
      code: 'LAMBDA_PLUGINS_INVALID',
      message: expect.stringContaining('did not end within 0.05 seconds'),
    })
  },
)

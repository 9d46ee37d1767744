import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { buildOne, failure, invoke } from './bundle.test.fixture.ts'
import { hasDecorators } from './metadata.ts'

const on = '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }'
const decorated = {
  'tsconfig.json': on,
  'api.ts': `import { Store } from './store'\n@injectable() class A { constructor(store: Store) {} }\nexport const handler = async () => A`,
  'store.ts': '@injectable()\nexport class Store {}',
}

describe('decorator metadata', () => {
  it("is written by the project's own TypeScript, from exactly the files that need it", async () => {
    const root = makeFolder({
      'tsconfig.json': '{ "extends": "./base.json", "compilerOptions": { "target": "es2020" } }',
      'base.json': on,
      'api.ts': `import { x } from './plain'\n@dec() class A {}\nexport const handler = async () => x`,
      'plain.ts': 'export const x: string = `not @compiled`',
      'node_modules/typescript/package.json': '{ "main": "t.js", "version": "5.9.9" }',
      'node_modules/typescript/t.js': `const fs = require('node:fs')
exports.version = '5.9.9'
exports.ModuleKind = { Preserve: 200 }
exports.ScriptTarget = { ES2022: 9 }
exports.JsxEmit = { Preserve: 1 }
exports.sys = { readFile: (path) => fs.readFileSync(path, 'utf8') }
exports.readConfigFile = (file, read) => ({ config: JSON.parse(read(file)) })
exports.parseJsonConfigFileContent = () => ({ options: { target: 7, emitDecoratorMetadata: true } })
exports.transpileModule = (text, input) => ({ outputText: 'export const handler = async () => (' + JSON.stringify(input) + ')' })`,
    })
    const input = oneFunction(root)
    const [artifact] = await buildArtifacts(input, listen())
    if (artifact === undefined) throw new Error('nothing was built')
    expect(invoke(artifact)).toMatchObject({
      fileName: join(root, 'api.ts'),
      compilerOptions: {
        emitDecoratorMetadata: true,
        target: 9,
        useDefineForClassFields: false,
        inlineSourceMap: true,
      },
    })
    addFiles(root, { 'node_modules/typescript/package.json': '{ "main": "t.js", "version": "5.9.10" }' })
    expect((await buildArtifacts(input, listen()))[0]?.why).toBe('node_modules/typescript/package.json changed')
  })

  it.each([
    ['no compiler', {}, 'neither typescript nor @swc/core is installed'],
    [
      'a TypeScript without an API',
      {
        'node_modules/typescript/package.json': '{ "main": "v.js" }',
        'node_modules/typescript/v.js': 'exports.version = "7.0.2"',
      },
      'typescript 7.0.2 has no API',
    ],
  ])('is refused where the project has %s', async (_, files, reason) => {
    const root = makeFolder({ ...decorated, ...files })
    expect(await failure(oneFunction(root))).toMatchObject({
      code: 'LAMBDA_DECORATOR_METADATA',
      message: expect.stringContaining(reason),
      hint: expect.stringContaining('@swc/core'),
    })
  })

  it('is asked of a project of the workspace that the entry reaches', async () => {
    const root = makeFolder({
      'api.ts': `export { handler } from './lib/api'`,
      ...Object.fromEntries(Object.entries(decorated).map(([path, text]) => [`lib/${path}`, text])),
    })
    expect(await failure(oneFunction(root))).toMatchObject({ code: 'LAMBDA_DECORATOR_METADATA' })
  })

  it('is not asked for where no reached source has a decorator', async () => {
    const root = makeFolder({
      'tsconfig.json': on,
      'api.ts': `// @injectable()\nconst mail = 'a @b'\nexport const handler = async (): Promise<string> => mail`,
      'other.ts': '@injectable() export class Other {}',
    })
    expect(invoke((await buildOne(root)).artifact)).toBe('a @b')
  })
})

it.each([
  ['@a class B {}', true],
  ['class A { constructor(@inject(x) b: B) {} }', true],
  ['class A {\n  @prop() a = 1\n}', true],
  ['/** @param a */ const b = "@c"', false],
  ['const a = `\n@media x`', false],
  ["import x from '@s/x'", false],
])('sees in %j decorators: %s', (source, expected) => {
  expect(hasDecorators(source)).toBe(expected)
})

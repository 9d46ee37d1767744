import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { isProjectError, type ProjectError } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import type { BuildInput } from '../artifact/artifact.ts'
import { errors } from '../errors.ts'
import { buildArtifacts } from './build-artifacts.ts'
import { listen, makeFolder, oneFunction } from './folder.test.fixture.ts'

const good = 'export const handler = async () => 1\n'

describe('what a build refuses', () => {
  it.each<[string, string, Parameters<typeof oneFunction>[2], object]>([
    ['an unset handler', good, { handler: '' }, { code: 'LAMBDA_HANDLER_INVALID', where: { file: 'x.yaml', line: 3 } }],
    ['a handler outside', good, { handler: '../api.handler' }, { code: 'LAMBDA_HANDLER_INVALID' }],
    ['another runtime', good, { runtime: 'ruby3.4' }, { code: 'LAMBDA_RUNTIME_UNSUPPORTED' }],
    [
      'a handler that the entry does not export',
      'export const main = async () => 1\nexport default 2',
      {},
      {
        code: 'LAMBDA_HANDLER_MISSING',
        message: expect.stringMatching(
          /^Api: .*"api\.handler".*api\.js, built from api\.ts, exports (main, default|default, main)$/,
        ),
        hint: expect.stringContaining('api.main'),
      },
    ],
    [
      'a handler that only a bundled package exports',
      `import { version } from 'typescript-made'\nconsole.log(version)`,
      {},
      { code: 'LAMBDA_HANDLER_MISSING', message: expect.stringContaining('exports nothing') },
    ],
    ['an entry that exports only types', 'export type handler = string', {}, { code: 'LAMBDA_HANDLER_MISSING' }],
    [
      'a syntax error, with its place',
      'export const handler = async () => {\n  return 1 +\n}\n',
      {},
      { code: 'LAMBDA_BUILD_FAILED', message: 'Unexpected "}"', where: { file: 'api.ts', line: 3, column: 1 } },
    ],
    [
      'a package that is not installed',
      `import { x } from '@acme/lib/sub'\nexport const handler = () => x`,
      {},
      {
        message: 'Could not resolve "@acme/lib/sub"',
        hint: 'npm install @acme/lib',
        where: { file: 'api.ts', line: 1, column: 19 },
      },
    ],
    ['await at the top of CommonJS', `await 1\n${good}`, {}, { hint: 'set format: esm for this function' }],
  ])('refuses %s', async (_, source, template, expected) => {
    const installed = {
      'node_modules/typescript-made/index.js': 'exports.version = 1\n0 && (module.exports = { handler })',
    }
    const error = await failure(oneFunction(makeFolder({ 'api.ts': source, ...installed }), {}, template))
    expect(error).toMatchObject(expected)
    expect(Object.keys(errors)).toContain(error.code)
  })

  it('reports all errors of all files and functions at once', async () => {
    const root = makeFolder({
      'api.ts': `import './gone'\nimport { y } from 'gone'\nexport const handler = () => y`,
      'b.ts': 'export const handler = (',
    })
    const one = oneFunction(root)
    const functions = one.functions.flatMap((each) => [each, { ...each, logicalId: 'B', entry: join(root, 'b.ts') }])
    const error = await failure({ ...one, functions, template: { ...one.template, B: { handler: 'b.handler' } } })
    expect(error.problems.map(({ where }) => `${where?.file}:${where?.line}`).sort()).toEqual([
      'api.ts:1',
      'api.ts:2',
      'b.ts:1',
    ])
  })

  it('refuses a function that no template declares, and an entry that is not there', async () => {
    const root = makeFolder({ 'api.ts': good })
    const one = oneFunction(root)
    const functions = one.functions.map((each) => ({ ...each, logicalId: 'Apy' }))
    expect(await failure({ ...one, functions })).toMatchObject({
      code: 'LAMBDA_FUNCTION_ABSENT',
      hint: 'the templates declare Api',
    })
    rmSync(join(root, 'api.ts'))
    expect(await failure(one)).toMatchObject({ code: 'LAMBDA_ENTRY_MISSING' })
  })

  it('refuses a build value that source code cannot name', async () => {
    const input = { ...oneFunction(makeFolder({ 'api.ts': good })), environment: { 'MY-THEME': 'x' } }
    expect(await failure(input)).toMatchObject({ code: 'LAMBDA_BUILD_VALUE_NAME' })
  })
})

describe('the handler', () => {
  it.each<[string, Record<string, string>, string, 'cjs' | 'esm']>([
    ['of a CommonJS entry', { 'api.js': 'module.exports = { handler: async () => 1 }' }, 'api.handler', 'cjs'],
    ['of a CommonJS entry in an ES module', { 'api.js': 'module.exports = async () => 1' }, 'api.default', 'esm'],
    [
      'passed on from CommonJS',
      { 'api.js': `export * from './c.cjs'`, 'c.cjs': 'exports.handler = () => 1' },
      'api.handler',
      'cjs',
    ],
    [
      'passed on from an ES module',
      { 'api.js': `export * from './m.mjs'`, 'm.mjs': 'export const handler = () => 1' },
      'api.handler',
      'cjs',
    ],
    ['by default export', { 'api.js': 'export default async () => 1' }, 'api.default', 'cjs'],
    ['in an object', { 'api.js': 'export const routes = { get: async () => 1 }' }, 'api.routes.get', 'cjs'],
    ['before a licence', { 'api.js': '/*! (c) x */\nexport const handler = () => 1' }, 'api.handler', 'cjs'],
    ['with a quoted name', { 'api.js': 'const a = () => 1\nexport { a as "my-handler" }' }, 'api.my-handler', 'cjs'],
  ])('is found %s', async (_, files, handler, format) => {
    const root = makeFolder(files)
    const context = listen()
    await buildArtifacts(oneFunction(root, { entry: join(root, 'api.js'), format }, { handler }), context)
    expect(context.notices.filter(({ type }) => type === 'finding')).toEqual([])
  })

  it.each([
    ['throws', 'throw new Error("no TABLE is set")', 'no TABLE is set'],
    ['ends the process', 'process.exit(3)', 'code 3'],
    ['asks for more than it may', 'require("node:child_process").execSync("true")', 'restricted'],
  ])('of a CommonJS entry that %s is said to be unproven, not missing', async (_, code, reason) => {
    const root = makeFolder({ 'api.js': `${code}\nexports.handler = 1` })
    const context = listen()
    await buildArtifacts(oneFunction(root, { entry: join(root, 'api.js') }), context)
    expect(context.notices).toContainEqual({
      type: 'finding',
      finding: expect.objectContaining({ rule: 'lambda/handler-unproven', message: expect.stringContaining(reason) }),
    })
  })

  it('is told not to load where a package beside the bundle needs one that nobody installed', async () => {
    const root = makeFolder({
      'api.ts': `import a from 'a'\nexport const handler = async () => a`,
      'node_modules/a/package.json': '{ "main": "i.js" }',
      'node_modules/a/i.js': 'module.exports = require("undeclared")',
    })
    const context = listen()
    await buildArtifacts(oneFunction(root, { external: ['a'] }), context)
    const finding = {
      rule: 'lambda/module-missing',
      message: expect.stringContaining("Cannot find module 'undeclared'"),
    }
    expect(context.notices).toContainEqual({ type: 'finding', finding: expect.objectContaining(finding) })
  })

  it('is missing where a CommonJS entry, once run, has no such export', async () => {
    const root = makeFolder({ 'api.js': '// exports.handler = 1\nexports.main = 1' })
    expect(await failure(oneFunction(root, { entry: join(root, 'api.js') }))).toMatchObject({
      code: 'LAMBDA_HANDLER_MISSING',
      message: expect.stringContaining('exports main'),
    })
  })

  it('is no handler where it is no function', async () => {
    const root = makeFolder({ 'api.ts': 'export const handler = 5' })
    expect(await failure(oneFunction(root))).toMatchObject({
      code: 'LAMBDA_HANDLER_MISSING',
      message: expect.stringContaining('is of type number'),
    })
  })

  it('is told to fail where the file throws once it is loaded, though its export is certain', async () => {
    const root = makeFolder({ 'api.ts': `export const handler = () => 1\nthrow new Error('out of reach')` })
    const context = listen()
    await buildArtifacts(oneFunction(root), context)
    const finding = { rule: 'lambda/load-failed', severity: 'info', message: expect.stringContaining('out of reach') }
    expect(context.notices).toContainEqual({ type: 'finding', finding: expect.objectContaining(finding) })
  })

  it('is loaded with the variables of the template', async () => {
    const code = `if (process.env.TABLE !== 'reports' || process.env.LATER === undefined) throw new Error('unset')`
    const root = makeFolder({ 'api.ts': `${code}\nexport const handler = () => 1` })
    const context = listen()
    await buildArtifacts(oneFunction(root, {}, { environment: { TABLE: 'reports', LATER: {} } }), context)
    expect(context.notices.filter(({ type }) => type === 'finding')).toEqual([])
  })

  it("is looked for without the host's environment, where credentials may stand", async () => {
    const root = makeFolder({ 'api.js': 'for (const name of Object.keys(process.env)) exports[name] = 1' })
    expect(await failure(oneFunction(root, { entry: join(root, 'api.js') }))).toMatchObject({
      message: expect.stringMatching(/exports HOME, AWS_EC2_METADATA_DISABLED, AWS_REGION$/),
    })
  })
})

async function failure(input: BuildInput): Promise<ProjectError> {
  const error: unknown = await buildArtifacts(input, listen()).then(
    () => undefined,
    (thrown) => thrown,
  )
  if (!isProjectError(error)) throw new Error('the build was not refused', { cause: error })
  return error
}

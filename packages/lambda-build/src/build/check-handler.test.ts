import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildOne, failure } from '../node/bundle.test.fixture.ts'
import { buildArtifacts } from './build-artifacts.ts'
import { listen, makeFolder, oneFunction } from './folder.test.fixture.ts'

describe('the style of a handler', () => {
  const styles: readonly (readonly [string, Record<string, string>])[] = [
    [
      'in its source',
      { 'api.ts': 'export const handler = (event: object, context: object, callback: () => void) => callback()' },
    ],
    ['in CommonJS', { 'api.js': 'exports.handler = (event, context, callback) => callback(null, 1)' }],
    [
      'in a file that the entry passes on',
      {
        'api.ts': `export { handler } from './lib'`,
        'lib.ts': 'export function handler(a: object, b: object, callback: () => void) { callback() }',
      },
    ],
  ]

  it.each(styles)('with a callback, seen %s, is refused from nodejs24.x on', async (_, files) => {
    const root = makeFolder(files)
    const input = oneFunction(root, { entry: join(root, Object.keys(files)[0] ?? '') }, { runtime: 'nodejs24.x' })
    expect(await failure(input)).toMatchObject({
      code: 'LAMBDA_HANDLER_CALLBACK',
      message: expect.stringContaining('which nodejs24.x refuses'),
      hint: expect.stringContaining('async (event, context)'),
    })
  })

  it.each(styles)('with a callback, seen %s, is told of before', async (_, files) => {
    const root = makeFolder(files)
    const { findings } = await buildOne(
      root,
      { entry: join(root, Object.keys(files)[0] ?? '') },
      { runtime: 'nodejs22.x' },
    )
    expect(findings.map(({ rule }) => rule)).toEqual(['lambda/handler-callback'])
  })

  it.each([
    ['two parameters', 'export const handler = async (event: object, context: object) => [event, context]'],
    ['a stream', 'export const handler = awslambda.streamifyResponse(async (event, stream, callback) => 1)'],
    [
      'a wrapper',
      'const wrap = (f) => (event, context) => f(event, context, () => 1)\nexport const handler = wrap((event, context, callback) => 1)',
    ],
  ])('with %s is right', async (_, source) => {
    const root = makeFolder({ 'api.ts': `declare const awslambda: any\n${source}` })
    expect((await buildOne(root, {}, { runtime: 'nodejs24.x' })).findings).toEqual([])
  })
})

describe('the handler of a folder that is packed as it is', () => {
  const folder = { 'app/api.js': 'exports.handler = async () => 1', 'app/lib/x.js': '' }

  it.each([
    ['another file', 'lib/api.handler', 'wants a file that is not in the artifact; looked for lib/api, lib/api.js'],
    ['another export', 'api.main', 'exports handler'],
  ])('is missing where it names %s', async (_, handler, message) => {
    const root = makeFolder(folder)
    const one = oneFunction(root, { bundle: false, directory: join(root, 'app') }, { handler })
    const functions = one.functions.map(({ entry: _entry, ...rest }) => rest)
    expect(await failure({ ...one, functions })).toMatchObject({
      code: 'LAMBDA_HANDLER_MISSING',
      message: expect.stringContaining(message),
    })
  })
})

it.each([
  ['CommonJS', 'api.js', `const sdk = require('@aws-sdk/client-s3')\nmodule.exports.handler = async () => sdk`],
  ['an ES module', 'api.mjs', `import * as sdk from '@aws-sdk/client-s3'\nexport const handler = async () => sdk`],
])('takes what %s exports in so many words where only the runtime has what it imports', async (_, name, text) => {
  const root = makeFolder({ [`app/${name}`]: text })
  const one = oneFunction(root, { bundle: false, directory: join(root, 'app') })
  const context = listen()
  await buildArtifacts({ ...one, functions: one.functions.map(({ entry: _entry, ...rest }) => rest) }, context)
  const rules = context.notices.flatMap((notice) => (notice.type === 'finding' ? [notice.finding.rule] : []))
  expect(rules).toEqual([])
})

it('refuses a handler that is there and no function', async () => {
  const root = makeFolder({ 'api.js': 'exports.handler = { get: 1 }' })
  expect(await failure(oneFunction(root, { entry: join(root, 'api.js') }))).toMatchObject({
    code: 'LAMBDA_HANDLER_MISSING',
    message: expect.stringContaining('is of type object'),
  })
})

it.each([
  ['nodejs24.x', true],
  ['nodejs22.x', false],
])('under %s looks into the default export: %s', async (runtime, isFound) => {
  const root = makeFolder({ 'api.js': 'module.exports = { handler: async () => 1 }' })
  const input = oneFunction(root, { entry: join(root, 'api.js'), format: 'esm' }, { runtime })
  if (isFound)
    await expect(buildOne(root, { entry: join(root, 'api.js'), format: 'esm' }, { runtime })).resolves.toBeDefined()
  else expect(await failure(input)).toMatchObject({ code: 'LAMBDA_HANDLER_MISSING' })
})

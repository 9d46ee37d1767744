import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { BuildInput } from '../artifact/artifact.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { buildOne, failure, invoke, paths } from './bundle.test.fixture.ts'

const source = `import { x } from 'a'\nexport const handler = async (all = false) => all ? x : 'up'`
const manifest = (value: object) => JSON.stringify({ name: 'a', version: '1.0.0', main: 'i.js', ...value })
const place = { file: 'app.yaml', line: 7 }

function withLayer(root: string, directory: string, layers?: readonly string[]): BuildInput {
  const input = oneFunction(root, { external: ['a'] }, { ...(layers === undefined ? {} : { layers }) })
  const code = { shared: [], include: [], exclude: [], allow: [] }
  return { ...input, otherLayers: [{ logicalId: 'Packages', directory: join(root, directory), ...code, where: {} }] }
}

it.each([
  ['packages installed in it', 'layer/nodejs/node_modules/a/package.json', manifest({})],
  ['a package.json', 'layer/package.json', JSON.stringify({ dependencies: { a: '1' } })],
  ['a package.json in nodejs', 'layer/nodejs/package.json', JSON.stringify({ dependencies: { a: '1' } })],
])('leaves to a layer of the project what it has by %s, also where it is installed', async (_, path, text) => {
  const root = makeFolder({ 'api.ts': source, [path]: text, 'node_modules/a/package.json': manifest({}) })
  const [artifact] = await buildArtifacts(withLayer(root, 'layer', ['Packages']), listen())
  expect(artifact && paths(artifact)).toEqual(['api.js'])
})

it('packs what a layer has that the function does not use', async () => {
  const root = makeFolder({
    'api.ts': source,
    'layer/package.json': JSON.stringify({ dependencies: { a: '1' } }),
    'node_modules/a/package.json': manifest({}),
  })
  const [artifact] = await buildArtifacts(withLayer(root, 'layer', []), listen())
  expect(artifact && paths(artifact)).toEqual(['api.js', 'node_modules/a/package.json'])
})

it('builds again when the layer no longer has it', async () => {
  const root = makeFolder({
    'api.ts': source,
    'layer/package.json': JSON.stringify({ dependencies: { a: '1' } }),
    'node_modules/a/package.json': manifest({}),
  })
  const input = withLayer(root, 'layer', ['Packages'])
  await buildArtifacts(input, listen())
  writeFileSync(join(root, 'layer/package.json'), '{}')
  const [artifact] = await buildArtifacts(input, listen())
  expect(artifact).toMatchObject({ reused: false, why: 'layer/package.json changed' })
  expect(artifact && paths(artifact)).toContain('node_modules/a/package.json')
})

it('trusts layers of others with what is no production dependency, and says so', async () => {
  const root = makeFolder({ 'api.ts': source, 'package.json': JSON.stringify({ devDependencies: { a: '1' } }) })
  const { artifact, findings } = await buildOne(root, { external: ['a'] }, { places: { layers: place } })
  expect(paths(artifact)).toEqual(['api.js'])
  expect(findings).toMatchObject([{ rule: 'lambda/layer-package', message: expect.stringContaining('Api: a is no') }])
})

it('packs a production dependency whatever layers of others hold', async () => {
  const root = makeFolder({
    'api.ts': source,
    'package.json': JSON.stringify({ dependencies: { a: '1' } }),
    'node_modules/a/package.json': manifest({}),
  })
  const { artifact } = await buildOne(root, { external: ['a'] }, { places: { layers: place } })
  expect(paths(artifact)).toEqual(['api.js', 'node_modules/a/package.json'])
})

it('refuses what is not installed where the function has no layers', async () => {
  const root = makeFolder({ 'api.ts': source })
  mkdirSync(join(root, 'node_modules'))
  expect(await failure(oneFunction(root, { external: ['a'] }))).toMatchObject({ code: 'LAMBDA_EXTERNAL_MISSING' })
})

const wrapper = '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler'

it.each<[string, object, object]>([
  ['the variable of the wrapper', {}, { handler: wrapper, environment: { DD_LAMBDA_HANDLER: './src/api.handler' } }],
  ['the configuration', { handler: 'src/api.handler' }, { handler: wrapper }],
  [
    'the variable of a wrapper that is found by its package',
    {},
    { handler: 'newrelic-lambda-wrapper.handler', environment: { NEW_RELIC_LAMBDA_HANDLER: 'src/api.handler' } },
  ],
])('builds what a wrapper in a layer calls, as %s names it', async (_, settings, template) => {
  const root = makeFolder({ 'api.ts': `export const handler = async () => 'up'` })
  const { artifact } = await buildOne(root, settings, template)
  expect(paths(artifact)).toEqual(['src/api.js'])
  expect(invoke(artifact, 'src/api.js')).toBe('up')
})

it('refuses a handler in a layer that nothing says the code of', async () => {
  const root = makeFolder({ 'api.ts': `export const handler = async () => 'up'` })
  expect(await failure(oneFunction(root, {}, { handler: wrapper }))).toMatchObject({
    code: 'LAMBDA_HANDLER_INVALID',
    hint: expect.stringContaining('functions.Api.handler'),
  })
})

it('leaves a handler in a layer to the layer where a folder is packed as it is', async () => {
  const root = makeFolder({ 'code/index.js': 'exports.handler = async () => 1' })
  const settings = { bundle: false, directory: join(root, 'code') }
  const input = oneFunction(root, settings, { handler: wrapper })
  const [artifact] = await buildArtifacts(
    { ...input, functions: input.functions.map(({ entry: _, ...rest }) => rest) },
    listen(),
  )
  expect(artifact && paths(artifact)).toEqual(['index.js'])
})

import { chmodSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { integrityOf, makeArchive } from '../install/archive.test.fixture.ts'

type Files = Readonly<Record<string, string>>

async function build(root: string, settings: object = {}, template: object = {}) {
  const { functions, ...rest } = oneFunction(
    root,
    { bundle: false, directory: join(root, 'src'), ...settings },
    template,
  )
  const context = listen()
  const unset = functions.map(({ entry: _entry, ...each }) => each)
  const artifacts = await buildArtifacts({ ...rest, functions: unset, childEnvironment: process.env }, context)
  return { paths: artifacts[0]?.manifest.entries.map(({ path }) => path), findings: findingsOf(context) }
}

async function buildLayer(files: Files, settings: object = {}) {
  const root = makeFolder(files)
  const { template: _template, functions: _functions, ...rest } = oneFunction(root)
  const context = listen()
  const shared = { shared: [], include: [], exclude: [], allow: [], where: { file: 'x.yaml', line: 1 } }
  const layer = { logicalId: 'Layer', directory: join(root, 'layer'), ...shared, ...settings }
  const input = { ...rest, functions: [], template: {}, layers: [layer], childEnvironment: process.env }
  const artifacts = await buildArtifacts(input, context)
  return { paths: artifacts[0]?.manifest.entries.map(({ path }) => path), findings: findingsOf(context) }
}

const findingsOf = ({ notices }: ReturnType<typeof listen>) =>
  notices.flatMap((notice) => (notice.type === 'finding' ? [notice.finding] : []))

/** A lock file and package.json with one package that is an archive beside them. */
function withPackage(folder: string): Files & { readonly archive: string } {
  const archive = makeArchive({
    'package.json': '{"name": "a", "version": "1.0.0", "main": "i.js"}',
    'i.js': 'exports.x = 1',
  })
  const dependencies = { a: 'file:../a.tgz' }
  const entry = { version: '1.0.0', resolved: 'file:../a.tgz', integrity: integrityOf(archive) }
  const packages = { '': { name: 'f', version: '1.0.0', dependencies }, 'node_modules/a': entry }
  return {
    [`${folder}/package.json`]: JSON.stringify({ name: 'f', version: '1.0.0', dependencies }),
    [`${folder}/package-lock.json`]: JSON.stringify({ name: 'f', version: '1.0.0', lockfileVersion: 3, packages }),
    archive: archive.toString('base64'),
  }
}

function place(folder: string, files: Files = {}): string {
  const { archive, ...rest } = withPackage(folder)
  const root = makeFolder({ ...rest, ...files })
  writeFileSync(join(root, 'a.tgz'), Buffer.from(archive, 'base64'))
  return root
}

const handler = 'exports.handler = async () => 1'

describe('a folder that is packed as it is', () => {
  it('holds its own files, shared folders under their names, and nothing that is left out', async () => {
    const root = makeFolder({
      'src/api.js': handler,
      'src/templates/a.html': '',
      'src/api.test.js': '',
      'src/old/x.js': '',
      'src/.git/config': '',
      'src/package-lock.json': '{}',
      'src/.lambdaignore': 'old',
      'shared/lib.js': '',
      'shared/lib.test.js': '',
    })
    const { paths } = await build(root, { shared: [join(root, 'shared')], exclude: ['*.test.js'] })
    expect(paths).toEqual(['api.js', 'shared/lib.js', 'templates/a.html'])
  })

  it('takes back in what include names', async () => {
    const root = makeFolder({
      'src/api.js': handler,
      'src/.lambdaignore': 'data\n*.md',
      'src/data/a': '',
      'src/x.md': '',
    })
    expect((await build(root, { include: ['data/**', 'x.md'] })).paths).toEqual(['api.js', 'data/a', 'x.md'])
  })

  it('has the production packages of the lock file, not those of its own node_modules', async () => {
    const root = place('src', {
      'src/api.js': `exports.handler = require('a').x && (async () => 1)`,
      'src/node_modules/a/package.json': '{"version": "9.9.9"}',
      'src/node_modules/dev/package.json': '{}',
    })
    const { paths } = await build(root)
    expect(paths).toEqual(['api.js', 'node_modules/a/i.js', 'node_modules/a/package.json', 'package.json'])
  })

  it('keeps a node_modules that no package.json speaks of', async () => {
    const root = makeFolder({ 'src/api.mjs': 'export const handler = 1', 'src/node_modules/a/i.js': '' })
    await expect(build(root, {}, { handler: 'api.gone' })).rejects.toMatchObject({ code: 'LAMBDA_HANDLER_MISSING' })
    addFiles(root, { 'src/api.mjs': 'export const handler = async () => 1' })
    expect((await build(root)).paths).toEqual(['api.mjs', 'node_modules/a/i.js'])
  })

  it('is built again when a file of it, or the lock file, changes', async () => {
    const root = place('src', { 'src/api.js': handler })
    const { functions, ...rest } = oneFunction(root, { bundle: false, directory: join(root, 'src') })
    const unset = functions.map(({ entry: _entry, ...each }) => each)
    const input = { ...rest, functions: unset, childEnvironment: process.env }
    const why = async () => (await buildArtifacts(input, listen()))[0]?.why
    expect(await why()).toBe('first build')
    expect(await why()).toBe('unchanged')
    addFiles(root, { 'src/extra.js': '' })
    expect(await why()).toBe('src/extra.js was added')
    addFiles(root, { 'src/package-lock.json': `${withPackage('src')['src/package-lock.json']}\n` })
    expect(await why()).toBe('src/package-lock.json changed')
  })

  it('is refused where production packages have no lock file', async () => {
    const root = makeFolder({ 'src/api.js': handler, 'src/package.json': '{"dependencies": {"a": "1"}}' })
    await expect(build(root)).rejects.toMatchObject({ code: 'LAMBDA_LOCK_MISSING' })
  })

  it('is refused where the file of the handler is there in TypeScript only', async () => {
    const root = makeFolder({ 'src/api.ts': 'export const handler = async () => 1' })
    await expect(build(root)).rejects.toMatchObject({
      code: 'LAMBDA_SOURCE_UNCOMPILED',
      hint: expect.stringContaining('remove functions.Api.bundle'),
    })
  })

  it('is refused with a link that leads nowhere', async () => {
    const root = makeFolder({ 'src/api.js': handler })
    symlinkSync('gone', join(root, 'src/link'))
    await expect(build(root)).rejects.toMatchObject({ code: 'ARTIFACT_LINK_INVALID' })
  })

  it('needs an executable bootstrap at its root for a runtime of its own', async () => {
    const root = makeFolder({ 'src/api.js': '' })
    const template = { runtime: 'provided.al2023', handler: 'bootstrap' }
    await expect(build(root, {}, template)).rejects.toMatchObject({ code: 'LAMBDA_BOOTSTRAP_MISSING' })
    addFiles(root, { 'src/target/bootstrap': '' })
    await expect(build(root, {}, template)).rejects.toMatchObject({ hint: expect.stringContaining('target/bootstrap') })
    addFiles(root, { 'src/bootstrap': '#!/bin/sh' })
    await expect(build(root, {}, template)).rejects.toMatchObject({ hint: 'chmod +x bootstrap' })
    chmodSync(join(root, 'src/bootstrap'), 0o755)
    expect((await build(root, {}, template)).paths).toEqual(['api.js', 'bootstrap', 'target/bootstrap'])
  })

  it('takes a program for the handler where a wrapper of a layer starts it', async () => {
    const root = makeFolder({ 'src/run.sh': '#!/bin/sh', 'src/server.js': 'require("node:http")' })
    const template = { runtime: 'nodejs22.x', handler: 'run.sh' }
    await expect(build(root, {}, template)).rejects.toMatchObject({ code: 'LAMBDA_HANDLER_MISSING' })
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap' }
    expect((await build(root, {}, { ...template, environment })).paths).toEqual(['run.sh', 'server.js'])
    const gone = build(root, {}, { ...template, environment, handler: 'start.sh' })
    await expect(gone).rejects.toMatchObject({ code: 'LAMBDA_HANDLER_MISSING' })
  })

  it('takes a handler as its language writes it', async () => {
    const root = makeFolder({ 'src/lib/api.jar': '' })
    const template = { runtime: 'java21', handler: 'com.acme.Api::handle' }
    expect((await build(root, {}, template)).paths).toEqual(['lib/api.jar'])
  })

  it('of another language is packed with all that is in it', async () => {
    const root = makeFolder({ 'src/app.rb': '', 'src/node_modules/x.js': '', 'src/package-lock.json': '' })
    const { paths } = await build(root, {}, { runtime: 'ruby3.4', handler: 'app.handler' })
    expect(paths).toEqual(['app.rb', 'node_modules/x.js', 'package-lock.json'])
  })
})

describe('a layer', () => {
  it('with a package.json becomes nodejs/, with its production packages', async () => {
    const root = place('layer', { 'layer/own.js': '', 'layer/node_modules/dev/i.js': '' })
    const { functions: _functions, ...rest } = oneFunction(root)
    const shared = { shared: [], include: [], exclude: [], allow: [], where: { file: 'x.yaml', line: 1 } }
    const layers = [{ logicalId: 'Layer', directory: join(root, 'layer'), ...shared }]
    const [artifact] = await buildArtifacts(
      { ...rest, functions: [], template: {}, layers, childEnvironment: process.env },
      listen(),
    )
    expect(artifact?.manifest.entries.map(({ path }) => path)).toEqual([
      'nodejs/node_modules/a/i.js',
      'nodejs/node_modules/a/package.json',
      'nodejs/own.js',
      'nodejs/package.json',
    ])
  })

  it.each<[string, Files]>([
    ['packages of Node.js', { 'layer/nodejs/node_modules/a/i.js': '' }],
    ['packages of one version of Node.js', { 'layer/nodejs/node24/node_modules/a/i.js': '' }],
    ['a program and an extension', { 'layer/bin/tool': '', 'layer/extensions/x': '' }],
    ['packages of Python', { 'layer/python/a.py': '' }],
  ])('with the layout for %s is packed as it is', async (_, files) => {
    const { paths, findings } = await buildLayer(files)
    expect(paths).toEqual(Object.keys(files).map((path) => path.slice('layer/'.length)))
    expect(findings).toEqual([])
  })

  it.each<[string, Files, string, string]>([
    ['has node_modules at its root', { 'layer/node_modules/a/i.js': '' }, 'looks in nodejs/node_modules', 'warning'],
    [
      'has nothing where a runtime looks',
      { 'layer/code/a.js': '', 'layer/x.js': '' },
      'no runtime looks into',
      'warning',
    ],
    ['has code but no packages for Node.js', { 'layer/nodejs/a.js': '' }, 'reached as /opt/nodejs/', 'info'],
  ])('that %s is packed as it is, with a finding', async (_, files, message, severity) => {
    const { paths, findings } = await buildLayer(files)
    expect(paths).toHaveLength(Object.keys(files).length)
    expect(findings).toEqual([
      expect.objectContaining({ rule: 'lambda/layer-layout', severity, message: expect.stringContaining(message) }),
    ])
  })
})

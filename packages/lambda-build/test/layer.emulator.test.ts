import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { LambdaClient, ListLayerVersionsCommand, PublishLayerVersionCommand } from '@aws-sdk/client-lambda'
import {
  type Artifact,
  buildArtifacts,
  type LayerInput,
  publishLayer,
  readNewestLayer,
} from '@project-utils/lambda-build'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { openInjector } from '../../../tools/proxy/inject.ts'
import { type RunningProxy, startProxy } from '../../../tools/proxy/proxy.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'layers-')))
const context = { signal: new AbortController().signal, emit: () => undefined }
const injector = openInjector()
let cloud: TestCloud
let proxy: RunningProxy
let lambda: LambdaClient

beforeAll(async () => {
  cloud = await testCloud()
  proxy = await startProxy({ target: cloud.endpoint, interceptors: injector.interceptors })
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' }
  lambda = new LambdaClient({ endpoint: proxy.endpoint, region: 'us-east-1', credentials })
})
afterAll(async () => {
  lambda?.destroy()
  await proxy?.close()
  await cloud?.stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => injector.plan([]))

it('publishes a layer once, again when its content changes, and again when it fits other runtimes', async () => {
  expect(await readNewestLayer(lambda, 'shared')).toBeUndefined()
  const one = await layer('shared', 'one')
  const first = await publishLayer(lambda, one, context)
  expect(first).toMatchObject({ version: 1, reused: false, arn: expect.stringContaining(':layer:shared:1') })
  proxy.reset()
  expect(await publishLayer(lambda, one, context)).toEqual({ ...first, reused: true })
  expect(proxy.calls().filter(({ mutating }) => mutating)).toEqual([])

  expect(await publishLayer(lambda, await layer('shared', 'two'), context)).toMatchObject({ version: 2, reused: false })
  const more = { ...(await layer('shared', 'two')), runtimes: ['nodejs22.x', 'nodejs24.x'] }
  expect(await publishLayer(lambda, more, context)).toMatchObject({ version: 3, reused: false })
  const turned = { ...more, runtimes: more.runtimes.toReversed() }
  expect(await publishLayer(lambda, turned, context)).toMatchObject({ version: 3, reused: true })
})

it('tells what the newest version is', async () => {
  const input = await layer('newest', 'one')
  await publishLayer(lambda, input, context)
  expect(await readNewestLayer(lambda, 'newest')).toMatchObject({
    version: 1,
    manifest: input.artifact.manifest.sha256,
    codeSha256: input.artifact.codeSha256,
    runtimes: ['nodejs24.x'],
    architectures: ['arm64'],
  })
})

it('knows the same content by the hash of its zip where another tool published it', async () => {
  const input = await layer('foreign', 'one')
  const content = { ZipFile: readFileSync(input.artifact.zip) }
  const machine = { CompatibleRuntimes: ['nodejs24.x' as const], CompatibleArchitectures: ['arm64' as const] }
  await lambda.send(new PublishLayerVersionCommand({ LayerName: 'foreign', Content: content, ...machine }))
  expect(await publishLayer(lambda, input, context)).toMatchObject({ version: 1, reused: true })
})

it.each([
  ['lost-answer', 1],
  ['server-error-after', 1],
  ['reset', 2],
] as const)('makes one version where the answer meets %s', async (fault, calls) => {
  const input = await layer(`lost-${fault}`, 'one')
  injector.plan([{ match: { operation: 'lambda.PublishLayerVersion' }, fault }])
  expect(await publishLayer(lambda, input, context)).toMatchObject({ version: 1, reused: false })
  expect(injector.struck()).toHaveLength(1)
  expect(proxy.calls().filter(({ operation }) => operation === 'PublishLayerVersion').length).toBeGreaterThanOrEqual(
    calls,
  )
  const { LayerVersions: versions } = await lambda.send(new ListLayerVersionsCommand({ LayerName: input.name }))
  expect(versions).toHaveLength(1)
})

it('refuses a layer that no call can carry, before it is sent', async () => {
  const input = await layer('large', 'one')
  proxy.reset()
  const large = { ...input, artifact: { ...input.artifact, bytes: 60 * 1024 * 1024 } }
  await expect(publishLayer(lambda, large, context)).rejects.toMatchObject({ code: 'LAMBDA_TOO_LARGE' })
  expect(proxy.calls().filter(({ mutating }) => mutating)).toEqual([])
})

async function layer(name: string, text: string): Promise<LayerInput> {
  const directory = join(folder, name)
  const file = join(directory, 'nodejs/greeting.js')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `exports.text = '${text}'`)
  const settings = { directory, shared: [], include: [], exclude: [], allow: [] }
  const layers = [{ ...settings, logicalId: 'Layer', runtime: 'nodejs24.x', where: {} }]
  const input = { functions: [], layers, template: {}, root: folder, cache: join(folder, 'cache'), environment: {} }
  const [artifact] = await buildArtifacts({ ...input, childEnvironment: process.env }, context)
  return { name, artifact: artifact as Artifact, runtimes: ['nodejs24.x'], architectures: ['arm64'] }
}

import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import type { Scope } from '@project-utils/contract'
import { buildArtifacts, type SharingInput, shareBuilds } from '@project-utils/lambda-build'
import { openRecords, type Records } from '@project-utils/records'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningProxy, startProxy } from '../../../tools/proxy/proxy.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lambda-shared-')))
const context = { signal: new AbortController().signal, emit: () => undefined }
const scope: Scope = { project: 'shop', environment: 'dev', tier: 'full', account: '455566667777', region: 'us-east-1' }
let cloud: TestCloud
let proxy: RunningProxy
let s3: S3Client

beforeAll(async () => {
  cloud = await testCloud()
  proxy = await startProxy({ target: cloud.endpoint })
  const credentials = { accessKeyId: scope.account, secretAccessKey: 'test' }
  s3 = new S3Client({ endpoint: proxy.endpoint, region: scope.region, credentials, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: `project-utils-${scope.account}-${scope.region}` }))
})

afterAll(async () => {
  s3?.destroy()
  await proxy?.close()
  await cloud?.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('takes from the bucket what another machine built and uploaded, with two reads a function', async () => {
  const laptop = machine('laptop', open())
  const built = await buildArtifacts(laptop, context)
  for (const { manifest, zip, bytes, codeSha256 } of built) {
    const body = { file: zip ?? '', size: bytes, checksum: codeSha256 }
    await open().blobs.put(manifest.sha256, body, { codesha256: codeSha256 })
  }
  await shareBuilds(laptop, built, 'ada')

  proxy.reset()
  const taken = await buildArtifacts(machine('runner', open()), context)
  expect(taken.map(({ reused, zip }) => [reused, zip])).toEqual(built.map(() => [true, undefined]))
  expect(taken.map(({ codeSha256 }) => codeSha256)).toEqual(built.map(({ codeSha256 }) => codeSha256))
  const operations = proxy.calls().map(({ operation }) => operation)
  expect(operations.toSorted()).toEqual(['GetObject', 'GetObject', 'HeadObject', 'HeadObject'])
})

it('builds by itself for an environment of tier read-only, and asks nothing', async () => {
  proxy.reset()
  const built = await buildArtifacts(machine('prod', open({ tier: 'read-only' })), context)
  expect(built.map(({ reused }) => reused)).toEqual([false, false])
  expect(proxy.calls()).toEqual([])
})

function open(more: Partial<Scope> = {}): Records {
  return openRecords({ s3, scope: { ...scope, ...more }, now: () => new Date() })
}

/** A checkout of the same project on a machine of its own. */
function machine(name: string, { builds }: Records): SharingInput {
  const root = join(folder, name)
  const origin = join(folder, 'origin')
  mkdirSync(origin, { recursive: true })
  writeFileSync(join(origin, 'shared.ts'), 'export const text = "hello"')
  for (const id of ['a', 'b'])
    writeFileSync(
      join(origin, `${id}.ts`),
      `import { text } from './shared'\nexport const handler = () => text + '${id}'`,
    )
  cpSync(origin, root, { recursive: true })
  const shared = {
    bundle: true,
    external: [],
    shared: [],
    include: [],
    exclude: [],
    allow: [],
    loaders: {},
    format: 'cjs',
    minify: false,
    sourceMap: false,
    where: { file: 'project.yaml' },
  } as const
  return {
    functions: ['a', 'b'].map((id) => ({ logicalId: id, entry: join(root, `${id}.ts`), ...shared })),
    template: {
      a: { runtime: 'nodejs24.x', handler: 'a.handler' },
      b: { runtime: 'nodejs24.x', handler: 'b.handler' },
    },
    root,
    cache: join(root, '.cache'),
    environment: {},
    shared: builds,
  }
}

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CloudFrontClient, CreateDistributionCommand } from '@aws-sdk/client-cloudfront'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  buildSite,
  configJson,
  emptyBucket,
  invalidate,
  planSite,
  publishConfig,
  publishFiles,
  removeFiles,
} from '@project-utils/site'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

const context = { signal: new AbortController().signal, emit: () => undefined }
const region = 'us-east-1'
const credentials = { accessKeyId: '111111111111', secretAccessKey: 'test' }
let local: TestCloud
let s3: S3Client
let cloudfront: CloudFrontClient
let folder: string

beforeAll(async () => {
  local = await testCloud()
  s3 = new S3Client({ endpoint: local.endpoint, region, credentials, forcePathStyle: true })
  cloudfront = new CloudFrontClient({ endpoint: local.endpoint, region, credentials })
  folder = await mkdtemp(join(tmpdir(), 'site-'))
})

afterAll(async () => {
  s3?.destroy()
  cloudfront?.destroy()
  await local?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function makeBucket(name: string): Promise<string> {
  await s3.send(new CreateBucketCommand({ Bucket: name }))
  return name
}

async function site(files: Readonly<Record<string, string | Uint8Array>>) {
  const directory = await mkdtemp(join(folder, 'pages-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true })
    await writeFile(join(directory, name), content)
  }
  const environment = { environment: {}, childEnvironment: {} }
  const built = await buildSite({ site: { directory }, root: directory, cache: folder, ...environment }, context)
  return { directory, manifest: built.manifest }
}

async function read(bucket: string, key: string) {
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
  const { ContentType, CacheControl, Metadata } = answer
  return { text: await answer.Body?.transformToString(), ContentType, CacheControl, Metadata }
}

async function keysOf(bucket: string): Promise<readonly (string | undefined)[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }))
  return Contents.map(({ Key }) => Key)
}

test('publishes odd names with bytes, type, cache headers and hash as planned', async () => {
  const bucket = await makeBucket('site-names')
  const names = ['a file.txt', 'b#c?.css', '50%.js', 'größe/日本.html', "it's (1)+2&3.svg", '.well-known/x.json']
  const { directory, manifest } = await site(Object.fromEntries(names.map((name) => [name, `content of ${name}`])))
  const plan = planSite({ manifest })
  await publishFiles(s3, { bucket, directory, files: plan.upload }, context)
  expect((await keysOf(bucket)).toSorted()).toEqual(names.toSorted())
  for (const file of manifest.files) {
    expect(await read(bucket, file.key)).toEqual({
      text: `content of ${file.key}`,
      ContentType: file.contentType,
      CacheControl: file.cacheControl,
      Metadata: { sha256: file.sha256 },
    })
  }
})

test('publishes a large file in parts and leaves none behind', async () => {
  const bucket = await makeBucket('site-large')
  const film = Buffer.alloc(17 * 1024 * 1024, 'film')
  const { directory, manifest } = await site({ 'film.mp4': film })
  await publishFiles(s3, { bucket, directory, files: manifest.files }, context)
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'film.mp4' }))
  expect(film.equals((await answer.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true)
  expect(answer.ContentType).toBe('video/mp4')

  await writeFile(join(directory, 'film.mp4'), Buffer.alloc(17 * 1024 * 1024, 'other'))
  await expect(publishFiles(s3, { bucket, directory, files: manifest.files }, context)).rejects.toMatchObject({
    code: 'SITE_CHANGED_MEANWHILE',
  })
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
  expect(Uploads).toEqual([])
  const after = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'film.mp4' }))
  expect(film.equals((await after.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true)
})

test('writes the configuration and removes what a plan names', async () => {
  const bucket = await makeBucket('site-config')
  const text = configJson({ apiUrl: 'https://api.example/' })
  await publishConfig(s3, { bucket, text })
  expect(await read(bucket, 'config.json')).toMatchObject({ text, CacheControl: 'no-cache' })
  const names = Array.from({ length: 1005 }, (_, index) => `old & <odd> ${index}.txt`)
  const { directory, manifest } = await site(Object.fromEntries(names.map((name) => [name, 'x'])))
  await publishFiles(s3, { bucket, directory, files: manifest.files }, context)
  await removeFiles(s3, { bucket, keys: names }, context)
  expect(await keysOf(bucket)).toEqual(['config.json'])
})

test('explains a bucket that is not there', async () => {
  const { directory, manifest } = await site({ 'index.html': 'x' })
  const publishing = publishFiles(s3, { bucket: 'site-missing', directory, files: manifest.files }, context)
  await expect(publishing).rejects.toMatchObject({ code: 'AWS_NO_BUCKET' })
  expect(await emptyBucket(s3, 'site-missing', context)).toBe(0)
})

test('empties a versioned bucket of every version and delete marker', async () => {
  const bucket = await makeBucket('site-versions')
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }))
  for (const Body of ['1', '2']) await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'a', Body }))
  await removeFiles(s3, { bucket, keys: ['a'] }, context)
  expect(await emptyBucket(s3, bucket, context)).toBe(3)
  expect(await emptyBucket(s3, bucket, context)).toBe(0)
})

// The emulator completes invalidations at once and caches nothing, so this shows only that the request is well formed.
test('invalidates paths of a distribution', async () => {
  const origin = {
    Id: 'site',
    DomainName: 'site.s3.us-east-1.amazonaws.com',
    S3OriginConfig: { OriginAccessIdentity: '' },
  }
  const DistributionConfig = {
    CallerReference: 'site',
    Comment: 'site',
    Enabled: true,
    Origins: { Quantity: 1, Items: [origin] },
    DefaultCacheBehavior: {
      TargetOriginId: 'site',
      ViewerProtocolPolicy: 'redirect-to-https',
      CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    },
  } as const
  const { Distribution } = await cloudfront.send(
    new CreateDistributionCommand({
      DistributionConfig: { ...DistributionConfig, Origins: { Quantity: 1, Items: [origin] } },
    }),
  )
  const input = { distribution: Distribution?.Id ?? '', paths: ['/', '/index.html'], reference: 'release-1' }
  expect(await invalidate(cloudfront, input, context)).toMatch(/\w+/)
})

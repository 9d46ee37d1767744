import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { bucketName, bucketStackName, bucketTemplate } from './bucket.ts'
import { fakeS3 } from './fake-s3.test.fixture.ts'
import { openS3Store } from './s3-store.ts'
import { scope } from './scope.test.fixture.ts'
import { openState } from './state.ts'

describe('the bucket', () => {
  const template = JSON.parse(bucketTemplate(scope))
  const { Bucket, BucketPolicy } = template.Resources

  it('is one for an account and region', () => {
    expect(bucketName(scope)).toBe('project-utils-111111111111-eu-west-1')
    expect(Bucket.Properties.BucketName).toBe(bucketName(scope))
    expect(bucketStackName(scope)).toBe('project-utils-bucket')
  })

  it('is the same for every project and environment', () => {
    expect(bucketTemplate({ ...scope, ...{ project: 'other', environment: 'prod' } })).toBe(bucketTemplate(scope))
  })

  it('is versioned, encrypted, private and kept', () => {
    expect(Bucket).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      },
    })
    expect(Object.values(Bucket.Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true])
  })

  it('takes TLS only, except in the local cloud, which has none', () => {
    const [statement] = BucketPolicy.Properties.PolicyDocument.Statement
    expect(statement).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })
    expect(JSON.parse(bucketTemplate({ ...scope, local: true })).Resources).not.toHaveProperty('BucketPolicy')
  })
})

describe('state', () => {
  const open = () => {
    const s3 = fakeS3()
    return { s3, state: openState(openS3Store(s3.client, 'bucket', scope.account), scope) }
  }

  it('comes back as it was, and changes only from what was read', async () => {
    const { state } = open()
    expect(await state.read('seed')).toBeUndefined()
    const first = await state.write('seed', { n: 1 })
    expect(await state.read('seed')).toEqual({ value: { n: 1 }, etag: first })
    await state.write('seed', null, first)
    expect(await state.read('seed')).toMatchObject({ value: null })
    await expect(state.write('seed', 3, first)).rejects.toMatchObject({ code: 'RECORDS_CONFLICT' })
    await expect(state.write('seed', 3)).rejects.toMatchObject({ code: 'RECORDS_CONFLICT' })
  })

  it.each(['', '../x', 'a/b', '.x'])('refuses the name "%s"', async (name) => {
    const { s3, state } = open()
    await expect(state.write(name, 1)).rejects.toMatchObject({ code: 'RECORDS_NAME' })
    expect(s3.requests).toEqual([])
  })
})

it('loads no client with the library', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@project-utils/source',
    '--input-type=module',
    '--eval',
    `import { registerHooks } from 'node:module'
     const loaded = []
     registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
     const { openRecords } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)})
     openRecords({ s3: {}, scope: { account: '1', region: 'x' }, now: () => new Date() })
     console.log(JSON.stringify(loaded.filter((url) => /@aws-sdk|@smithy/.test(url))))`,
  ])
  expect(JSON.parse(stdout)).toEqual([])
})

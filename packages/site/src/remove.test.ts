import { expect, test } from 'vitest'
import { fakeClient, sdkError } from './fake-send.test.fixture.ts'
import { emptyBucket, removeFiles } from './remove.ts'
import { listening } from './test-folder.test.fixture.ts'

const bucket = 'site-bucket'
const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `k${index}`)
const sizes = (sent: readonly { readonly input: Readonly<Record<string, unknown>> }[]): number[] =>
  sent.map(({ input }) => (input as { Delete: { Objects: readonly unknown[] } }).Delete.Objects.length)

test.each([
  [0, []],
  [1, [1]],
  [1000, [1000]],
  [2001, [1000, 1000, 1]],
])('removes %i keys in batches of a thousand', async (count, expected) => {
  const { s3, sent } = fakeClient(() => ({}))
  await removeFiles(s3, { bucket, keys: keys(count) }, listening())
  expect(sizes(sent)).toEqual(expected)
})

test('fails when S3 keeps one of them', async () => {
  const { s3 } = fakeClient(() => ({ Errors: [{ Key: 'k1', Code: 'AccessDenied', Message: 'no' }, { Key: 'k2' }] }))
  await expect(removeFiles(s3, { bucket, keys: keys(3) }, listening())).rejects.toThrow(
    expect.objectContaining({ code: 'SITE_REMOVAL_FAILED', message: 'bucket site-bucket kept k1: no, and 1 more' }),
  )
})

test('empties a bucket of all versions and delete markers, page by page', async () => {
  const pages = [
    {
      Versions: [
        { Key: 'a', VersionId: '1' },
        { Key: 'a', VersionId: '2' },
      ],
      DeleteMarkers: [{ Key: 'b', VersionId: '3' }],
    },
    { Versions: [{ Key: 'c', VersionId: 'null' }] },
    {},
  ]
  const { s3, sent } = fakeClient(({ name }) => (name === 'ListObjectVersions' ? pages.shift() : {}))
  expect(await emptyBucket(s3, bucket, listening())).toBe(4)
  expect(sent.map(({ name }) => name)).toEqual([
    'ListObjectVersions',
    'DeleteObjects',
    'ListObjectVersions',
    'DeleteObjects',
    'ListObjectVersions',
  ])
  expect(sent[1]?.input).toMatchObject({
    Delete: {
      Objects: [
        { Key: 'a', VersionId: '1' },
        { Key: 'a', VersionId: '2' },
        { Key: 'b', VersionId: '3' },
      ],
    },
  })
})

test('takes a bucket that is gone for empty, and explains any other refusal', async () => {
  const gone = fakeClient(() => sdkError('NoSuchBucket', 404))
  expect(await emptyBucket(gone.s3, bucket, listening())).toBe(0)
  const denied = fakeClient(() => sdkError('AccessDenied', 403))
  await expect(emptyBucket(denied.s3, bucket, listening())).rejects.toThrow(
    expect.objectContaining({ code: 'AWS_ACCESS_DENIED' }),
  )
})

test('does not go round for ever when S3 keeps what it should remove', async () => {
  const { s3 } = fakeClient(({ name }) =>
    name === 'ListObjectVersions'
      ? { Versions: [{ Key: 'a', VersionId: '1' }] }
      : { Errors: [{ Key: 'a', Code: 'AccessDenied' }] },
  )
  await expect(emptyBucket(s3, bucket, listening())).rejects.toThrow(
    expect.objectContaining({ code: 'SITE_REMOVAL_FAILED' }),
  )
})

test('gives up on a bucket that lists what was removed again and again', async () => {
  const { s3, sent } = fakeClient(({ name }) =>
    name === 'ListObjectVersions' ? { Versions: [{ Key: 'a', VersionId: '1' }] } : {},
  )
  await expect(emptyBucket(s3, bucket, listening())).rejects.toMatchObject({
    code: 'SITE_REMOVAL_FAILED',
    message: 'bucket site-bucket still lists a after it was removed',
  })
  expect(sent.length).toBeLessThan(15)
})

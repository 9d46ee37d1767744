import { expect, test } from 'vitest'
import { permissions } from './permissions.ts'
import * as sdk from './sdk.ts'

/** Where the name of a command is not the name of its action (service authorization reference, S3). */
const actions: Readonly<Record<string, readonly string[]>> = {
  AbortMultipartUpload: ['s3:AbortMultipartUpload'],
  CompleteMultipartUpload: ['s3:PutObject'],
  CreateInvalidation: ['cloudfront:CreateInvalidation'],
  CreateMultipartUpload: ['s3:PutObject'],
  DeleteObjects: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  GetInvalidation: ['cloudfront:GetInvalidation'],
  HeadObject: ['s3:GetObject', 's3:ListBucket'],
  ListObjectVersions: ['s3:ListBucketVersions'],
  PutObject: ['s3:PutObject'],
  UploadPart: ['s3:PutObject'],
}

test('names the actions of exactly the commands that are used', () => {
  const used = Object.keys(sdk).map((name) => name.replace(/Command$/, ''))
  expect(used.toSorted()).toEqual(Object.keys(actions))
  expect([...new Set(Object.values(actions).flat())].toSorted()).toEqual(permissions.toSorted())
})

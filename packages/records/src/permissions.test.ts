import { expect, it } from 'vitest'
import { permissions } from './permissions.ts'
import * as sdk from './sdk.ts'

/** Where an operation needs a right of another name. Source: Amazon S3 in the Service Authorization Reference. */
const otherwise: Readonly<Record<string, string>> = { HeadObject: 's3:GetObject', ListObjectsV2: 's3:ListBucket' }

it('names exactly the rights that the commands in use need', () => {
  const operations = Object.keys(sdk).map((name) => name.replace(/Command$/, ''))
  const needed = new Set(operations.map((operation) => otherwise[operation] ?? `s3:${operation}`))
  expect([...needed].sort()).toEqual(permissions)
})

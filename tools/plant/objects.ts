import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import type { Application } from './fault.ts'

/** Changes the objects that a site is made of. */
export function openObjects(config: S3ClientConfig, Bucket: string): Pick<Application, 'object'> {
  const s3 = new S3Client({ ...config, forcePathStyle: true })

  async function keyOf(wanted: string | RegExp): Promise<string> {
    if (typeof wanted === 'string') return wanted
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
    const found = Contents.find(({ Key = '' }) => wanted.test(Key))?.Key
    if (found === undefined) throw new Error(`the site has no object like ${wanted}`)
    return found
  }

  return {
    async object(wanted, change) {
      const Key = await keyOf(wanted)
      const before = await s3.send(new GetObjectCommand({ Bucket, Key }))
      const text = (await before.Body?.transformToString()) ?? ''
      const { CacheControl, ContentType } = before
      const put = (Body: string, more: { CacheControl?: string | undefined; ContentType?: string | undefined } = {}) =>
        s3.send(new PutObjectCommand({ Bucket, Key, Body, CacheControl, ContentType, ...more }))
      if (change === undefined) await s3.send(new DeleteObjectCommand({ Bucket, Key }))
      else if (typeof change === 'function') await put(change(text))
      else {
        const { cacheControl = CacheControl, contentType = ContentType } = change
        await put(text, { CacheControl: cacheControl, ContentType: contentType })
      }
      return () => put(text)
    },
  }
}

import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { isCode } from '@project-utils/aws'

/** All keys of a bucket; none where it does not exist. */
export async function listKeys(client: S3Client, bucket: string): Promise<readonly string[]> {
  const keys: string[] = []
  let next: string | undefined
  try {
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: next }))
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])))
      next = page.NextContinuationToken
    } while (next !== undefined)
  } catch (error) {
    if (!isCode(error, 'NoSuchBucket')) throw error
  }
  return keys
}

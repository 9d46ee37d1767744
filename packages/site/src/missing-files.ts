import type { S3Client } from '@aws-sdk/client-s3'
import { explain, isCode } from '@project-utils/aws'
import type { Context } from '@project-utils/contract'
import type { SiteFile } from './manifest.ts'
import { forEachLimited } from './pool.ts'

/**
 * Those of the files that a bucket does not hold with the bytes they should have, in the order given; all of them where
 * there is no such bucket.
 *
 * @throws ProjectError what `explain` of `aws` makes of S3's refusals
 */
export async function missingFiles(
  s3: S3Client,
  { bucket, files }: { readonly bucket: string; readonly files: readonly SiteFile[] },
  { signal }: Pick<Context, 'signal'>,
): Promise<readonly SiteFile[]> {
  const missing = new Set<SiteFile>()
  await forEachLimited(files, { concurrency: 32, signal }, async (file) => {
    if (!(await isThere(s3, bucket, file, signal))) missing.add(file)
  })
  return files.filter((file) => missing.has(file))
}

async function isThere(s3: S3Client, Bucket: string, file: SiteFile, abortSignal: AbortSignal): Promise<boolean> {
  const { HeadObjectCommand } = await import('./sdk.ts')
  try {
    const { Metadata = {} } = await s3.send(new HeadObjectCommand({ Bucket, Key: file.key }), { abortSignal })
    return Metadata['sha256'] === file.sha256
  } catch (error) {
    abortSignal.throwIfAborted()
    if (isCode(error, 'NotFound', 'NoSuchKey', 'NoSuchBucket')) return false
    throw explain(error, `looking for ${file.key} in bucket ${Bucket}`)
  }
}

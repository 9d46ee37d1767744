import type { DeleteObjectsCommandOutput, S3Client } from '@aws-sdk/client-s3'
import { explain, isCode } from '@project-utils/aws'
import { type Context, ProjectError } from '@project-utils/contract'
import { asStep } from './step-notice.ts'

/** Objects that one DeleteObjects takes (AWS, S3 API reference). */
const batchSize = 1000

/** How often the same objects may be listed after they were removed, until that is taken for the truth. */
const patience = 5

interface Target {
  readonly Key: string
  readonly VersionId?: string
}

/**
 * Removes objects by key, 1,000 a request. A key that is not there counts as removed.
 *
 * @throws ProjectError `SITE_REMOVAL_FAILED` naming the first that S3 kept; what `explain` of `aws` makes of refusals
 */
export async function removeFiles(
  s3: S3Client,
  input: { readonly bucket: string; readonly keys: readonly string[]; readonly parent?: string },
  context: Context,
): Promise<void> {
  const { bucket, keys } = input
  if (keys.length === 0) return
  const parent = input.parent === undefined ? {} : { parent: input.parent }
  await asStep(
    { id: 'site.remove', title: `Remove ${keys.length} old files`, ...parent },
    context,
    async (progress) => {
      for (let from = 0; from < keys.length; from += batchSize) {
        const batch = keys.slice(from, from + batchSize)
        const targets = batch.map((Key) => ({ Key }))
        await removeBatch(s3, bucket, targets, context.signal)
        progress({ done: from + batch.length, total: keys.length })
      }
    },
  )
}

/**
 * Removes everything from a bucket, all versions and delete markers included; only for destroying what was named by its
 * name. A bucket that is not there counts as empty. Gives the number of versions removed.
 *
 * @throws ProjectError `SITE_REMOVAL_FAILED`; what `explain` of `aws` makes of refusals
 */
export async function emptyBucket(s3: S3Client, bucket: string, context: Context): Promise<number> {
  return asStep({ id: `site.empty.${bucket}`, title: `Empty bucket ${bucket}` }, context, async (progress) => {
    let removed = 0
    let before: string | undefined
    for (let repeated = 0; ; ) {
      // Always the first page: what was on it is gone by the next round, so no marker can be missed.
      const targets = await firstVersions(s3, bucket, context.signal)
      const [first] = targets
      if (first === undefined) return removed
      const page = JSON.stringify(targets)
      repeated = page === before ? repeated + 1 : 0
      if (repeated === patience) throw keptAll(bucket, first.Key)
      before = page
      await removeBatch(s3, bucket, targets, context.signal)
      if (repeated > 0) continue
      removed += targets.length
      progress({ done: removed })
    }
  })
}

async function firstVersions(s3: S3Client, bucket: string, signal: AbortSignal): Promise<readonly Target[]> {
  const { ListObjectVersionsCommand } = await import('./sdk.ts')
  try {
    const command = new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: batchSize })
    const page = await s3.send(command, { abortSignal: signal })
    return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].flatMap(({ Key, VersionId }) =>
      Key === undefined ? [] : [{ Key, ...(VersionId === undefined ? {} : { VersionId }) }],
    )
  } catch (error) {
    signal.throwIfAborted()
    if (isCode(error, 'NoSuchBucket')) return []
    throw explain(error, `listing the versions in bucket ${bucket}`)
  }
}

async function removeBatch(
  s3: S3Client,
  bucket: string,
  targets: readonly Target[],
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const { DeleteObjectsCommand } = await import('./sdk.ts')
  const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [...targets], Quiet: true } })
  const answer = await s3.send(command, { abortSignal: signal }).catch((error: unknown): DeleteObjectsCommandOutput => {
    signal.throwIfAborted()
    throw explain(error, `removing objects from bucket ${bucket}`)
  })
  const [first, ...others] = answer.Errors ?? []
  if (first === undefined) return
  const more = others.length > 0 ? `, and ${others.length} more` : ''
  throw new ProjectError(
    'SITE_REMOVAL_FAILED',
    `bucket ${bucket} kept ${first.Key}: ${first.Message ?? first.Code}${more}`,
    {
      hint: 'grant s3:DeleteObject and s3:DeleteObjectVersion on the bucket, or release its object lock',
    },
  )
}

function keptAll(bucket: string, key: string): ProjectError {
  return new ProjectError('SITE_REMOVAL_FAILED', `bucket ${bucket} still lists ${key} after it was removed`, {
    hint: `run the same command again; see what is there: aws s3api list-object-versions --bucket ${bucket}`,
  })
}

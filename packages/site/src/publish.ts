import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import { explain } from '@project-utils/aws'
import type { Context } from '@project-utils/contract'
import { sha256 } from '@project-utils/run'
import { revalidated } from './classify.ts'
import { configKey } from './config-json.ts'
import { phases, type SiteFile } from './manifest.ts'
import { changedMeanwhile, objectHeaders, type StoredFile } from './object.ts'
import { forEachLimited } from './pool.ts'
import { largeFrom, publishLarge } from './publish-large.ts'
import { asStep } from './step-notice.ts'

/** What to publish, and where. */
export interface PublishInput {
  readonly bucket: string
  /** The folder that the files' keys are relative to, absolute; or what gives a file's bytes where they are kept elsewhere. */
  readonly directory: string | ((file: SiteFile) => Promise<Uint8Array>)
  readonly files: readonly SiteFile[]
  /** Uploads at the same time. Default: 32; more brings little, since signing keeps one thread busy. */
  readonly concurrency?: number
  /** Step of the event stream that the publishing is part of. */
  readonly parent?: string
}

/** Bytes of file bodies held at the same time. */
const bodyBudget = 64 * 1024 * 1024

/**
 * Publishes files phase by phase, each file with its hash, type and cache headers; a phase begins when the one before
 * it is complete, so nothing is served before what it points to. A body is in memory only while it is sent.
 *
 * @throws ProjectError `SITE_CHANGED_MEANWHILE` when a file is no longer what the manifest says; what `explain` of
 * `aws` makes of S3's refusals
 */
export async function publishFiles(s3: S3Client, input: PublishInput, context: Context): Promise<void> {
  const { files, concurrency = 32 } = input
  if (files.length === 0) return
  const parent = input.parent === undefined ? {} : { parent: input.parent }
  const step = {
    id: `site.publish.${phases(files)[0]?.phase ?? 'nothing'}`,
    title: files.length === 1 ? 'Send 1 file' : `Send ${files.length} files`,
  }
  await asStep({ ...step, ...parent }, context, async (progress) => {
    const total = files.length
    let done = 0
    const limits = { concurrency, budget: bodyBudget, signal: context.signal }
    for (const phase of phases(files)) {
      await forEachLimited(
        phase.files,
        limits,
        async (file) => {
          await publishFile(s3, input, file, context.signal)
          done += 1
          progress({ done, total, note: file.key })
        },
        (file) => file.size,
      )
    }
  })
}

/** Writes the run-time configuration: JSON, asked for before each use. */
export async function publishConfig(
  s3: S3Client,
  input: { readonly bucket: string; readonly text: string },
): Promise<void> {
  const contentType = 'application/json; charset=utf-8'
  const headers = { key: configKey, contentType, cacheControl: revalidated, sha256: sha256(input.text) }
  await put(s3, input.bucket, headers, new TextEncoder().encode(input.text))
}

async function publishFile(s3: S3Client, input: PublishInput, file: SiteFile, signal: AbortSignal): Promise<void> {
  const body = await bodyOf(s3, input, file, signal)
  if (body === undefined) return
  if (sha256(body) !== file.sha256) throw changedMeanwhile(file)
  await put(s3, input.bucket, file, body, signal)
}

/** Undefined where the file is large and was sent piece by piece. */
async function bodyOf(
  s3: S3Client,
  { bucket, directory }: PublishInput,
  file: SiteFile,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  if (typeof directory === 'function') return await directory(file)
  const path = join(directory, file.key)
  if (file.size < largeFrom) {
    return await readFile(path).catch((cause: unknown) => {
      throw changedMeanwhile(file, cause)
    })
  }
  await publishLarge(s3, { bucket, path, file }, signal)
  return undefined
}

async function put(
  s3: S3Client,
  bucket: string,
  file: StoredFile,
  body: Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  const { PutObjectCommand } = await import('./sdk.ts')
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: file.key,
    Body: body,
    ChecksumSHA256: Buffer.from(file.sha256, 'hex').toString('base64'),
    ...objectHeaders(file),
  })
  try {
    await s3.send(command, signal === undefined ? {} : { abortSignal: signal })
  } catch (error) {
    signal?.throwIfAborted()
    throw explain(error, `writing ${file.key} to bucket ${bucket}`)
  }
}

import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3'
import { explain } from '@project-utils/aws'
import { isProjectError } from '@project-utils/contract'
import type { SiteFile } from './manifest.ts'
import { changedMeanwhile, objectHeaders } from './object.ts'

/** Bytes from which a file is sent in parts. */
export const largeFrom: number = 16 * 1024 * 1024

/** Bytes of a part: S3 takes 5 MiB and more, and at most 10,000 parts (AWS, S3 quotas). */
const smallestPart = 8 * 1024 * 1024
const mostParts = 10_000

interface LargeFile {
  readonly bucket: string
  readonly path: string
  readonly file: SiteFile
}

/**
 * Publishes a large file part by part, one part in memory at a time, each with its checksum. The object appears only at
 * the end, and only if all that was read is what the manifest says; else the parts are given up.
 *
 * @throws ProjectError `SITE_CHANGED_MEANWHILE`; what `explain` of `aws` makes of S3's refusals
 */
export async function publishLarge(s3: S3Client, large: LargeFile, signal: AbortSignal): Promise<void> {
  const sdk = await import('./sdk.ts')
  const { bucket, path, file } = large
  const target = { Bucket: bucket, Key: file.key }
  const options = { abortSignal: signal }
  const handle = await open(path).catch((cause: unknown) => {
    throw changedMeanwhile(file, cause)
  })
  let upload: string | undefined
  try {
    const create = { ...target, ChecksumAlgorithm: 'SHA256' as const, ...objectHeaders(file) }
    upload = (await s3.send(new sdk.CreateMultipartUploadCommand(create), options)).UploadId
    const of = { ...target, UploadId: upload }
    const hash = createHash('sha256')
    const parts: CompletedPart[] = []
    for await (const body of readParts(handle, Math.max(smallestPart, Math.ceil(file.size / mostParts)))) {
      hash.update(body)
      const ChecksumSHA256 = createHash('sha256').update(body).digest('base64')
      const part = { PartNumber: parts.length + 1, ChecksumSHA256 }
      const { ETag } = await s3.send(new sdk.UploadPartCommand({ ...of, ...part, Body: body }), options)
      parts.push({ ...part, ...(ETag === undefined ? {} : { ETag }) })
    }
    if (hash.digest('hex') !== file.sha256) throw changedMeanwhile(file)
    await s3.send(new sdk.CompleteMultipartUploadCommand({ ...of, MultipartUpload: { Parts: parts } }), options)
  } catch (error) {
    // Parts that nobody completes are paid for until they are given up.
    if (upload !== undefined) {
      const abort = new sdk.AbortMultipartUploadCommand({ ...target, UploadId: upload })
      await s3.send(abort).catch(() => undefined)
    }
    signal.throwIfAborted()
    throw isProjectError(error) ? error : explain(error, `writing ${file.key} to bucket ${bucket}`)
  } finally {
    await handle.close()
  }
}

async function* readParts(handle: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  for (;;) {
    const buffer = Buffer.alloc(size)
    let filled = 0
    while (filled < size) {
      const { bytesRead } = await handle.read(buffer, filled, size - filled, null)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    if (filled > 0) yield buffer.subarray(0, filled)
    if (filled < size) return
  }
}

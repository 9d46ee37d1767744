import { createHash } from 'node:crypto'
import type { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { explain, httpStatus, isCode, isUnclear } from '@project-utils/aws'
import { ProjectError } from '@project-utils/contract'
import { sendFile } from './file-body.ts'
import type { Absent, Body, Condition, Found, ListOptions, Page, PutOptions, Store, Written } from './store.ts'

/** How often an object is read whose answers break off. */
const reads = 3

/** The part of an S3 client that is used. */
export type S3Sender = Pick<S3Client, 'send'>

/**
 * The store in an S3 bucket. Every request names the bucket's expected owner, so that a bucket somebody else made under
 * our name is refused.
 */
export function openS3Store(s3: S3Sender, bucket: string, owner: string): Store {
  const base = { Bucket: bucket, ExpectedBucketOwner: owner }
  const options = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { abortSignal: signal })

  async function write(key: string, body: Body, condition: Condition | undefined, put: PutOptions): Promise<string> {
    const { PutObjectCommand } = await import('./sdk.ts')
    const isFile = !(body instanceof Uint8Array)
    const content = isFile
      ? { Body: new Uint8Array(), ChecksumSHA256: body.checksum, ContentLength: body.size }
      : { Body: body, ChecksumSHA256: createHash('sha256').update(body).digest('base64') }
    const command = new PutObjectCommand({
      ...base,
      ...content,
      Key: key,
      ContentType: put.contentType ?? 'application/json',
      ...(put.metadata === undefined ? {} : { Metadata: { ...put.metadata } }),
      ...(condition === undefined ? {} : condition === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.etag }),
    })
    if (isFile) sendFile(command, body)
    const { ETag = '' } = await s3.send(command, options(put.signal))
    return ETag
  }

  async function head(key: string): Promise<Found['metadata'] | undefined> {
    const { HeadObjectCommand } = await import('./sdk.ts')
    try {
      return (await s3.send(new HeadObjectCommand({ ...base, Key: key }))).Metadata ?? {}
    } catch (error) {
      if (httpStatus(error) === 404) return undefined
      throw explain(error, `looking for ${bucket}/${key}`)
    }
  }

  return {
    bucket,

    async get(key, signal) {
      const { GetObjectCommand } = await import('./sdk.ts')
      for (let attempt = 1; ; attempt += 1) {
        const command = new GetObjectCommand({ ...base, Key: key })
        const date = keepDate(command)
        let hasBegun = false
        try {
          const answer = await s3.send(command, options(signal))
          hasBegun = true
          const body = (await answer.Body?.transformToByteArray()) ?? new Uint8Array()
          const { ETag: etag = '', LastModified: modified = new Date(0), Metadata: metadata = {} } = answer
          const found: Found = { body, etag, modified, metadata }
          const read = date()
          return read === undefined ? found : { ...found, date: read }
        } catch (error) {
          // The SDK asks again only until an answer begins: one that breaks off in its middle is ours to ask for again.
          if (hasBegun && attempt < reads && isUnclear(error) && signal?.aborted !== true) continue
          return absence(error) ?? fail(error, `reading ${bucket}/${key}`)
        }
      }
    },

    exists: async (key) => (await head(key)) !== undefined,

    metadata: head,

    async put(key, body, condition, put = {}): Promise<Written> {
      try {
        return { etag: await write(key, body, condition, put) }
      } catch (error) {
        return refusal(error) ?? failWrite(error, bucket, key)
      }
    },

    async overwrite(key, body, put = {}) {
      try {
        await write(key, body, undefined, put)
      } catch (error) {
        failWrite(error, bucket, key)
      }
    },

    async remove(key, etag) {
      const { DeleteObjectCommand } = await import('./sdk.ts')
      try {
        await s3.send(new DeleteObjectCommand({ ...base, Key: key, IfMatch: etag }))
        return 'removed'
      } catch (error) {
        if (httpStatus(error) === 404) return 'removed'
        return refusal(error) ?? fail(error, `removing ${bucket}/${key}`)
      }
    },

    async *list(prefix, { after, grouped = false, most = 1000 }: ListOptions = {}): AsyncGenerator<Page> {
      const { ListObjectsV2Command } = await import('./sdk.ts')
      let token: string | undefined
      do {
        const input = {
          ...base,
          Prefix: prefix,
          MaxKeys: most,
          ...(after === undefined ? {} : { StartAfter: after }),
          ...(grouped ? { Delimiter: '/' } : {}),
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }
        const answer = await s3.send(new ListObjectsV2Command(input)).catch((error: unknown) => {
          return absence(error) === 'no-bucket' ? undefined : fail(error, `listing ${bucket}/${prefix}`)
        })
        if (answer === undefined) return
        yield {
          keys: (answer.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])),
          groups: (answer.CommonPrefixes ?? []).flatMap(({ Prefix }) => (Prefix === undefined ? [] : [Prefix])),
          more: answer.IsTruncated === true,
        }
        token = answer.IsTruncated === true ? answer.NextContinuationToken : undefined
      } while (token !== undefined)
    },
  }
}

/** The clock that decides over locks is the server's; the SDK passes its Date header on to nobody but middleware. */
function keepDate(command: GetObjectCommand): () => Date | undefined {
  let text: string | undefined
  command.middlewareStack.add(
    (next) => async (request) => {
      const answer = await next(request)
      text = dateHeader(answer.response)
      return answer
    },
    { step: 'deserialize', priority: 'low', name: 'keepDate' },
  )
  return () => {
    const time = text === undefined ? Number.NaN : Date.parse(text)
    return Number.isNaN(time) ? undefined : new Date(time)
  }
}

function dateHeader(response: unknown): string | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined
  const { headers } = response
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined
  return typeof headers.date === 'string' ? headers.date : undefined
}

function absence(error: unknown): Absent | undefined {
  if (isCode(error, 'NoSuchKey')) return 'no-key'
  return isCode(error, 'NoSuchBucket') ? 'no-bucket' : undefined
}

/** 412: the condition did not hold; 404: nothing there to match; 409: another write of the key is under way. */
function refusal(error: unknown): 'refused' | 'unclear' | undefined {
  const status = httpStatus(error)
  if (status === 412 || isCode(error, 'NoSuchKey')) return 'refused'
  return status === 409 || isUnclear(error) ? 'unclear' : undefined
}

function failWrite(error: unknown, bucket: string, key: string): never {
  if (absence(error) === 'no-bucket') throw noBucket(bucket, error)
  return fail(error, `writing ${bucket}/${key}`)
}

function fail(error: unknown, what: string): never {
  throw explain(error, what)
}

/** The bucket is not there, with the way to it. */
export function noBucket(bucket: string, cause?: unknown): ProjectError {
  return new ProjectError('RECORDS_NO_BUCKET', `the bucket ${bucket} does not exist`, {
    cause,
    hint: 'make it with: project-deploy bootstrap',
  })
}

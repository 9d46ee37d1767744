import { createReadStream } from 'node:fs'
import type { PutObjectCommand } from '@aws-sdk/client-s3'
import type { FileBody } from './store.ts'

/** The part of an HTTP request that is changed. */
interface Sent {
  headers: Record<string, string>
  body?: unknown
}

/**
 * Lets a command send a file from the disk, anew at each attempt of the SDK, which could not send a stream twice. The
 * command itself must have an empty body and the file's length and checksum. The signature covers the content.
 */
export function sendFile({ middlewareStack }: PutObjectCommand, { file, checksum }: FileBody): void {
  const hash = Buffer.from(checksum, 'base64').toString('hex')
  middlewareStack.add(
    (next) => (parameters) => {
      const { headers } = parameters.request as Sent
      headers['x-amz-content-sha256'] = hash
      return next(parameters)
    },
    { step: 'build', name: 'hashOfFile' },
  )
  middlewareStack.add(
    (next) => async (parameters) => {
      const { request } = parameters as { readonly request: object }
      const stream = createReadStream(file)
      // A file that cannot be read fails the request only where somebody listens to both.
      const broken = new Promise<never>((_resolve, reject) => stream.once('error', reject))
      const copy = Object.assign(Object.create(Object.getPrototypeOf(request)), request, { body: stream })
      try {
        return await Promise.race([next({ ...parameters, request: copy }), broken])
      } finally {
        stream.destroy()
      }
    },
    // After the signature, inside of the SDK's retries.
    { step: 'finalizeRequest', priority: 'low', name: 'contentOfFile' },
  )
}

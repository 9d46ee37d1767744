import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { isProjectError, ProjectError } from '@project-utils/contract'

/** Bytes of an object, also after decompression, that a step reads. */
const bodyLimit = 5 * 1024 * 1024

/** What of an object's body can be read in pieces, and left. */
export interface ObjectStream extends AsyncIterable<Uint8Array | string> {
  destroy?(): unknown
}

/**
 * Reads an object to its end, decompressed where its content encoding says so; ends at once when the signal is aborted.
 *
 * @throws ProjectError `SMOKE_SETTING_INVALID` where it is larger than 5 MiB, or is not encoded as it says; an error of the
 * network where it breaks off
 */
export async function readObject(
  stream: ObjectStream,
  key: string,
  encoding: string | undefined,
  signal: AbortSignal,
): Promise<Uint8Array> {
  // The client heeds its signal only until the headers are there.
  const leave = (): void => void stream.destroy?.()
  signal.addEventListener('abort', leave)
  try {
    return decode(await readAll(stream, key), key, encoding)
  } finally {
    signal.removeEventListener('abort', leave)
    leave()
  }
}

async function readAll(stream: ObjectStream, key: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      size += bytes.length
      if (size > bodyLimit) throw tooLarge(key)
      chunks.push(bytes)
    }
  } catch (error) {
    if (isProjectError(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw Object.assign(new Error(`object ${key} broke off: ${reason}`), { code: 'ECONNRESET' })
  }
  return Buffer.concat(chunks)
}

function decode(bytes: Uint8Array, key: string, encoding: string | undefined): Uint8Array {
  const open = encoding === 'gzip' ? gunzipSync : encoding === 'br' ? brotliDecompressSync : undefined
  if (open === undefined) return bytes
  try {
    return open(bytes, { maxOutputLength: bodyLimit })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(key)
    throw new ProjectError('SMOKE_SETTING_INVALID', `object ${key} says that it is ${encoding}, and is not`)
  }
}

function tooLarge(key: string): ProjectError {
  return new ProjectError('SMOKE_SETTING_INVALID', `object ${key} is larger than 5 MiB`, {
    hint: 'expect headers or bytes of it only',
  })
}

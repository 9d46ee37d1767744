import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib'
import { NoAnswer } from './no-answer.ts'
import { bodyLimit } from './request.ts'

type Decode = (bytes: Uint8Array, options: ZlibOptions) => Promise<Buffer>

const decoders: Readonly<Record<string, Decode>> = {
  gzip: promisify(gunzip) as Decode,
  'x-gzip': promisify(gunzip) as Decode,
  br: promisify(brotliDecompress) as Decode,
  deflate: async (bytes, options) =>
    // Many send what RFC 9110 calls deflate without its wrapping.
    await ((bytes[0] ?? 0) % 16 === 8 ? (promisify(inflate) as Decode) : (promisify(inflateRaw) as Decode))(
      bytes,
      options,
    ),
}

/** Codings over each other that are undone; nobody needs more than one. */
const mostCodings = 3

/**
 * Undoes the codings of `content-encoding`, never beyond 5 MiB, so that a small answer cannot fill the memory. One that is
 * not known is left as it is.
 *
 * @throws NoAnswer where the bytes are not what the header says, or too many
 */
export async function decompress(bytes: Uint8Array, encoding: string): Promise<Uint8Array> {
  const codings = encoding
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== 'identity')
  if (codings.length > mostCodings)
    throw new NoAnswer(`the body is compressed ${codings.length} times over`, { isFinal: true })
  let body = bytes
  for (const coding of codings.reverse()) {
    const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined
    if (decode === undefined) return body
    try {
      body = await decode(body, { maxOutputLength: bodyLimit })
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code === 'ERR_BUFFER_TOO_LARGE') throw new NoAnswer('the body is larger than 5 MiB', { isFinal: true })
      throw new NoAnswer(`the body is no whole ${coding}: ${message}`)
    }
  }
  return body
}

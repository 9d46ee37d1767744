import { createHash } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'
import { type CodeSha256, ProjectError } from '@project-utils/contract'
import { type ArtifactFile, contentOf, sortFiles } from './artifact-file.ts'

/** 1980-01-01 as a DOS date, written as an integer: a `Date` would let the time zone shift it. */
const dosDate = 0x21
const madeByUnix = (3 << 8) | 20
const regularFile = 0o100000
const utf8Name = 0x800
const most16 = 0xffff
const most32 = 0xffffffff

/**
 * Writes a zip whose bytes depend on paths, contents and execute bits alone: the same for every order of `files`, clock,
 * time zone, umask and machine, as long as the Node version (its zlib) is the same. Files are 0644 or 0755, so that
 * Lambda can read them.
 *
 * @throws ProjectError `LAMBDA_PATH_INVALID`; `LAMBDA_TOO_LARGE` at 4 GB, far above Lambda's own limit
 * @example writeFileSync('api.zip', zipFiles([{ path: 'index.js', content: Buffer.from('exports.handler = …') }]))
 */
export function zipFiles(files: readonly ArtifactFile[]): Uint8Array {
  const sorted = sortFiles(files)
  const bodies: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const file of sorted) {
    const name = Buffer.from(file.path)
    const content = contentOf(file)
    const { method, data } = compress(content)
    const shared = describe(content, name, method, data)
    const local = Buffer.concat([integers([4, 0x04034b50]), shared, integers([2, 0]), name])
    const mode = ((regularFile | (file.executable === true ? 0o755 : 0o644)) << 16) >>> 0
    directory.push(
      integers([4, 0x02014b50], [2, madeByUnix]),
      shared,
      // Extra length, comment length, disk, internal attributes: all none.
      integers([2, 0], [2, 0], [2, 0], [2, 0], [4, mode], [4, offset]),
      name,
    )
    bodies.push(local, data)
    offset += local.byteLength + data.byteLength
    if (offset > most32) throw new ProjectError('LAMBDA_TOO_LARGE', 'a zip of more than 4 GB is not written')
  }
  const index = Buffer.concat(directory)
  return Buffer.concat([...bodies, index, ending(sorted.length, index.byteLength, offset)])
}

/** Lambda's own hash of a zip. */
export function codeSha256(zip: Uint8Array): CodeSha256 {
  return createHash('sha256').update(zip).digest('base64')
}

function compress(content: Uint8Array): { readonly method: 0 | 8; readonly data: Uint8Array } {
  if (content.byteLength === 0) return { method: 0, data: content }
  // With room for the whole output zlib never grows its buffer, which is most of the cost of small files.
  const data = deflateRawSync(content, { level: 6, memLevel: 8, chunkSize: content.byteLength + 64 })
  return data.byteLength < content.byteLength ? { method: 8, data } : { method: 0, data: content }
}

/** The fields that the local header and the directory share, from version needed to the name's length. */
function describe(content: Uint8Array, name: Buffer, method: number, data: Uint8Array): Buffer {
  const flags = name.every((byte) => byte < 0x80) ? 0 : utf8Name
  const sizes: readonly Field[] = [
    [4, crc32(content)],
    [4, data.byteLength],
    [4, content.byteLength],
  ]
  return integers([2, 20], [2, flags], [2, method], [2, 0], [2, dosDate], ...sizes, [2, name.byteLength])
}

/** The end records; with the ZIP64 ones where the number of files does not fit 16 bits. */
function ending(count: number, size: number, offset: number): Buffer {
  const many = count >= most16
  const count16 = many ? most16 : count
  const end = integers([4, 0x06054b50], [2, 0], [2, 0], [2, count16], [2, count16], [4, size], [4, offset], [2, 0])
  if (!many) return end
  const record = integers(
    ...([
      [4, 0x06064b50],
      [8, 44],
      [2, (3 << 8) | 45],
      [2, 45],
      [4, 0],
      [4, 0],
    ] satisfies Field[]),
    ...([
      [8, count],
      [8, count],
      [8, size],
      [8, offset],
    ] satisfies Field[]),
  )
  const locator = integers([4, 0x07064b50], [4, 0], [8, offset + size], [4, 1])
  return Buffer.concat([record, locator, end])
}

/** Width in bytes, then value. */
type Field = readonly [2 | 4 | 8, number]

function integers(...fields: readonly Field[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [width]) => sum + width, 0))
  let at = 0
  for (const [width, value] of fields) {
    if (width === 8) bytes.writeBigUInt64LE(BigInt(value), at)
    else bytes.writeUIntLE(value, at, width)
    at += width
  }
  return bytes
}

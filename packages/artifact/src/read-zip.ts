import { hash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { type ManifestEntry, ProjectError } from '@project-utils/contract'

/** A file inside a zip, as its directory tells. */
interface Entry {
  readonly path: string
  readonly method: number
  readonly packed: number
  readonly size: number
  readonly offset: number
  readonly executable: boolean
}

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const most32 = 0xffffffff

/**
 * What a zip holds, whoever wrote it: path, size, hash and execute bit of every file, sorted as in a manifest. Folders
 * are left out.
 *
 * @throws ProjectError `ARTIFACT_ZIP_UNREADABLE` where it is none, is damaged, encrypted, or larger than Lambda takes
 */
export function readZip(zip: Uint8Array): readonly ManifestEntry[] {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength)
  return directoryOf(bytes)
    .filter(({ path }) => !path.endsWith('/'))
    .map((entry) => {
      const content = contentOf(bytes, entry)
      return {
        path: entry.path,
        size: content.byteLength,
        sha256: hash('sha256', content, 'hex'),
        ...(entry.executable ? { executable: true } : {}),
      }
    })
    .sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
}

function directoryOf(bytes: Buffer): readonly Entry[] {
  // At the very end, before a comment of at most 65,535 bytes.
  let end = bytes.byteLength - 22
  while (end >= 0 && bytes.readUInt32LE(end) !== endSignature) end -= 1
  if (end < 0) throw unreadable('it has no directory')
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  const entries: Entry[] = []
  for (let index = 0; index < count || (count === 0xffff && at < end); index += 1) {
    if (at + 46 > bytes.byteLength || bytes.readUInt32LE(at) !== entrySignature) {
      if (count === 0xffff && index >= count) break
      throw unreadable('its directory is damaged')
    }
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ]
    const entry = {
      path: bytes.toString('utf8', at + 46, at + 46 + name),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
      executable: ((bytes.readUInt32LE(at + 38) >>> 16) & 0o111) !== 0,
    }
    if ((bytes.readUInt16LE(at + 8) & 1) !== 0) throw unreadable(`${entry.path} is encrypted`)
    if ([entry.packed, entry.size, entry.offset].includes(most32)) throw unreadable(`${entry.path} is too large`)
    entries.push(entry)
    at += 46 + name + extra + comment
  }
  return entries
}

function contentOf(bytes: Buffer, { path, method, packed, size, offset }: Entry): Uint8Array {
  if (offset + 30 > bytes.byteLength) throw unreadable(`${path} is cut off`)
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
  const data = bytes.subarray(start, start + packed)
  if (data.byteLength < packed) throw unreadable(`${path} is cut off`)
  if (method === 0) return data
  if (method !== 8) throw unreadable(`${path} is packed in a way (method ${method}) that Lambda does not take`)
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(size, 1) })
  } catch (cause) {
    throw unreadable(`${path} is damaged`, cause)
  }
}

function unreadable(fact: string, cause?: unknown): ProjectError {
  return new ProjectError('ARTIFACT_ZIP_UNREADABLE', `a zip cannot be read: ${fact}`, { cause })
}

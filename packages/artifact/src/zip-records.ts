/** What the records of a zip say of one file. Source of all fields: APPNOTE.TXT 6.3.10, §4.3 to §4.5. */
export interface ZipEntry {
  readonly path: string
  readonly crc32: number
  /** Bytes of the content. */
  readonly size: number
  /** Bytes in the zip; as many as `size` where the content is stored as it is. */
  readonly packed: number
  /** Where its local header starts. */
  readonly offset: number
  readonly executable: boolean
}

/** From this on a field of 32 bits says that the number stands in a ZIP64 field. */
const most32 = 0xffffffff
const most16 = 0xffff
const madeByUnix = (3 << 8) | 20
const regularFile = 0o100000
const utf8Name = 0x800
/** 1980-01-01 as a DOS date, written as an integer: a `Date` would let the time zone shift it. */
const dosDate = 0x21

/**
 * The record before a file's bytes. Its length depends on path and size alone, so that its place can be kept free until
 * the checksum is known.
 */
export function localHeader(entry: ZipEntry): Buffer {
  // Both sizes, or none: the rule for local headers.
  const extra = entry.size >= most32 ? zip64Extra([entry.size, entry.packed]) : undefined
  return record(entry, 'local', extra)
}

/** The record of a file in the directory at the end. */
export function directoryHeader(entry: ZipEntry): Buffer {
  const large = [entry.size, entry.packed, entry.offset].filter((number) => number >= most32)
  const bytes = record(entry, 'directory', large.length > 0 ? zip64Extra(large) : undefined)
  // Comment length, disk and internal attributes stay 0. Lambda runs as another user: everyone must be able to read.
  const mode = regularFile | (entry.executable ? 0o755 : 0o644)
  bytes.writeUInt32LE((mode << 16) >>> 0, 38)
  bytes.writeUInt32LE(Math.min(entry.offset, most32), 42)
  return bytes
}

/** The records after the directory, of which `size` and `offset` speak; the ZIP64 ones only where a number needs them. */
export function endRecords(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Math.min(count, most16), 8)
  end.writeUInt16LE(Math.min(count, most16), 10)
  end.writeUInt32LE(Math.min(size, most32), 12)
  end.writeUInt32LE(Math.min(offset, most32), 16)
  if (count < most16 && size < most32 && offset < most32) return end
  const zip64 = Buffer.alloc(56 + 20)
  zip64.writeUInt32LE(0x06064b50, 0)
  zip64.writeBigUInt64LE(44n, 4)
  zip64.writeUInt16LE(madeByUnix, 12)
  zip64.writeUInt16LE(45, 14)
  zip64.writeBigUInt64LE(BigInt(count), 24)
  zip64.writeBigUInt64LE(BigInt(count), 32)
  zip64.writeBigUInt64LE(BigInt(size), 40)
  zip64.writeBigUInt64LE(BigInt(offset), 48)
  zip64.writeUInt32LE(0x07064b50, 56)
  zip64.writeBigUInt64LE(BigInt(offset + size), 64)
  zip64.writeUInt32LE(1, 72)
  return Buffer.concat([zip64, end])
}

/** What both headers have: 26 bytes from `version needed` to the lengths, and the name after what only one has. */
function record(entry: ZipEntry, kind: 'local' | 'directory', extra: Buffer | undefined): Buffer {
  const nameLength = Buffer.byteLength(entry.path)
  const local = kind === 'local'
  const start = local ? 4 : 6
  const nameAt = local ? 30 : 46
  // Out of Node's pool: of tens of thousands each would be an allocation of its own, and wait for the garbage collector.
  const bytes = Buffer.allocUnsafe(nameAt + nameLength + (extra?.byteLength ?? 0)).fill(0, 0, nameAt)
  bytes.writeUInt32LE(local ? 0x04034b50 : 0x02014b50, 0)
  if (!local) bytes.writeUInt16LE(madeByUnix, 4)
  bytes.writeUInt16LE(extra === undefined ? 20 : 45, start)
  // Only other names than ASCII take more bytes than characters.
  bytes.writeUInt16LE(nameLength === entry.path.length ? 0 : utf8Name, start + 2)
  bytes.writeUInt16LE(entry.packed === entry.size ? 0 : 8, start + 4)
  bytes.writeUInt16LE(dosDate, start + 8)
  bytes.writeUInt32LE(entry.crc32, start + 10)
  const isLarge = local && extra !== undefined
  bytes.writeUInt32LE(isLarge ? most32 : Math.min(entry.packed, most32), start + 14)
  bytes.writeUInt32LE(isLarge ? most32 : Math.min(entry.size, most32), start + 18)
  bytes.writeUInt16LE(nameLength, start + 22)
  bytes.writeUInt16LE(extra?.byteLength ?? 0, start + 24)
  bytes.write(entry.path, nameAt)
  extra?.copy(bytes, nameAt + nameLength)
  return bytes
}

function zip64Extra(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 8 * numbers.length)
  bytes.writeUInt16LE(1, 0)
  bytes.writeUInt16LE(8 * numbers.length, 2)
  for (const [index, number] of numbers.entries()) bytes.writeBigUInt64LE(BigInt(number), 4 + 8 * index)
  return bytes
}

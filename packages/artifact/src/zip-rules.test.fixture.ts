import { crc32, inflateRawSync } from 'node:zlib'
import { type ArtifactFile, contentOf, sortFiles } from './artifact-file.ts'

/** What in the bytes of a zip breaks a rule of the tool's own form, read field by field; nothing where all hold. */
export function breaches(zip: Buffer, files: readonly ArtifactFile[]): readonly string[] {
  const found: string[] = []
  const rule = (holds: boolean, text: string): void => {
    if (!holds) found.push(text)
  }
  const sorted = sortFiles(files)
  const end = zip.byteLength - 22
  rule(zip.readUInt32LE(end) === 0x06054b50, 'the end record is last, without a comment')
  rule(zip.readUInt16LE(end + 20) === 0, 'no comment')
  rule(zip.readUInt16LE(end + 8) === sorted.length && zip.readUInt16LE(end + 10) === sorted.length, 'count')
  const start = zip.readUInt32LE(end + 16)
  rule(start + zip.readUInt32LE(end + 12) === end, 'nothing lies between directory and end: no ZIP64')
  let local = 0
  let at = start
  for (const file of sorted) {
    const name = Buffer.from(file.path)
    const content = Buffer.from(contentOf(file))
    const about = (text: string): string => `${file.path}: ${text}`
    const common = zip.subarray(local + 4, local + 30)
    rule(zip.readUInt32LE(local) === 0x04034b50, about('local headers follow each other without a gap'))
    rule(zip.readUInt32LE(at) === 0x02014b50, about('it is in the directory'))
    rule(zip.readUInt16LE(at + 4) === 0x0314, about('made by Unix, 2.0'))
    rule(zip.subarray(at + 6, at + 32).equals(common), about('both headers agree'))
    rule(common.readUInt16LE(0) === 20, about('2.0 is needed to read it'))
    const isAscii = name.every((byte) => byte < 0x80)
    rule(common.readUInt16LE(2) === (isAscii ? 0 : 0x800), about('no flag but UTF-8 where it is needed'))
    rule(common.readUInt16LE(6) === 0 && common.readUInt16LE(8) === 0x21, about('1980-01-01 00:00'))
    rule(common.readUInt32LE(10) === crc32(content), about('checksum'))
    const packed = common.readUInt32LE(14)
    rule(common.readUInt32LE(18) === content.byteLength, about('size, in front of the bytes'))
    rule(common.readUInt16LE(22) === name.byteLength && common.readUInt16LE(24) === 0, about('no extra field'))
    rule(zip.subarray(local + 30, local + 30 + name.byteLength).equals(name), about('name, NFC, before the bytes'))
    rule(zip.subarray(at + 46, at + 46 + name.byteLength).equals(name), about('name in the directory, bytewise order'))
    const data = zip.subarray(local + 30 + name.byteLength, local + 30 + name.byteLength + packed)
    const method = common.readUInt16LE(4)
    const isRight = method === 8 ? packed < content.byteLength : method === 0 && packed === content.byteLength
    rule(isRight, about('deflated where that is smaller, else stored'))
    rule((method === 8 ? inflateRawSync(data) : data).equals(content), about('content'))
    rule(
      zip.readUInt16LE(at + 32) + zip.readUInt16LE(at + 34) + zip.readUInt16LE(at + 36) === 0,
      about('all else is 0'),
    )
    const mode = file.executable === true ? 0o100755 : 0o100644
    rule(zip.readUInt32LE(at + 38) === (mode << 16) >>> 0, about('mode'))
    rule(zip.readUInt32LE(at + 42) === local, about('offset'))
    local += 30 + name.byteLength + packed
    at += 46 + name.byteLength
  }
  rule(local === start && at === end, 'nothing else is in it')
  return found
}

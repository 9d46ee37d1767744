import { readFileSync } from 'node:fs'

const directoryEnd = 0x06054b50
const directoryEntry = 0x02014b50

/** The paths of all files in a wheel, as its directory names them; none for what is no zip. Source: PKWARE, APPNOTE 4.3. */
export function namesInWheel(file: string): readonly string[] {
  const bytes = readFileSync(file)
  let end = bytes.byteLength - 22
  while (end >= 0 && bytes.readUInt32LE(end) !== directoryEnd) end -= 1
  if (end < 0) return []
  const names: string[] = []
  let at = bytes.readUInt32LE(end + 16)
  while (at + 46 <= bytes.byteLength && bytes.readUInt32LE(at) === directoryEntry) {
    const length = bytes.readUInt16LE(at + 28)
    names.push(bytes.toString('utf8', at + 46, at + 46 + length))
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return names
}

/** Whether a path in a wheel would lie outside of the folder that it is unpacked into. */
export function leadsOutside(path: string): boolean {
  return /^([\\/]|[A-Za-z]:)|(^|[\\/])\.\.([\\/]|$)|\0/.test(path)
}

import { describe, expect, it } from 'vitest'
import { directoryHeader, endRecords, localHeader, type ZipEntry } from './zip-records.ts'

const entry: ZipEntry = { path: 'a', crc32: 1, size: 10, packed: 5, offset: 100, executable: false }
const large = 0xffffffff

describe('ZIP64', () => {
  it('is left out as long as 32 bits hold every number', () => {
    const biggest = { ...entry, size: large - 1, packed: large - 1, offset: large - 1 }
    expect(localHeader(biggest)).toHaveLength(31)
    expect(directoryHeader(biggest)).toHaveLength(47)
    expect(endRecords(0xfffe, large - 1, large - 1)).toHaveLength(22)
  })

  it('holds both sizes before the bytes of a file that is larger, and says which version reads it', () => {
    const header = localHeader({ ...entry, size: large + 1 })
    expect([header.readUInt16LE(4), header.readUInt32LE(18), header.readUInt32LE(22)]).toEqual([45, large, large])
    expect(extraNumbers(header.subarray(31))).toEqual([large + 1, 5])
  })

  it.each<[string, Partial<ZipEntry>, readonly number[]]>([
    ['size', { size: 5e9 }, [5e9]],
    ['packed size', { size: 5e9, packed: 5e9 }, [5e9, 5e9]],
    ['offset', { offset: 5e9 }, [5e9]],
    ['size and offset', { size: 5e9, offset: 6e9 }, [5e9, 6e9]],
  ])('holds in the directory only what is too large: %s', (_, change, numbers) => {
    const header = directoryHeader({ ...entry, ...change })
    const fields = [header.readUInt32LE(24), header.readUInt32LE(20), header.readUInt32LE(42)]
    expect(fields.filter((field) => field === large)).toHaveLength(numbers.length)
    expect([header.readUInt16LE(4), header.readUInt16LE(6)]).toEqual([0x0314, 45])
    expect(extraNumbers(header.subarray(47))).toEqual(numbers)
  })

  it.each<[string, readonly [number, number, number]]>([
    ['count', [0xffff, 1, 2]],
    ['size of the directory', [1, 5e9, 2]],
    ['offset of the directory', [1, 2, 5e9]],
  ])('tells the %s at the end', (_, [count, size, offset]) => {
    const end = endRecords(count, size, offset)
    expect(end).toHaveLength(56 + 20 + 22)
    expect([32, 40, 48].map((at) => Number(end.readBigUInt64LE(at)))).toEqual([count, size, offset])
    expect(Number(end.readBigUInt64LE(56 + 8))).toBe(offset + size)
  })
})

function extraNumbers(bytes: Buffer): readonly number[] {
  expect([bytes.readUInt16LE(0), bytes.readUInt16LE(2)]).toEqual([1, bytes.byteLength - 4])
  return Array.from({ length: (bytes.byteLength - 4) / 8 }, (_, at) => Number(bytes.readBigUInt64LE(4 + 8 * at)))
}

/** What a made-up ELF file says of itself. */
export interface ElfText {
  readonly bits?: 32 | 64
  readonly big?: boolean
  readonly machine?: number
  readonly needs?: readonly string[]
  /** Versions asked for, by library. */
  readonly versions?: Readonly<Record<string, readonly string[]>>
  readonly interpreter?: string
}

/** `e_machine` of the two processors of Lambda. */
export const elfMachine = { x86_64: 62, arm64: 183 } as const

/** A shared library for glibc, as a compiler would make it but without code. */
export function elfFor(architecture: keyof typeof elfMachine, glibc = '2.17'): Buffer {
  return makeElf({
    machine: elfMachine[architecture],
    needs: ['libc.so.6'],
    versions: { 'libc.so.6': [`GLIBC_${glibc}`] },
  })
}

/** Writes the headers, segments and dynamic section of an ELF file. */
export function makeElf({
  bits = 64,
  big = false,
  machine = 62,
  needs = [],
  versions = {},
  interpreter,
}: ElfText = {}): Buffer {
  const wide = bits === 64
  const base = 0x10000
  const strings = ['', ...new Set([...needs, ...Object.keys(versions), ...Object.values(versions).flat()])]
  const positions = new Map<string, number>()
  let length = 0
  for (const text of strings) {
    positions.set(text, length)
    length += text.length + 1
  }
  const at = (text: string): number => positions.get(text) ?? 0
  const table = Buffer.from(strings.map((text) => `${text}\0`).join(''))
  const program = Buffer.from(interpreter === undefined ? '' : `${interpreter}\0`)
  const numbers = (fields: readonly (readonly [2 | 4 | 8, number])[]): Buffer => {
    const bytes = Buffer.alloc(fields.reduce((sum, [width]) => sum + width, 0))
    let offset = 0
    for (const [width, value] of fields) {
      if (width === 8)
        big ? bytes.writeBigUInt64BE(BigInt(value), offset) : bytes.writeBigUInt64LE(BigInt(value), offset)
      else big ? bytes.writeUIntBE(value, offset, width) : bytes.writeUIntLE(value, offset, width)
      offset += width
    }
    return bytes
  }
  const needed = Object.entries(versions)
  const versionNeeds = Buffer.concat(
    needed.map(([library, list], index) => {
      const size = 16 + list.length * 16
      const next = index === needed.length - 1 ? 0 : size
      const entries = list.map((version, place) =>
        numbers([
          [4, 0],
          [2, 0],
          [2, 2],
          [4, at(version)],
          [4, place === list.length - 1 ? 0 : 16],
        ]),
      )
      return Buffer.concat([
        numbers([
          [2, 1],
          [2, list.length],
          [4, at(library)],
          [4, 16],
          [4, next],
        ]),
        ...entries,
      ])
    }),
  )
  const word = wide ? 8 : 4
  const headSize = wide ? 64 : 52
  const segmentSize = wide ? 56 : 32
  const count = interpreter === undefined ? 2 : 3
  const start = headSize + count * segmentSize
  const tableAt = start
  const programAt = tableAt + table.length
  const versionsAt = programAt + program.length
  const dynamicAt = versionsAt + versionNeeds.length
  const dynamic: (readonly [number, number])[] = [
    ...needs.map((name) => [1, at(name)] as const),
    [5, base + tableAt],
    ...(needed.length === 0 ? [] : [[0x6ffffffe, base + versionsAt] as const, [0x6fffffff, needed.length] as const]),
    [0, 0],
  ]
  const entries = Buffer.concat(
    dynamic.map(([tag, value]) =>
      numbers([
        [word, tag],
        [word, value],
      ]),
    ),
  )
  const segment = (type: number, offset: number, size: number): Buffer =>
    wide
      ? numbers([
          [4, type],
          [4, 4],
          [8, offset],
          [8, base + offset],
          [8, base + offset],
          [8, size],
          [8, size],
          [8, 8],
        ])
      : numbers([
          [4, type],
          [4, offset],
          [4, base + offset],
          [4, base + offset],
          [4, size],
          [4, size],
          [4, 4],
          [4, 4],
        ])
  const total = dynamicAt + entries.length
  const segments = Buffer.concat([
    segment(1, 0, total),
    segment(2, dynamicAt, entries.length),
    ...(interpreter === undefined ? [] : [segment(3, programAt, program.length)]),
  ])
  const identity = Buffer.from([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, big ? 2 : 1, 1, ...Array<number>(9).fill(0)])
  const head = Buffer.concat([
    identity,
    numbers([
      [2, 3],
      [2, machine],
      [4, 1],
      [word, 0],
      [word, headSize],
      [word, 0],
      [4, 0],
    ]),
    numbers([
      [2, headSize],
      [2, segmentSize],
      [2, count],
      [2, 0],
      [2, 0],
      [2, 0],
    ]),
  ])
  return Buffer.concat([head, segments, table, program, versionNeeds, entries])
}

/** A Mach-O file's head; for several processors a fat one. */
export function makeMachO(...types: readonly number[]): Buffer {
  const [first = 0x0100000c] = types
  const bytes = Buffer.alloc(64)
  if (types.length < 2) {
    bytes.writeUInt32LE(0xfeedfacf, 0)
    bytes.writeUInt32LE(first, 4)
    return bytes
  }
  bytes.writeUInt32BE(0xcafebabe, 0)
  bytes.writeUInt32BE(types.length, 4)
  for (const [index, type] of types.entries()) bytes.writeUInt32BE(type, 8 + index * 20)
  return bytes
}

/** A Windows program's head. */
export function makePe(machine = 0x8664): Buffer {
  const bytes = Buffer.alloc(128)
  bytes.write('MZ', 0, 'latin1')
  bytes.writeUInt32LE(64, 60)
  bytes.write('PE\0\0', 64, 'latin1')
  bytes.writeUInt16LE(machine, 68)
  return bytes
}

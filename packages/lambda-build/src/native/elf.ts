import type { ReadAt } from './bytes.ts'

/** What an ELF file says of itself. Source: System V ABI, "Object Files" and "Dynamic Linking"; Linux Standard Base, "Symbol Versioning". */
export interface Elf {
  readonly format: 'elf'
  /** `x86_64`, `arm64`, a name as Linux gives it, or `machine 243` for one that has no name here. */
  readonly architecture: string
  readonly bits: 32 | 64
  /** The shared libraries it asks for, such as `libc.so.6`. */
  readonly needs: readonly string[]
  /** Absent where it asks for no C library, as a program that is linked statically. */
  readonly libc?: 'glibc' | 'musl'
  /** The newest glibc that one of its symbols asks for, such as `2.34`. */
  readonly glibc?: string
  /** The program that loads it, such as `/lib64/ld-linux-x86-64.so.2`. */
  readonly interpreter?: string
}

/** By `e_machine`. Source: System V ABI, "Machine architecture". */
const machines: Readonly<Record<number, string>> = {
  3: 'i386',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'x86_64',
  183: 'arm64',
  243: 'riscv',
  258: 'loongarch',
}

const loaded = 1
const dynamic = 2
const interpreter = 3
const needed = 1n
const stringTable = 5n
const versionNeeds = 0x6ffffffen
const versionNeedsCount = 0x6fffffffn
/** No real file has more; a damaged one might claim so. */
const mostEntries = 4096

/**
 * Reads an ELF file's headers and its dynamic section; undefined where the content is no ELF file.
 *
 * @throws RangeError where it is cut off or damaged
 */
export function readElf(read: ReadAt): Elf | undefined {
  const head = read(0, 64)
  if (head.length < 4 || head.readUInt32BE(0) !== 0x7f454c46) return undefined
  const wide = head.readUInt8(4) === 2
  const view = viewOf(read, wide, head.readUInt8(5) === 2)
  const number = view.half(18)
  const segments = readSegments(view)
  const table = readDynamic(view, segments)
  const offset = offsetIn(segments)
  const strings = offset(table.find(([tag]) => tag === stringTable)?.[1] ?? 0n)
  const needs = table.filter(([tag]) => tag === needed).map(([, at]) => view.text(strings + Number(at)))
  const versions = readVersions(view, table, strings, offset)
  const loader = segments.find(({ type }) => type === interpreter)
  const program = loader === undefined ? undefined : view.text(loader.offset)
  const libc = libcOf([...needs, ...(program === undefined ? [] : [program])])
  const glibc = libc === 'glibc' ? newest(versions) : undefined
  return {
    format: 'elf',
    architecture: machines[number] ?? `machine ${number}`,
    bits: wide ? 64 : 32,
    needs,
    ...(libc === undefined ? {} : { libc }),
    ...(glibc === undefined ? {} : { glibc }),
    ...(program === undefined ? {} : { interpreter: program }),
  }
}

interface View {
  readonly wide: boolean
  readonly half: (offset: number) => number
  readonly word: (offset: number) => number
  /** As wide as an address. */
  readonly address: (offset: number) => bigint
  readonly text: (offset: number) => string
}

function viewOf(read: ReadAt, wide: boolean, big: boolean): View {
  const half = (offset: number): number => (big ? read(offset, 2).readUInt16BE(0) : read(offset, 2).readUInt16LE(0))
  const word = (offset: number): number => (big ? read(offset, 4).readUInt32BE(0) : read(offset, 4).readUInt32LE(0))
  const address = (offset: number): bigint => {
    if (!wide) return BigInt(word(offset))
    return big ? read(offset, 8).readBigUInt64BE(0) : read(offset, 8).readBigUInt64LE(0)
  }
  const text = (offset: number): string => {
    const bytes = read(offset, 512)
    const end = bytes.indexOf(0)
    if (end < 0) throw new RangeError('a name has no end')
    return bytes.toString('latin1', 0, end)
  }
  return { wide, half, word, address, text }
}

interface Segment {
  readonly type: number
  readonly offset: number
  readonly address: bigint
  readonly size: number
}

function readSegments({ wide, half, word, address }: View): readonly Segment[] {
  const start = Number(address(wide ? 32 : 28))
  const size = half(wide ? 54 : 42)
  const count = Math.min(half(wide ? 56 : 44), mostEntries)
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size
    const [offset, virtual, length] = wide ? [8, 16, 32] : [4, 8, 16]
    return {
      type: word(at),
      offset: Number(address(at + offset)),
      address: address(at + virtual),
      size: Number(address(at + length)),
    }
  })
}

type Entry = readonly [tag: bigint, value: bigint]

function readDynamic({ wide, address }: View, segments: readonly Segment[]): readonly Entry[] {
  const segment = segments.find(({ type }) => type === dynamic)
  if (segment === undefined) return []
  const width = wide ? 8 : 4
  const entries: Entry[] = []
  for (let at = 0; at < segment.size && entries.length < mostEntries; at += 2 * width) {
    const tag = address(segment.offset + at)
    if (tag === 0n) break
    entries.push([tag, address(segment.offset + at + width)])
  }
  return entries
}

/** Addresses of the running program as offsets in the file. */
function offsetIn(segments: readonly Segment[]): (address: bigint) => number {
  return (address) => {
    const holder = segments.find(
      (each) => each.type === loaded && address >= each.address && address < each.address + BigInt(each.size),
    )
    return holder === undefined ? Number(address) : holder.offset + Number(address - holder.address)
  }
}

/** The versions of glibc's own libraries that symbols ask for. `libgcc_s` has names of the same form with another meaning. */
function readVersions(
  { half, word, text }: View,
  table: readonly Entry[],
  strings: number,
  offset: (address: bigint) => number,
): readonly string[] {
  const start = table.find(([tag]) => tag === versionNeeds)?.[1]
  const count = table.find(([tag]) => tag === versionNeedsCount)?.[1] ?? 0n
  if (start === undefined) return []
  const versions: string[] = []
  let steps = 0
  let library = offset(start)
  for (let index = 0; index < Math.min(Number(count), mostEntries); index += 1) {
    const name = text(strings + word(library + 4))
    let version = library + word(library + 8)
    for (let each = 0; each < half(library + 2) && !name.startsWith('libgcc_s'); each += 1) {
      const [, found] = /^GLIBC_(\d+(?:\.\d+)+)$/.exec(text(strings + word(version + 8))) ?? []
      if (found !== undefined) versions.push(found)
      steps += 1
      if (steps > mostEntries) throw new RangeError('more versions than any file has')
      version += word(version + 12)
    }
    library += word(library + 12)
  }
  return versions
}

/** Packages that are built for musl by cross compilers ask for `libc.so`, those built on Alpine for `libc.musl-…`. */
function libcOf(names: readonly string[]): 'glibc' | 'musl' | undefined {
  if (names.some((name) => /^libc\.so$|libc\.musl-|ld-musl/.test(name))) return 'musl'
  return names.some((name) => /^libc\.so\.6(\.1)?$|ld-linux|ld64\.so|ld\.so\.1$/.test(name)) ? 'glibc' : undefined
}

function newest(versions: readonly string[]): string | undefined {
  return versions.toSorted(compareVersions).at(-1)
}

/** Order of dotted numbers: `2.9` before `2.34`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

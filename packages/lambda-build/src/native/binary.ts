import type { ArtifactFile } from '@project-utils/artifact'
import { type ReadAt, withBytes } from './bytes.ts'
import { type Elf, readElf } from './elf.ts'

/** Machine code of macOS or Windows, and for which processors. */
interface ForeignBinary {
  readonly format: 'mach-o' | 'pe'
  readonly architectures: readonly string[]
}

/** Machine code that is cut off, or whose headers lead nowhere. */
interface DamagedBinary {
  readonly format: 'damaged'
}

export type Binary = Elf | ForeignBinary | DamagedBinary

const text =
  /\.(js|cjs|mjs|jsx|ts|cts|mts|tsx|json|map|md|txt|html|css|scss|yml|yaml|xml|svg|py|pyi|rb|java|c|cc|cpp|h|hpp)$/i

/** Whether a file may be machine code, told by its name alone. */
export function mayBeBinary({ path, executable }: ArtifactFile): boolean {
  if (text.test(path)) return false
  return executable === true || /(\.(node|dll|dylib|exe|so(\.\d+)*)|(^|\/)[^./]+)$/.test(path)
}

/** What machine code a file holds; undefined where it is none. */
export function readBinary(file: Pick<ArtifactFile, 'content'>): Binary | undefined {
  return withBytes(file, (read) => {
    try {
      return readElf(read) ?? readMachO(read) ?? readPe(read)
    } catch (error) {
      if (error instanceof RangeError) return { format: 'damaged' }
      throw error
    }
  })
}

/** By `cputype`. Source: mach/machine.h. */
const machProcessors: Readonly<Record<number, string>> = {
  7: 'i386',
  12: 'arm',
  16777223: 'x86_64',
  16777228: 'arm64',
}

function readMachO(read: ReadAt): ForeignBinary | undefined {
  const head = read(0, 8)
  if (head.length < 8) return undefined
  const magic = head.readUInt32BE(0)
  const name = (type: number): string => machProcessors[type] ?? `machine ${type}`
  if (magic === 0xfeedface || magic === 0xfeedfacf)
    return { format: 'mach-o', architectures: [name(head.readUInt32BE(4))] }
  if (magic === 0xcefaedfe || magic === 0xcffaedfe)
    return { format: 'mach-o', architectures: [name(head.readUInt32LE(4))] }
  // Java classes begin with the same number; the next one is their version, which is above any count of processors.
  const count = head.readUInt32BE(4)
  if ((magic !== 0xcafebabe && magic !== 0xcafebabf) || count === 0 || count > 20) return undefined
  const size = magic === 0xcafebabe ? 20 : 32
  const architectures = Array.from({ length: count }, (_, index) => name(read(8 + index * size, 4).readUInt32BE(0)))
  return { format: 'mach-o', architectures }
}

/** By the COFF header's `Machine`. Source: "PE Format", Microsoft. */
const peProcessors: Readonly<Record<number, string>> = { 332: 'i386', 448: 'arm', 34404: 'x86_64', 43620: 'arm64' }

function readPe(read: ReadAt): ForeignBinary | undefined {
  const head = read(0, 64)
  if (head.length < 64 || head.toString('latin1', 0, 2) !== 'MZ') return undefined
  const at = head.readUInt32LE(60)
  const header = read(at, 6)
  if (header.length < 6 || header.toString('latin1', 0, 4) !== 'PE\0\0') return undefined
  const machine = header.readUInt16LE(4)
  return { format: 'pe', architectures: [peProcessors[machine] ?? `machine ${machine}`] }
}

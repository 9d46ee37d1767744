import type { ArtifactFile } from '@project-utils/artifact'
import type { Machine } from '../artifact/machine.ts'
import { mayBeBinary, readBinary } from './binary.ts'
import { isOfSystem, misfit } from './fit.ts'

/**
 * What counts as made for the same purpose as an unfitting file, so that a fitting one takes its place: any other of its
 * sort in the same package, one of the same name but for the platform in it, or nothing.
 */
export type Alternatives = 'any' | 'same name' | 'none'

/** A file of machine code that the machine cannot run. */
export interface WrongBinary<File extends ArtifactFile = ArtifactFile> {
  readonly file: File
  /** As in `is for Linux on arm64`. */
  readonly why: string
}

/** The machine code among files that belong together. */
export interface Judged<File extends ArtifactFile = ArtifactFile> {
  readonly fitting: readonly File[]
  /** For other machines, beside one that fits: nobody loads it. */
  readonly spare: readonly File[]
  /** For other machines, and nothing that fits is there in its place. */
  readonly wrong: readonly WrongBinary<File>[]
  /** Programs of another system, such as an `.exe`: not loaded by Node.js or Python, and no use. */
  readonly foreign: readonly WrongBinary<File>[]
}

/** Data for tests and examples is not run. */
const data = /(^|\/)(tests?|__tests__|fixtures?|testdata|test-data|examples?)\//i

/** Sorts the machine code among files by whether a machine can run it. What only looks like machine code by its name counts too. */
export function judge<File extends ArtifactFile>(
  files: readonly File[],
  machine: Machine,
  alternatives: Alternatives,
): Judged<File> {
  const fitting: File[] = []
  const unfit: (WrongBinary<File> & { readonly foreign: boolean })[] = []
  for (const file of files) {
    if (!mayBeBinary(file) || data.test(withoutModules(file.path))) continue
    const binary = readBinary(file)
    const isModule = file.path.endsWith('.node')
    if (binary === undefined && !isModule) continue
    const why = binary === undefined ? 'holds no machine code' : misfit(binary, machine)
    if (why === undefined) fitting.push(file)
    else unfit.push({ file, why, foreign: !isModule && binary !== undefined && !isOfSystem(binary, machine) })
  }
  const replaced = (file: File): boolean => fitting.some((other) => isAlternative(other.path, file.path, alternatives))
  const spare = unfit.filter(({ file }) => replaced(file)).map(({ file }) => file)
  const rest = unfit.filter(({ file }) => !spare.includes(file))
  const plain = ({ file, why }: WrongBinary<File>): WrongBinary<File> => ({ file, why })
  return {
    fitting,
    spare,
    wrong: rest.filter(({ foreign }) => !foreign).map(plain),
    foreign: rest.filter(({ foreign }) => foreign).map(plain),
  }
}

function isAlternative(fitting: string, unfit: string, alternatives: Alternatives): boolean {
  if (alternatives === 'none') return false
  if (alternatives === 'same name') return purpose(fitting) === purpose(unfit)
  return fitting.endsWith('.node') === unfit.endsWith('.node')
}

const platforms =
  /^(linux|linuxmusl|darwin|macos|mac|osx|win32|windows|win|freebsd|android|sunos|aix|x64|x86|64|amd64|ia32|i[36]86|arm64|aarch64|armv?\d*l?|armhf|gnu|gnueabihf|musl|musleabihf|glibc|msvc|riscv64|ppc64|ppc64le|s390x|universal|exe|dll|dylib|so|abi\d+)$/i

/** A file's name without what tells the platform: `argon2.linux-x64-gnu.node` and `argon2.darwin-arm64.node` are one. */
function purpose(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const parts = name.split(/[-_.]/).filter((part) => part !== '' && !platforms.test(part))
  return parts.join('-').toLowerCase()
}

/** The path inside its package, so that the name of a package counts for nothing. */
function withoutModules(path: string): string {
  return path.replace(/^.*node_modules\/(@[^/]+\/)?[^/]+\//, '')
}

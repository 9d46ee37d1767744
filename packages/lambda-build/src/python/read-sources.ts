import { tmpdir } from 'node:os'
import type { MakeOptions } from '../build/maker.ts'
import { runProgram } from '../programs/run-program.ts'
import { findPythons } from './find-pythons.ts'
import { installerEnvironment } from './installer.ts'
import { sourceReader } from './source-reader.ts'
import type { Target } from './target.ts'
import { compareVersions } from './version.ts'

/** A function that a module defines at its top level. */
export interface DefinedFunction {
  readonly line: number
  /** How many positional parameters it must and may be given; `null`: any number. */
  readonly least: number
  readonly most: number | null
  /** Whether it has keyword parameters without a default. */
  readonly keywords: boolean
  readonly decorated: boolean
  readonly async: boolean
}

/** What a module says at its top level. */
interface Module {
  readonly names: readonly string[]
  readonly functions: Readonly<Record<string, DefinedFunction>>
  readonly classes: readonly string[]
  readonly imports: readonly Import[]
  /** Modules, with their level, all of whose names it takes. */
  readonly stars: readonly (readonly [string, number])[]
  /** Whether it makes names in ways that cannot be read. */
  readonly dynamic: boolean
}

/** Module, level of a relative import, names taken from it, line, and whether the module does without. */
type Import = readonly [string, number, readonly string[], number, boolean]

/** A module that cannot be parsed. */
export interface Unparsed {
  readonly error: string
  readonly line?: number
}

/** What was read of the sources. */
export interface SourceReading {
  /** By path on the disk. */
  readonly modules: ReadonlyMap<string, Module | Unparsed>
  /** Top-level modules of the standard library. */
  readonly standard: ReadonlySet<string>
  /** The Python that read them, and its version, such as `3.11`. */
  readonly python: string
  readonly version: string
  /** Whether that Python knows all syntax of the target's: what it cannot parse is an error then. */
  readonly certain: boolean
}

/** Removed from the standard library in 3.12 and 3.13, or added of late: told by the target's version, not the reader's. */
const changed: readonly (readonly [string, string, string])[] = [
  ['asynchat asyncore imp distutils smtpd', '3.0', '3.12'],
  [
    'aifc audioop cgi cgitb chunk crypt imghdr mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd sunau telnetlib uu xdrlib lib2to3',
    '3.0',
    '3.13',
  ],
  ['tomllib', '3.11', '4.0'],
  ['zoneinfo graphlib', '3.9', '4.0'],
  ['compression annotationlib', '3.14', '4.0'],
]

/**
 * Parses sources in one process of a Python on this machine, the target's version where there is one; nothing of them is
 * run. Undefined where no Python is found.
 */
export async function readSources(
  files: readonly string[],
  target: Target,
  { childEnvironment }: MakeOptions,
  signal: AbortSignal,
): Promise<SourceReading | undefined> {
  const environment = installerEnvironment(childEnvironment)
  const input = JSON.stringify({ version: target.version.split('.').map(Number), files })
  for (const python of findPythons(target, environment)) {
    const run = { folder: tmpdir(), environment, signal, limit: 60_000, input }
    const { status, output } = await runProgram(python, ['-I', '-S', '-X', 'utf8', '-c', sourceReader], run)
    const reading = status === 0 ? parseReading(output, files, target, python) : undefined
    if (reading !== undefined) return reading
  }
  return undefined
}

function parseReading(
  output: string,
  files: readonly string[],
  target: Target,
  python: string,
): SourceReading | undefined {
  let said: {
    readonly version: readonly number[]
    readonly standard: readonly string[]
    readonly files: readonly (Module | Unparsed)[]
  }
  try {
    said = JSON.parse(output)
  } catch {
    return undefined
  }
  const version = said.version.join('.')
  const standard = new Set(said.standard)
  for (const [list, from, until] of changed) {
    const isThere = compareVersions(target.version, from) >= 0 && compareVersions(target.version, until) < 0
    for (const name of list.split(' ')) isThere ? standard.add(name) : standard.delete(name)
  }
  const modules = new Map(files.map((file, index) => [file, said.files[index] ?? { error: 'it was not read' }]))
  return { modules, standard, python, version, certain: compareVersions(version, target.version) >= 0 }
}

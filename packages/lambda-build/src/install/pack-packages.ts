import type { ArtifactFile } from '@project-utils/artifact'
import type { Finding, Problem } from '@project-utils/contract'
import type { Machine } from '../artifact/machine.ts'
import { describeMachine } from '../native/fit.ts'
import { judge } from '../native/judge.ts'
import { absentNative, type NativeState } from './absent-native.ts'
import { packageFiles } from './package-files.ts'
import type { PlacedPackage, Placement } from './place.ts'

/** The files of packages, ready for an artifact. */
export interface PackedPackages {
  readonly files: readonly ArtifactFile[]
  /** The files on the disk that they came from. */
  readonly sources: readonly string[]
  readonly findings: readonly Finding[]
  readonly problems: readonly Problem[]
  /** Whether any of them holds machine code, for whatever machine. */
  readonly isNative: boolean
  readonly state: NativeState
}

/** How packages are packed. */
export interface PackOptions {
  readonly machine: Machine
  /** Every `name@version` of the lock, where there is one. */
  readonly locked?: ReadonlySet<string>
  /** Where the files of a package lie that is linked into the workspace. Default: in its folder. */
  readonly outside?: (folder: string) => string
}

/**
 * Packs placed packages without the machine code that is for other machines, and tells what of it is missing. Tests and
 * documents of packages stay, since some read them.
 *
 * @throws ProjectError `LAMBDA_PATH_INVALID`
 */
export function packPackages(placement: Placement, options: PackOptions): PackedPackages {
  const { machine, locked, outside = (folder) => folder } = options
  const files: ArtifactFile[] = []
  const sources: string[] = []
  const problems: Problem[] = []
  const fitting = new Set<string>()
  const wrong = new Set<string>()
  let isNative = false
  for (const each of placement.packages) {
    const own = packageFiles(outside(each.folder), each.name)
    const judged = judge(own, machine, 'any')
    const unfit = [...judged.wrong, ...judged.foreign]
    isNative ||= judged.fitting.length + judged.spare.length + unfit.length > 0
    if (judged.fitting.length > 0) fitting.add(each.place)
    if (each.optional && judged.wrong.length > 0) continue
    if (judged.wrong.length > 0) wrong.add(each.place)
    problems.push(...judged.wrong.map(({ file, why }) => mismatch(each, `${file.path} ${why}`, machine)))
    const dropped = new Set([...judged.spare, ...judged.foreign.map(({ file }) => file)])
    for (const file of own) {
      sources.push(file.source)
      if (dropped.has(file)) continue
      const { source: _source, ...rest } = file
      files.push({ ...rest, path: `${each.place}/${file.path}` })
    }
  }
  const state = { placement, machine, fitting, wrong, ...(locked === undefined ? {} : { locked }) }
  return { files, sources, findings: [], problems: [...problems, ...absentNative(state)], isNative, state }
}

function mismatch({ name, manifest }: PlacedPackage, fact: string, machine: Machine): Problem {
  return {
    code: 'LAMBDA_NATIVE_MISMATCH',
    message: `package ${name} ${manifest.version ?? ''}: ${fact}, and ${describeMachine(machine)} is needed`,
    hint: `use a version of ${name} that brings machine code for ${describeMachine(machine)}, or put it into a container image`,
  }
}

import type { Problem } from '@project-utils/contract'

/** The packages of a function or layer, as one installer run needs them. */
export interface Requirements {
  /** Each a requirement with its hashes, such as `idna==3.10 --hash=sha256:…`. */
  readonly lines: readonly string[]
  readonly constraints: readonly string[]
  /** Options of the installer, such as `--extra-index-url`, each with its value. */
  readonly options: readonly (readonly [string, string?])[]
  /** True where the lines name all packages, so that nothing is to be resolved. */
  readonly complete: boolean
  /** Folders of local packages that are packed as sources, absolute. */
  readonly locals: readonly string[]
  /** The versions of Python that the lock was made for, where it was not made for the local cloud's. */
  readonly foreign?: string
  /** Requirements that any newer version may answer. */
  readonly unpinned: readonly string[]
  /** Absolute paths of all files that were read. */
  readonly inputs: readonly string[]
  readonly problems: readonly Problem[]
}

/** Nothing is required. */
export const noRequirements: Requirements = {
  lines: [],
  constraints: [],
  options: [],
  complete: true,
  locals: [],
  unpinned: [],
  inputs: [],
  problems: [],
}

/** The problem of a file that cannot be built from. */
export function requirementsProblem(file: string, message: string, hint: string, line?: number): Problem {
  const where = { file, ...(line === undefined ? {} : { line }) }
  return { code: 'LAMBDA_REQUIREMENTS_INVALID', message, hint, where }
}

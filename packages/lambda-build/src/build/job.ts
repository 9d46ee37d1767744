import type { Sha256 } from '@project-utils/contract'
import type { FunctionBuild } from '@project-utils/project'
import type { Handler } from './handler.ts'

/** Everything besides the sources that decides what is built; all of it plain, so that two can be compared by name. */
export interface Settings {
  /** The entry, relative to the project's folder, with `/`. */
  readonly entry: string
  readonly handler: string
  readonly format: 'cjs' | 'esm'
  readonly minify: boolean
  readonly sourceMap: boolean
  readonly external: readonly string[]
  /** esbuild's name of the language level, such as `node22`. */
  readonly target: string
  /** Hash of the build values, so that the record does not repeat them. */
  readonly environment: Sha256
  readonly tool: string
  readonly esbuild: string
}

/** One function to build, with all that its build needs. */
export interface Job {
  readonly function: FunctionBuild
  readonly handler: Handler
  /** The built file's path inside the artifact, such as `api.js`. */
  readonly output: string
  readonly settings: Settings
}

import type { CodeSha256, Manifest } from '@project-utils/contract'
import type { FunctionBuild } from '@project-utils/project'

/** What the template says about a function, as far as it is known before deploying. */
export interface TemplateFunction {
  readonly runtime?: string
  readonly handler?: string
  readonly architecture?: string
}

/** All functions of one configuration, and where to build them. */
export interface BuildInput {
  readonly functions: readonly FunctionBuild[]
  /** By logical id. The template wins: its handler names the built file, its runtime the language level. */
  readonly template: Readonly<Record<string, TemplateFunction>>
  /** The project's folder, absolute; places and reasons are told relative to it. */
  readonly root: string
  /** Folder for built artifacts; it may vanish at any time and may be shared by parallel runs. */
  readonly cache: string
  /** Build values: `process.env.X` in the source becomes the text. */
  readonly environment: Readonly<Record<string, string>>
}

/** A built function: immutable bytes under the hash of their content manifest. */
export interface Artifact {
  readonly logicalId: string
  readonly manifest: Manifest
  /** Absolute path of the zip in the cache. */
  readonly zip: string
  /** Size of the zip. */
  readonly bytes: number
  readonly codeSha256: CodeSha256
  /** True where nothing changed since an earlier build, and nothing was built. */
  readonly reused: boolean
  /** Why it was built, such as `backend/src/api.ts changed`; `unchanged` where it was not. */
  readonly why: string
}

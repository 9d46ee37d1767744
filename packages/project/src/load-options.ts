import type { Finding } from '@project-utils/contract'
import type { Project } from './project.ts'

/** Where the configuration is, and what the command line says over it. */
export interface LoadOptions {
  /** The folder in which the command runs, absolute. */
  readonly cwd: string
  /** A configuration file, relative to `cwd`; else it is searched. */
  readonly config?: string | undefined
  /** Name of the project, where several are configured. */
  readonly project?: string | undefined
  /** Name of the environment; may be left out where only one is declared, or for the one called `local` with target local. */
  readonly environment?: string | undefined
  /** Take the first environment declared where none is named: for what does not differ between them, such as a build. */
  readonly anyEnvironment?: boolean | undefined
  /** `local`: the local cloud instead of AWS; tier and account stay the environment's. */
  readonly target?: 'local' | undefined
  /** Replaces the environment's regions. */
  readonly region?: string | undefined
  /** Values over those of the environment, each as `section.name=value`, such as `values.votesPerDay=3`. */
  readonly set?: readonly string[] | undefined
}

/** A loaded configuration. */
export interface Loaded {
  /** The environment with all its scopes; texts that hold `${account}` or `${region}` are those of its first scope. */
  readonly project: Project
  /** The same for each scope alone, in the order of `project.scopes`: what an act on several regions works through. */
  readonly targets: readonly Project[]
  /** Names of all environments, in the order of the file. */
  readonly environments: readonly string[]
  /** What is declared and taken by nothing. */
  readonly findings: readonly Finding[]
}

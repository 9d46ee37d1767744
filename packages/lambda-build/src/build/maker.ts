import type { ArtifactFile } from '@project-utils/artifact'
import type { Context, Finding, Problem } from '@project-utils/contract'
import type { LocalMachine } from '../artifact/artifact.ts'
import type { ArtifactLimits } from '../artifact/limits.ts'
import type { Weight } from '../artifact/size.ts'
import type { ChildEnvironment } from '../programs/find-program.ts'
import type { KnownExports } from './check-handler.ts'
import type { Job } from './job.ts'

/** What all jobs of a run share. */
export interface MakeOptions {
  /** The project's folder, real path. */
  readonly root: string
  readonly cache: string
  readonly environment: Readonly<Record<string, string>>
  readonly childEnvironment: ChildEnvironment
  /** The account's own limits, where they are known. Default: Lambda's usual ones. */
  readonly limits?: Partial<ArtifactLimits>
  readonly local?: LocalMachine
}

/** The files of one artifact before they are checked and packed. */
export interface Made {
  readonly files: readonly ArtifactFile[]
  /** Absolute paths of all that went in; a folder stands for the names in it. A change of any makes it stale. */
  readonly inputs: readonly string[]
  readonly findings: readonly Finding[]
  /** How much each source and package weighs, where files alone do not tell. */
  readonly weights?: readonly Weight[]
  /** What is known of the handler's file without running it. */
  readonly exports?: KnownExports
}

/** What came of a group of jobs: what is in neither map nor problems was not made. */
export interface Making {
  readonly made: ReadonlyMap<Job, Made>
  readonly problems: readonly Problem[]
}

/** Makes all jobs of one kind. Problems are returned, so that all of them can be told at once. */
export type Maker = (jobs: readonly Job[], options: MakeOptions, context: Context) => Promise<Making>

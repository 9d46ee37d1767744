import type { Session } from '@project-utils/aws'
import type { Scope } from '@project-utils/contract'
import type { LocalCloud } from '@project-utils/local-cloud'
import type { Project } from '@project-utils/project'
import type { Records } from '@project-utils/records'
import type { Masker } from '@project-utils/run'
import type { Sources } from './sources.ts'

/** All that the acts and questions of this package work with; made once a run by the command. */
export interface Workbench {
  readonly project: Project
  /** The templates, read at the first call. */
  readonly sources: () => Promise<Sources>
  readonly scope: Scope
  readonly session: Session
  readonly records: Records
  /** Present where the target is the local cloud. */
  readonly cloud?: LocalCloud
  /** The whole environment of child processes: hooks and builds. */
  readonly environment: Readonly<Record<string, string>>
  /** The flags by which this project, environment and target were chosen; a command that is named next needs them again. */
  readonly selection: string
  readonly run: string
  readonly actor: string
  readonly toolVersion: string
  /** The project's git commit; undefined where it has none. */
  readonly commit: () => Promise<string | undefined>
  readonly now: () => Date
  readonly masker: Pick<Masker, 'add' | 'maskJson'>
  /** Logical ids and names whose risks the person accepted. */
  readonly accept: readonly string[]
}

import type { Place } from '@project-utils/contract'

/** What building needs to know of a site; a project's `site` section fits. */
export interface SiteSource {
  /** The site's folder, absolute. */
  readonly directory: string
  /** Command line of the build; without it the folder is published as it stands. */
  readonly build?: string | undefined
  /** Folder to publish, relative to `directory`. */
  readonly output?: string | undefined
  /** What goes into the run-time `config.json`; only whether there is anything matters here. */
  readonly config?: Readonly<Record<string, unknown>> | undefined
  readonly where?: Place | undefined
}

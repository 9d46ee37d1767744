import type { SiteSettings } from '@project-utils/project'

/** What building needs to know of a site: a project's `site` section, or part of it. */
export type SiteSource = Pick<SiteSettings, 'directory' | 'build' | 'output'> &
  Partial<Pick<SiteSettings, 'config' | 'where'>>

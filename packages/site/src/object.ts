import { ProjectError } from '@project-utils/contract'
import type { SiteFile } from './manifest.ts'

/** What of a file is stored beside its bytes. */
export type StoredFile = Pick<SiteFile, 'key' | 'contentType' | 'cacheControl' | 'sha256'>

/** The headers and metadata that an object of a site is stored with. */
export function objectHeaders(file: StoredFile): {
  readonly ContentType: string
  readonly CacheControl: string
  readonly Metadata: Record<string, string>
} {
  return { ContentType: file.contentType, CacheControl: file.cacheControl, Metadata: { sha256: file.sha256 } }
}

/** The error for a file that is no longer what its manifest says. */
export function changedMeanwhile(file: Pick<SiteFile, 'key'>, cause?: unknown): ProjectError {
  return new ProjectError('SITE_CHANGED_MEANWHILE', `${file.key} has changed since the plan was made`, {
    hint: 'let no other build run at the same time, and start again',
    cause,
  })
}

import type { Sha256 } from '@project-utils/contract'

/**
 * When a file is published: hashed assets, other files, pages, then what everything starts from (`index.html`,
 * `404.html`, service workers), so that no page is ever served before what it points to.
 */
export type SitePhase = 'asset' | 'other' | 'page' | 'entry'

/** The phases in the order of publishing. */
export const sitePhases: readonly SitePhase[] = ['asset', 'other', 'page', 'entry']

/** One file of a site as it is published: bytes by hash, and the headers it is stored with. */
export interface SiteFile {
  /** Object key: `/`-separated path below the published folder, not URL-encoded. */
  readonly key: string
  /** Bytes. */
  readonly size: number
  readonly sha256: Sha256
  readonly contentType: string
  readonly cacheControl: string
  readonly phase: SitePhase
}

/** All files of a site, sorted by key; the hash covers bytes and headers. */
export interface SiteManifest {
  readonly sha256: Sha256
  readonly files: readonly SiteFile[]
}

/** Splits files into the phases of publishing, in their order; phases without files are left out. */
export function phases(
  files: readonly SiteFile[],
): readonly { readonly phase: SitePhase; readonly files: readonly SiteFile[] }[] {
  return sitePhases
    .map((phase) => ({ phase, files: files.filter((file) => file.phase === phase) }))
    .filter((group) => group.files.length > 0)
}

import type { Sha256 } from '@project-utils/contract'
import { configKey } from './config-json.ts'
import { invalidationPaths } from './invalidation-paths.ts'
import type { SiteFile, SiteManifest } from './manifest.ts'
import { isProtected, planSite } from './plan.ts'

/** A site as a release published it. */
export interface PublishedSite {
  readonly manifest: SiteManifest
  /** Hash of its `config.json`. */
  readonly config: Sha256
}

/** What has to be done to a site's bucket and distribution so that an earlier release is served again. */
export interface SiteReturn {
  /** Hashed assets that the present site does not use: in the bucket still, unless somebody removed them. */
  readonly assets: readonly SiteFile[]
  /** Files whose bytes or headers differ, to be published again from where they are kept. */
  readonly upload: readonly SiteFile[]
  /** Keys of pages and other files that the earlier release does not have; hashed assets stay. */
  readonly remove: readonly string[]
  /** Whether `config.json` has to be written. */
  readonly config: boolean
  /** URL-encoded paths of exactly what differs; everything where nobody knows what caches hold. */
  readonly invalidate: readonly string[]
}

/** Decides how to serve an earlier release of a site again; `present` is undefined where it is not known. Pure. */
export function planSiteReturn(earlier: PublishedSite, present: PublishedSite | undefined): SiteReturn {
  const plan = planSite({ ...earlier, ...(present === undefined ? {} : { recorded: present }) })
  const before = new Map(present?.manifest.files.map((file) => [file.key, file]))
  const isAsset = ({ phase, key }: SiteFile): boolean => phase === 'asset' && !before.has(key)
  const upload = plan.upload.filter((file) => !isAsset(file))
  const keys = new Set(earlier.manifest.files.map((file) => file.key))
  const remove = (present?.manifest.files ?? [])
    .filter(({ key, phase }) => phase !== 'asset' && !keys.has(key) && !isProtected(key))
    .map(({ key }) => key)
  const changed = [...upload.map(({ key }) => key), ...remove, ...(plan.config ? [configKey] : [])]
  return {
    assets: plan.upload.filter(isAsset),
    upload,
    remove,
    config: plan.config,
    invalidate: present === undefined ? ['/*'] : invalidationPaths(changed),
  }
}

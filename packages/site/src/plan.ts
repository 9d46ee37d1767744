import type { Sha256 } from '@project-utils/contract'
import { configKey } from './config-json.ts'
import { invalidationPaths } from './invalidation-paths.ts'
import type { SiteFile, SiteManifest } from './manifest.ts'

/** What a site's plan is made from. */
export interface SitePlanInput {
  readonly manifest: SiteManifest
  /** Hash of the `config.json` text to publish; undefined where there is none. */
  readonly config?: Sha256 | undefined
  /** What the last release left in this bucket; undefined where nothing is known, so that everything must be published. */
  readonly recorded?: { readonly manifest: SiteManifest; readonly config?: Sha256 | undefined } | undefined
  /** Further releases whose files must stay. */
  readonly kept?: readonly SiteManifest[]
  /** Releases older than the last two: what only they use is removed. */
  readonly older?: readonly SiteManifest[]
}

/** What has to be done to a site's bucket and distribution. */
export interface SitePlan {
  /** Files whose bytes or headers differ, in the manifest's order. */
  readonly upload: readonly SiteFile[]
  /** Keys that neither this release, the recorded one nor a kept one uses. */
  readonly remove: readonly string[]
  /** Whether `config.json` has to be written. */
  readonly config: boolean
  /**
   * URL-encoded paths to invalidate once all is published and removed. Removing first is safe: what is removed belongs
   * to neither this release nor the one whose pages caches still hold.
   */
  readonly invalidate: readonly string[]
}

/**
 * Decides what to publish, remove and invalidate. Pure. A site that does not change removes nothing, so nothing to do
 * stays nothing to do. `config.json` and `.well-known/` are never removed; hashed assets are never invalidated; without
 * a record nobody knows what caches hold, so everything is invalidated.
 */
export function planSite(input: SitePlanInput): SitePlan {
  const { recorded } = input
  const desired = input.manifest.files.filter((file) => input.config === undefined || file.key !== configKey)
  const before = new Map(recorded?.manifest.files.map((file) => [file.key, file]))
  const upload = desired.filter((file) => !isPublished(file, before.get(file.key)))
  const config = input.config !== undefined && input.config !== recorded?.config
  if (recorded !== undefined && upload.length === 0 && !config && recorded.manifest.sha256 === input.manifest.sha256) {
    return { upload, remove: [], config, invalidate: [] }
  }
  const used = [input.manifest, ...(recorded === undefined ? [] : [recorded.manifest]), ...(input.kept ?? [])]
  const usedKeys = new Set(used.flatMap((manifest) => manifest.files.map((file) => file.key)))
  const old = (input.older ?? []).flatMap((manifest) => manifest.files)
  const removed = old.filter((file) => !usedKeys.has(file.key) && !isProtected(file.key))
  const remove = [...new Set(removed.map((file) => file.key))].sort()
  // A hashed asset is invalidated only in the odd case that it differs under the same name.
  const stale = [...upload, ...removed].filter((file) => file.phase !== 'asset' || before.has(file.key))
  const changed = [...stale.map((file) => file.key), ...(config ? [configKey] : [])]
  return { upload, remove, config, invalidate: recorded === undefined ? ['/*'] : invalidationPaths(changed) }
}

function isPublished(file: SiteFile, before: SiteFile | undefined): boolean {
  return (
    before?.sha256 === file.sha256 &&
    before.contentType === file.contentType &&
    before.cacheControl === file.cacheControl
  )
}

/** Whether a key is never removed: others write it, or expect it. */
export function isProtected(key: string): boolean {
  return key === configKey || key.startsWith('.well-known/')
}

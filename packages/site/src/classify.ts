import { extensionOf } from './content-type.ts'
import { hasHashedName } from './hashed-name.ts'
import type { SitePhase } from './manifest.ts'

/** How a file is kept by caches, and when it is published. */
export interface FileClass {
  readonly phase: SitePhase
  readonly cacheControl: string
}

/** For names that carry a hash of their content: one year, never asked for again. */
export const immutable: string = 'public, max-age=31536000, immutable'

/** For what must be right at once: kept, but asked for before each use. */
export const revalidated: string = 'no-cache'

/** For the rest: browsers five minutes, CloudFront a day, since each change of it is invalidated there. */
export const short: string = 'public, max-age=300, s-maxage=86400'

const serviceWorkers: ReadonlySet<string> = new Set([
  'firebase-messaging-sw.js',
  'ngsw-worker.js',
  'ngsw.json',
  'service-worker.js',
  'serviceworker.js',
  'sw.js',
])

const revalidatedNames: ReadonlySet<string> = new Set([
  'asset-manifest.json',
  'config.json',
  'manifest.json',
  'registersw.js',
  'site.webmanifest',
  'version.json',
])

/**
 * The class of a file by its key and type. `listed` are the keys that the build's own manifest names as hashed.
 */
export function classify(key: string, contentType: string, listed: ReadonlySet<string>): FileClass {
  const name = key.slice(key.lastIndexOf('/') + 1).toLowerCase()
  if (serviceWorkers.has(name)) return { phase: 'entry', cacheControl: revalidated }
  if (contentType.startsWith('text/html') || contentType.startsWith('application/xhtml+xml')) {
    return { phase: key === 'index.html' || key === '404.html' ? 'entry' : 'page', cacheControl: revalidated }
  }
  if (revalidatedNames.has(name) || extensionOf(key) === 'webmanifest') {
    return { phase: 'other', cacheControl: revalidated }
  }
  if (hasHashedName(key, listed)) return { phase: 'asset', cacheControl: immutable }
  return { phase: 'other', cacheControl: short }
}

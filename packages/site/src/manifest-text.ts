import { canonicalJson, ProjectError } from '@project-utils/contract'
import { hashJson } from '@project-utils/run'
import { type SiteFile, type SiteManifest, sitePhases } from './manifest.ts'

/** The text under which a manifest is kept: canonical JSON, one newline at its end. */
export function formatSiteManifest(manifest: SiteManifest): string {
  return `${canonicalJson({ v: 1, files: manifest.files, sha256: manifest.sha256 })}\n`
}

/**
 * Reads a kept manifest back and proves it by its hash.
 *
 * @throws ProjectError `SITE_MANIFEST_INVALID`
 */
export function parseSiteManifest(text: string): SiteManifest {
  const value = parseJson(text)
  if (!isRecord(value) || value['v'] !== 1 || !Array.isArray(value['files'])) throw damaged('it has an unknown form')
  const files: readonly unknown[] = value['files']
  if (!files.every(isSiteFile)) throw damaged('one of its files is incomplete')
  const sha256 = hashJson(files)
  if (sha256 !== value['sha256']) throw damaged('its hash does not fit its files')
  return { sha256, files }
}

/** Puts a manifest together: sorts by key, bytewise, and hashes. */
export function manifestOf(files: readonly SiteFile[]): SiteManifest {
  const sorted = files.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return { sha256: hashJson(sorted), files: sorted }
}

function isSiteFile(value: unknown): value is SiteFile {
  if (!isRecord(value)) return false
  const texts = ['key', 'sha256', 'contentType', 'cacheControl']
  return (
    texts.every((field) => typeof value[field] === 'string') &&
    isKey(String(value['key'])) &&
    typeof value['size'] === 'number' &&
    sitePhases.some((phase) => phase === value['phase'])
  )
}

/** A key is a path below the published folder; one that leads out of it would publish somebody else's file. */
function isKey(key: string): boolean {
  return key.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw damaged('it is no JSON', cause)
  }
}

function damaged(reason: string, cause?: unknown): ProjectError {
  return new ProjectError('SITE_MANIFEST_INVALID', `a recorded site manifest cannot be used: ${reason}`, { cause })
}

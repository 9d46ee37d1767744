import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '@project-utils/run'
import { formatSiteManifest, type SiteBuild, type SiteFile } from '@project-utils/site'
import type { Job } from './step-kind.ts'

/** Where the record of a site finds what was kept of it. */
interface KeptSite {
  readonly manifestKey: string
  readonly configKey: string
}

/**
 * Keeps what going back to this release will need, before any of it is published: manifest, `config.json`, and the bytes of
 * every file that publishing overwrites. Hashed assets stay in the site's own bucket.
 */
export async function keepSite(
  { manifest, directory }: SiteBuild,
  config: string,
  published: readonly SiteFile[],
  { world, bench }: Pick<Job, 'world' | 'bench'>,
): Promise<KeptSite> {
  const { blobs } = bench.records
  const encoder = new TextEncoder()
  const texts = [formatSiteManifest(manifest), config].map((text) => encoder.encode(text))
  const [manifestKey = '', configKey = ''] = texts.map((text) => sha256(text))
  // A release of an earlier version kept nothing of what this one leaves as it is.
  const isFirst = world.actual.good?.site?.configKey === undefined
  const files = (isFirst ? manifest.files : published).filter(({ phase }) => phase !== 'asset')
  const byHash = new Map(files.map((file) => [file.sha256, file]))
  const missing = byHash.size === 0 ? [] : await blobs.missing([...byHash.keys()])
  await Promise.all([
    blobs.put(manifestKey, texts[0] ?? new Uint8Array()),
    blobs.put(configKey, texts[1] ?? new Uint8Array()),
  ])
  for (let from = 0; from < missing.length; from += atOnce) {
    const batch = missing.slice(from, from + atOnce).flatMap((hash) => byHash.get(hash) ?? [])
    await Promise.all(
      batch.map(async ({ key, size, sha256: hash }) => {
        const file = join(directory, key)
        const checksum = Buffer.from(hash, 'hex').toString('base64')
        if (size >= largeFrom) return await blobs.put(hash, { file, size, checksum })
        const body = await readFile(file)
        // What changed since it was hashed is refused when it is published.
        return sha256(body) === hash ? await blobs.put(hash, body) : undefined
      }),
    )
  }
  return { manifestKey, configKey }
}

/** Bodies that are sent side by side. */
const atOnce = 16
/** Bytes from which a file is sent piece by piece. */
const largeFrom = 1024 * 1024

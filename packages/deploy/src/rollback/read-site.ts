import type { Context, Release, ReleasedSite } from '@project-utils/contract'
import {
  missingFiles,
  type PublishedSite,
  parseSiteManifest,
  planSiteReturn,
  type SiteManifest,
} from '@project-utils/site'
import { s3 } from '../clients.ts'
import type { Workbench } from '../workbench.ts'
import type { SiteBack } from './world.ts'

interface SiteLook {
  readonly back?: SiteBack
  readonly gone: readonly string[]
  readonly remains: readonly string[]
}

/** Looks at what serving the site of a release again takes: kept bytes, and hashed assets that are still in the bucket. */
export async function readSiteBack(
  target: Release,
  good: Release,
  present: PublishedSite | undefined,
  bench: Workbench,
  context: Context,
): Promise<SiteLook> {
  const { site } = target
  if (site === undefined) {
    const remains = good.site === undefined ? [] : ['the site stays as it is: the release published none']
    return { gone: [], remains }
  }
  const isSame = present?.manifest.sha256 === site.manifest && present.config === site.config
  if (isSame) return { gone: [], remains: [] }
  if (good.site !== undefined && good.site.bucket !== site.bucket) {
    return { gone: [`the site's bucket of then, ${site.bucket}: it is ${good.site.bucket} now`], remains: [] }
  }
  const manifest = await readSiteManifest(site, bench)
  if (manifest === undefined) return { gone: ["the site's manifest"], remains: [] }
  const plan = planSiteReturn({ manifest, config: site.config }, present)
  const lost = await missingFiles(await s3(bench.session), { bucket: site.bucket, files: plan.assets }, context)
  const hashes = [...plan.upload, ...lost].map(({ sha256 }) => sha256)
  const missing = await bench.records.blobs.missing(
    [...hashes, ...(plan.config ? [site.configKey ?? ''] : [])].filter(isHash),
  )
  const files = [...plan.upload, ...lost].filter(({ sha256 }) => missing.includes(sha256))
  const hasConfig = !plan.config || (site.configKey !== undefined && !missing.includes(site.configKey))
  return {
    back: { released: site, plan, restored: lost },
    gone: [...files.map(({ key }) => `the site's file ${key}`), ...(hasConfig ? [] : ["the site's config.json"])],
    remains: [],
  }
}

/** The manifest of a released site; undefined where it is not kept any more. */
export async function readSiteManifest(
  { manifestKey }: ReleasedSite,
  { records }: Pick<Workbench, 'records'>,
): Promise<SiteManifest | undefined> {
  const blob = await records.blobs.get(manifestKey)
  return blob === undefined ? undefined : parseSiteManifest(new TextDecoder().decode(blob.body))
}

function isHash(text: string): boolean {
  return text !== ''
}

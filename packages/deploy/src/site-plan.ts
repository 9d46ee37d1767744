import { fillReferences, isPending } from '@project-utils/project'
import { planSite, type SiteFile } from '@project-utils/site'
import { siteChanged } from './changes.ts'
import { lookupIn } from './lookup.ts'
import { rawOutputs } from './outputs.ts'
import { hashConfig } from './site-config.ts'
import type { World } from './world.ts'

/** What publishing the site means: assets first, then the rest and the run-time configuration, then the invalidation. */
export interface SiteSteps {
  /** Hashed assets that overwrite nothing: nobody asks for them before the pages follow. */
  readonly assets: readonly SiteFile[]
  /** All else, also a hashed asset that differs under the same name. */
  readonly pages: readonly SiteFile[]
  readonly config: boolean
  readonly invalidate: readonly string[]
  readonly why: string
}

/** Splits the site's plan into its steps; undefined where the site is as it was published. */
export function sitePlan(world: World): SiteSteps | undefined {
  const { desired, actual } = world
  if (desired.site === undefined || !siteChanged(world)) return undefined
  const released = actual.good?.site
  const config = hashConfig(world)
  const isElsewhere = released !== undefined && released.bucket !== (siteBucket(world) ?? released.bucket)
  const recorded =
    released === undefined || actual.site === undefined || !actual.settled || isElsewhere
      ? {}
      : { recorded: { manifest: actual.site, config: released.config } }
  const plan = planSite({ manifest: desired.site.manifest, ...(config === '' ? {} : { config }), ...recorded })
  const published = new Map(actual.site?.files.map((file) => [file.key, file.sha256]))
  const isAsset = ({ phase, key, sha256 }: SiteFile): boolean =>
    phase === 'asset' && (published.get(key) ?? sha256) === sha256
  return {
    assets: plan.upload.filter(isAsset),
    pages: plan.upload.filter((file) => !isAsset(file)),
    config: plan.config || config === '',
    invalidate: plan.invalidate,
    why: released === undefined ? 'the site was never published' : 'files or the run-time configuration changed',
  }
}

/** The site's bucket as far as it is known before the stacks are deployed. */
function siteBucket(world: World): string | undefined {
  const { site } = world.project
  if (site === undefined) return undefined
  const bucket = fillReferences(site.bucket, lookupIn(world, rawOutputs({ world, known: new Map() })))
  return isPending(bucket) ? undefined : bucket
}

/** Whether the site's bucket holds a release already, so that assets can go up before the stacks change. */
export function bucketIsKnown(world: World): boolean {
  const bucket = siteBucket(world)
  return bucket !== undefined && bucket === world.actual.good?.site?.bucket
}

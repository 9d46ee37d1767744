import { planSite, type SiteFile } from '@project-utils/site'
import { siteChanged } from './changes.ts'
import { hashConfig } from './site-config.ts'
import type { World } from './world.ts'

/** What publishing the site means: assets first, then pages and the run-time configuration, then the invalidation. */
export interface SiteSteps {
  readonly assets: readonly SiteFile[]
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
  const recorded =
    released === undefined || actual.site === undefined || !actual.settled
      ? {}
      : { recorded: { manifest: actual.site, config: released.config } }
  const plan = planSite({ manifest: desired.site.manifest, ...(config === '' ? {} : { config }), ...recorded })
  const isAsset = (file: SiteFile): boolean => file.phase === 'asset' || file.phase === 'other'
  return {
    assets: plan.upload.filter(isAsset),
    pages: plan.upload.filter((file) => !isAsset(file)),
    config: plan.config || config === '',
    invalidate: plan.invalidate,
    why: released === undefined ? 'the site was never published' : 'files or the run-time configuration changed',
  }
}

import type { Step, StepResult } from '@project-utils/contract'
import { publishFiles } from '@project-utils/site'
import { s3 } from '../clients.ts'
import { fillText } from '../lookup.ts'
import { rawOutputs } from '../outputs.ts'
import { bucketIsKnown, sitePlan } from '../site-plan.ts'
import type { Job, StepKind } from '../step-kind.ts'
import type { World } from '../world.ts'

/** Uploads the site's hashed assets before anything changes, where their bucket is there already: no page may miss one. */
export const siteAssets: StepKind = assetKind(bucketIsKnown)

/** The same after the stacks, on a first deployment: one of them makes the bucket. */
export const firstSiteAssets: StepKind = assetKind((world) => !bucketIsKnown(world))

function assetKind(isDue: (world: World) => boolean): StepKind {
  return { kind: 'site-assets', plan: (world) => (isDue(world) ? planAssets(world) : []), apply: uploadAssets }
}

function planAssets(world: World): readonly Step[] {
  const files = sitePlan(world)?.assets ?? []
  if (files.length === 0) return []
  return [
    {
      id: 'site.assets',
      kind: 'site-assets',
      title: `Upload ${files.length} site asset${files.length === 1 ? '' : 's'}`,
      why: 'pages may refer to them only when they are there',
      needs: [],
      action: 'create',
      undo: 'automatic',
      risks: [],
      changes: files.map((file) => ({ subject: file.key, action: 'create' as const })),
    },
  ]
}

/** Nothing refers to them until the pages follow. */
async function uploadAssets(job: Job): Promise<StepResult> {
  const { world, bench, context } = job
  const { site } = world.project
  const files = sitePlan(world)?.assets ?? []
  if (site === undefined || world.desired.site === undefined) return { outcome: 'skipped' }
  const bucket = fillText(site.bucket, world, rawOutputs(job))
  await publishFiles(
    await s3(bench.session),
    { bucket, directory: world.desired.site.directory, files, parent: job.step.id },
    context,
  )
  return { outcome: 'done' }
}

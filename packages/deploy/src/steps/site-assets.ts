import { publishFiles } from '@project-utils/site'
import { s3 } from '../clients.ts'
import { fillText } from '../lookup.ts'
import { rawOutputs } from '../outputs.ts'
import { sitePlan } from '../site-plan.ts'
import type { StepKind } from '../step-kind.ts'

/** Uploads the site's assets: nothing refers to them until the pages follow. */
export const siteAssets: StepKind = {
  kind: 'site-assets',
  plan: (world) => {
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
  },
  apply: async (job) => {
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
  },
}

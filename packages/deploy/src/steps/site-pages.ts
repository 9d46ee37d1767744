import { sha256 } from '@project-utils/run'
import { configJson, formatSiteManifest, publishConfig, publishFiles } from '@project-utils/site'
import { s3 } from '../clients.ts'
import { fillAll, fillText } from '../lookup.ts'
import { rawOutputs, usableOutputs } from '../outputs.ts'
import { hashConfig } from '../site-config.ts'
import { sitePlan } from '../site-plan.ts'
import type { StepKind } from '../step-kind.ts'

/** Publishes `config.json` and then the pages: from here on users see the new site. */
export const sitePages: StepKind = {
  kind: 'site-pages',
  plan: (world) => {
    const plan = sitePlan(world)
    if (plan === undefined) return []
    const names = [...plan.pages.map((file) => file.key), ...(plan.config ? ['config.json'] : [])]
    return [
      {
        id: 'site.pages',
        kind: 'site-pages',
        title: `Publish ${names.length === 0 ? 'the site' : names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`,
        why: plan.why,
        needs: [],
        action: 'modify',
        undo: 'automatic',
        risks: [],
        changes: names.map((subject) => ({ subject, action: 'modify' as const })),
      },
    ]
  },
  apply: async (job) => {
    const { world, bench, context } = job
    const { site } = world.project
    const build = world.desired.site
    if (site === undefined || build === undefined) return { outcome: 'skipped' }
    const bucket = fillText(site.bucket, world, rawOutputs(job))
    const client = await s3(bench.session)
    const outputs = await usableOutputs(job)
    const config = fillAll(site.config, world, outputs) as Parameters<typeof configJson>[0]
    await publishConfig(client, { bucket, text: configJson(config) })
    await publishFiles(
      client,
      { bucket, directory: build.directory, files: sitePlan(world)?.pages ?? [], parent: job.step.id },
      context,
    )
    const manifest = new TextEncoder().encode(formatSiteManifest(build.manifest))
    const manifestKey = sha256(manifest)
    await bench.records.blobs.put(manifestKey, manifest)
    const data = { bucket, manifest: build.manifest.sha256, manifestKey, config: hashConfig(world, outputs) }
    return { outcome: 'done', data }
  },
}

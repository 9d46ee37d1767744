import { configJson, publishConfig, publishFiles } from '@project-utils/site'
import { s3 } from '../clients.ts'
import { keepSite } from '../keep-site.ts'
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
    const text = configJson(config)
    const before = world.actual.good?.site
    // A stack may have made another bucket meanwhile: that one holds nothing yet.
    const isElsewhere = before !== undefined && before.bucket !== bucket
    const files = isElsewhere ? build.manifest.files : (sitePlan(world)?.pages ?? [])
    const kept = await keepSite(build, text, files, job)
    await publishConfig(client, { bucket, text })
    await publishFiles(client, { bucket, directory: build.directory, files, parent: job.step.id }, context)
    const distribution =
      site.distribution === undefined ? undefined : fillText(site.distribution, world, rawOutputs(job))
    return {
      outcome: 'done',
      data: {
        ...{ bucket, manifest: build.manifest.sha256, config: hashConfig(world, outputs), ...kept },
        ...(distribution === undefined ? {} : { distribution }),
      },
    }
  },
}

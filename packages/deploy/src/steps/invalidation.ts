import { invalidate } from '@project-utils/site'
import { cloudFront } from '../clients.ts'
import { fillText } from '../lookup.ts'
import { rawOutputs } from '../outputs.ts'
import { sitePlan } from '../site-plan.ts'
import type { StepKind } from '../step-kind.ts'

/** Makes the distribution forget what changed; a site that nobody has seen yet needs none. */
export const invalidation: StepKind = {
  kind: 'invalidation',
  plan: (world) => {
    const paths = sitePlan(world)?.invalidate ?? []
    if (world.project.site?.distribution === undefined || paths.length === 0) return []
    if (world.actual.good?.site === undefined && world.actual.settled) return []
    return [
      {
        id: 'site.invalidation',
        kind: 'invalidation',
        title: `Invalidate ${paths.length === 1 ? paths[0] : `${paths.length} paths`}`,
        why: 'the distribution may hold what was published before',
        needs: [],
        action: 'run',
        undo: 'impossible',
        risks: [],
        input: { paths },
      },
    ]
  },
  apply: async (job) => {
    const { world, bench, context, step } = job
    const target = world.project.site?.distribution
    if (target === undefined) return { outcome: 'skipped' }
    const distribution = fillText(target, world, rawOutputs(job))
    const { paths } = step.input as { readonly paths: readonly string[] }
    const client = await cloudFront(bench.session)
    const invalidation = await invalidate(
      client,
      { distribution, paths, reference: bench.run, parent: step.id },
      context,
    )
    return { outcome: 'done', data: { distribution, invalidation } }
  },
}

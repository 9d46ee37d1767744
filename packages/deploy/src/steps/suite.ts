import { ProjectError } from '@project-utils/contract'
import { hasChanges } from '../changes.ts'
import { playSuite } from '../play-suite.ts'
import type { StepKind } from '../step-kind.ts'

/** Runs the suites on what users see, after all is published. */
export const suite: StepKind = {
  kind: 'suite',
  plan: (world) => {
    if (!hasChanges(world)) return []
    return Object.entries(world.project.suites)
      .filter(([name, { tiers, deploy }]) => name !== 'gate' && deploy && tiers.includes(world.scope.tier))
      .map(([name]) => ({
        id: `suite.${name}`,
        kind: 'suite',
        title: `Run the suite ${name}`,
        why: `suites.${name} of the project`,
        needs: [],
        action: 'check' as const,
        undo: 'automatic' as const,
        risks: [],
        input: { suite: name },
      }))
  },
  apply: async (job) => {
    const { suite: name } = job.step.input as { readonly suite: string }
    const { ok, passed, failed } = await playSuite(name, job, {})
    if (ok) return { outcome: 'done', data: { suite: name, passed, failed } }
    const what = failed === 0 ? 'the clean-up' : `${failed} of ${passed + failed} checks`
    throw new ProjectError('DEPLOY_SUITE_FAILED', `${what} of suite ${name} failed`, {
      hint: 'mend the cause and deploy again',
    })
  },
}

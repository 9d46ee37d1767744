import { ProjectError } from '@project-utils/contract'
import { changedFunctions } from '../changes.ts'
import { playSuite } from '../play-suite.ts'
import type { StepKind } from '../step-kind.ts'

/** Runs the suite `gate` against the new versions, before any of them gets traffic. */
export const gate: StepKind = {
  kind: 'gate',
  plan: (world) => {
    const gated = changedFunctions(world).filter((one) => one.alias !== undefined)
    if (gated.length === 0 || world.project.suites['gate']?.tiers.includes(world.scope.tier) !== true) return []
    return [
      {
        id: 'gate',
        kind: 'gate',
        title: `Check the new version of ${gated.map((one) => one.logicalId).join(', ')}`,
        why: 'suite gate of the project',
        needs: [],
        action: 'check',
        undo: 'automatic',
        risks: [],
        input: gated.map((one) => one.logicalId),
      },
    ]
  },
  apply: async (job) => {
    const versions: Record<string, string> = {}
    for (const logicalId of job.step.input as readonly string[]) {
      const published = job.known.get(`publish.${logicalId}`) as { readonly version: string }
      versions[logicalId] = published.version
    }
    const result = await playSuite('gate', job, versions)
    if (result.failed === 0) return { outcome: 'done', data: { passed: result.passed, failed: 0 } }
    throw new ProjectError(
      'DEPLOY_GATE_FAILED',
      `${result.failed} of ${result.passed + result.failed} gate checks failed`,
      {
        hint: 'traffic stays on the version before; mend the code and deploy again',
      },
    )
  },
}

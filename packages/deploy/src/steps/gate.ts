import { ProjectError } from '@project-utils/contract'
import { changedFunctions } from '../changes.ts'
import { playSuite } from '../play-suite.ts'
import type { StepKind } from '../step-kind.ts'

/** Runs the suite `gate` against the new versions, before any of them gets traffic. */
export const gate: StepKind = {
  kind: 'gate',
  plan: (world) => {
    const gated = changedFunctions(world).filter((one) => one.alias !== undefined)
    const suite = world.project.suites['gate']
    if (gated.length === 0 || suite?.deploy !== true || !suite.tiers.includes(world.scope.tier)) return []
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
    const { ok, passed, failed } = await playSuite('gate', job, versions)
    if (ok) return { outcome: 'done', data: { passed, failed } }
    const what = failed === 0 ? 'the clean-up of the gate' : `${failed} of ${passed + failed} gate checks`
    throw new ProjectError('DEPLOY_GATE_FAILED', `${what} failed`, {
      hint: 'traffic stays on the version before; mend the code and deploy again',
    })
  },
}

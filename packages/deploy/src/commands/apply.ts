import { approveInCi, type Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { savedAct } from '../saved/saved-act.ts'
import { planFile, readRelease, type SavedRelease } from '../saved/saved-plan.ts'
import { errorTables } from './error-tables.ts'
import { openBench, runOptions } from './open-bench.ts'
import { openPorts } from './open-ports.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy apply FILE`: performs exactly the plan that was saved, once it is approved. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const saved = readRelease(planFile(invocation.arguments[0] ?? '', invocation.cwd))
  const chosen = chosenBy(saved, invocation)
  const { bench, holder, findings } = await openBench(chosen)
  const isPreview = invocation.flags['dry-run'] === true
  const github = bench.project.identity?.github
  return await perform(savedAct(bench, saved, findings, isPreview), {
    ...runOptions(chosen, bench),
    ports: openPorts(chosen, bench),
    holder,
    dryRun: isPreview,
    decide: approveInCi(chosen, { environment: bench.scope.environment, ...(github === undefined ? {} : { github }) }),
  })
}

/** The plan says itself what it is about; flags that say something else are refused where the plan is looked at. */
function chosenBy({ plan }: SavedRelease, invocation: Invocation): Invocation {
  const [scope] = plan.scopes
  if (scope === undefined) return invocation
  const { flags } = invocation
  const project = flags['config'] === undefined ? { project: scope.project } : {}
  const local = scope.local === true && scope.environment !== 'local' ? { target: 'local' } : {}
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
  return { ...invocation, flags: { ...project, env: scope.environment, region: scope.region, ...local, ...given } }
}

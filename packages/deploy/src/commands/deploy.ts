import { confirmDecision, type Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { deployAct } from '../deploy.ts'
import { errorTables } from './error-tables.ts'
import { openBench, runOptions } from './open-bench.ts'
import { openPorts } from './open-ports.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy`: builds, plans, applies, checks and records one release. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { bench, holder, findings } = await openBench(invocation, { builds: true })
  const options = runOptions(invocation, bench)
  const act = deployAct(bench, findings)
  return await perform(act, {
    ...options,
    ports: openPorts(invocation, bench),
    holder,
    dryRun: invocation.flags['dry-run'] === true,
    decide: confirmDecision(invocation),
  })
}

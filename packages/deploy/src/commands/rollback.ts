import { confirmDecision, type Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { rollbackAct } from '../rollback/act.ts'
import { errorTables } from './error-tables.ts'
import { openBench, runOptions } from './open-bench.ts'
import { openPorts } from './open-ports.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy rollback [release]`: returns to a kept release, the one before by default. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { bench, holder } = await openBench(invocation)
  return await perform(rollbackAct(bench, invocation.arguments[0]), {
    ...runOptions(invocation, bench),
    ports: openPorts(invocation, bench),
    holder,
    dryRun: invocation.flags['dry-run'] === true,
    decide: confirmDecision(invocation),
  })
}

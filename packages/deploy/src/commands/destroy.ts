import { confirmDecision, flagValues, type Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { destroyAct } from '../destroy/act.ts'
import { errorTables } from './error-tables.ts'
import { openBench, runOptions } from './open-bench.ts'
import { openPorts } from './open-ports.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy destroy`: removes an environment; always asks, names everything first, keeps data not told by name. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { bench, holder } = await openBench(invocation)
  return await perform(destroyAct(bench, flagValues(invocation.flags['delete'])), {
    ...runOptions(invocation, bench),
    ports: openPorts(invocation, bench),
    holder,
    dryRun: invocation.flags['dry-run'] === true,
    decide: confirmDecision(invocation),
  })
}

import { confirmDecision, type Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { bootstrapAct } from '../bootstrap.ts'
import { errorTables } from './error-tables.ts'
import { openBench, runOptions } from './open-bench.ts'
import { lockPort } from './open-ports.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy bootstrap`: makes the bucket in which releases, locks and the audit trail are kept. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { bench, holder } = await openBench(invocation)
  return await perform(bootstrapAct(bench), {
    ...runOptions(invocation, bench),
    ports: { lock: lockPort(invocation, bench), audit: bench.records.audit },
    holder,
    dryRun: invocation.flags['dry-run'] === true,
    decide: confirmDecision(invocation),
  })
}

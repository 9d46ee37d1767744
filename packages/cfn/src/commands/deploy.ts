import { confirmDecision, type Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { deployAct } from '../execute/deploy-act.ts'
import { errorTables } from './error-tables.ts'
import { openBench } from './open-bench.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-cfn deploy`: creates and updates stacks in their order, exactly as the plan shows it. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const isPreview = invocation.flags['dry-run'] === true
  const { bench, holder, records } = await openBench(invocation, { names: invocation.arguments, waits: !isPreview })
  return await perform(deployAct(bench), {
    ...invocation.options(errorTables),
    ports: { lock: records.lock, audit: records.audit },
    holder,
    dryRun: isPreview,
    decide: confirmDecision(invocation),
  })
}

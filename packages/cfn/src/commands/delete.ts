import { confirmDecision, flagValues, type Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { deleteAct } from '../execute/delete-act.ts'
import { errorTables } from './error-tables.ts'
import { openBench } from './open-bench.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-cfn delete`: deletes stacks, after naming all that goes with them. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const isPreview = invocation.flags['dry-run'] === true
  const { bench, holder, records } = await openBench(invocation, { names: invocation.arguments, waits: !isPreview })
  return await perform(deleteAct(bench, flagValues(invocation.flags['retain'])), {
    ...invocation.options(errorTables),
    ports: { lock: records.lock, audit: records.audit },
    holder,
    dryRun: isPreview,
    decide: confirmDecision(invocation),
  })
}

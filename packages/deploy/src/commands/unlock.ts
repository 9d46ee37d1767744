import { confirmDecision, type Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { unlockAct } from '../unlock/act.ts'
import { errorTables } from './error-tables.ts'
import { openBench, runOptions } from './open-bench.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy unlock`: removes a lock whose holder is gone, or that of the run that `--run` names. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { bench, holder } = await openBench(invocation)
  const { run: named, 'dry-run': isPreview } = invocation.flags
  return await perform(unlockAct(bench, typeof named === 'string' ? named : undefined), {
    ...runOptions(invocation, bench),
    ports: { audit: bench.records.audit },
    holder,
    dryRun: isPreview === true,
    decide: confirmDecision(invocation),
  })
}

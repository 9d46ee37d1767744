import { confirmDecision, type Invocation } from '@project-utils/cli'
import { type Envelope, type ErrorTable, ProjectError } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { protectAct } from '../execute/protect-act.ts'
import { errorTables } from './error-tables.ts'
import { openBench } from './open-bench.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-cfn protect on|off`: turns the termination protection of stacks on or off. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const [wanted, ...names] = invocation.arguments
  if (wanted !== 'on' && wanted !== 'off') {
    throw new ProjectError('CFN_PROTECT_HOW', `protect takes on or off, not "${wanted ?? ''}"`, {
      hint: 'project-cfn protect on [STACK...]',
    })
  }
  const { bench, holder, records } = await openBench(invocation, { names })
  return await perform(protectAct(bench, wanted === 'on'), {
    ...invocation.options(errorTables),
    ports: { lock: records.lock, audit: records.audit },
    holder,
    dryRun: invocation.flags['dry-run'] === true,
    decide: confirmDecision(invocation),
  })
}

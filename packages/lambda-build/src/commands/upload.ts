import { confirmDecision, type Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { uploadAct } from '../publish/upload-act.ts'
import { errorTables } from './error-tables.ts'
import { onceBuilt } from './once-built.ts'
import { openAccount } from './open-account.ts'
import { openBuild } from './open-build.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-lambda upload`: puts into the bucket what it does not hold yet. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const opened = await openBuild(invocation, { names: invocation.arguments, needsTarget: true, judges: true })
  const account = await openAccount(invocation, opened)
  const { records, scope, session, holder, selection } = account
  const act = uploadAct({
    scope,
    records,
    selection,
    ...onceBuilt({ ...opened.input, shared: records.builds }, holder.actor),
    guard: () => session.guard(scope),
    findings: opened.findings,
  })
  return await perform(act, {
    ...invocation.options(errorTables),
    ports: { lock: records.lock, audit: records.audit },
    holder,
    dryRun: invocation.flags['dry-run'] === true,
    decide: confirmDecision(invocation),
  })
}

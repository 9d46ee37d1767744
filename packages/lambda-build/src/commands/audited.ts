import type { Approval, AuditEntry, Context, Plan, Sha256 } from '@project-utils/contract'
import type { Account } from './open-account.ts'

/** What the trail is told of a plan that is performed without the lock. */
export interface AuditedRun {
  readonly plan: Plan & { readonly fingerprint: Sha256 }
  readonly approval: Approval
  readonly account: Pick<Account, 'scope' | 'holder' | 'records'>
  readonly run: string
  readonly context: Context
}

/**
 * Does something between two entries of the audit trail: intent before, outcome after, whatever happened. In tier full
 * none is asked for, and no bucket needed.
 *
 * @throws ProjectError `RECORDS_*` where the intent cannot be written: then nothing was done
 */
export async function audited<T>(of: AuditedRun, work: () => Promise<T>): Promise<T> {
  const { plan, approval, account, run, context } = of
  const { scope, holder, records } = account
  if (scope.tier === 'full') return await work()
  const steps = plan.steps.map(({ id, title }) => ({ id, title }))
  const write = (entry: Pick<AuditEntry, 'kind' | 'outcome' | 'steps' | 'approval'>): Promise<void> => {
    const { command, actor } = holder
    return records.audit.write(scope, { ...entry, command, actor, fingerprint: plan.fingerprint }, run)
  }
  await write({ kind: 'intent', approval, steps })
  let isDone = false
  try {
    const result = await work()
    isDone = true
    return result
  } finally {
    const outcome = isDone ? ('done' as const) : ('failed' as const)
    const ended = steps.map((step) => ({ ...step, outcome }))
    await write({ kind: 'outcome', outcome: isDone ? 'succeeded' : 'failed', steps: ended }).catch((error: unknown) => {
      const hint = error instanceof Error ? { hint: error.message } : {}
      context.emit({ type: 'warning', message: 'the audit entry of this run could not be closed', ...hint })
    })
  }
}

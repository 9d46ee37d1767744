import type { AuditEntry, Ending, Plan, Sha256, Step } from '@project-utils/contract'
import type { ActOptions } from './options.ts'

/** Each step with how it ended, as the audit trail keeps it. */
export function outcomes(ending: Ending): AuditEntry['steps'] {
  const row = ({ id, title }: Step, outcome: 'done' | 'skipped' | 'failed' | 'cancelled') => ({ id, title, outcome })
  return [
    ...ending.done.map(({ step, result }) => row(step, result.outcome)),
    ...(ending.failed === undefined ? [] : [row(ending.failed.step, 'failed')]),
    ...ending.open.map((step) => row(step, 'cancelled')),
    ...(ending.undone === undefined ? [] : outcomes(ending.undone)),
  ]
}

/** Writes one entry into the audit trail of every scope of the plan. */
export async function writeAudit(
  plan: Plan & { readonly fingerprint: Sha256 },
  { ports, run, holder, masker }: ActOptions,
  entry: Omit<AuditEntry, 'command' | 'actor' | 'fingerprint'>,
): Promise<void> {
  // Titles quote the project's own commands; ids and hashes must stay what they are.
  const steps = entry.steps.map((step) => ({ ...step, title: masker.mask(step.title) }))
  const full: AuditEntry = {
    ...entry,
    steps,
    command: holder.command,
    actor: holder.actor,
    fingerprint: plan.fingerprint,
  }
  for (const scope of plan.scopes) await ports.audit.write(scope, full, run)
}

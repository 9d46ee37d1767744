import type { Finding } from '@project-utils/contract'
import type { Health, HealthReason } from './health.ts'

const severities: Readonly<Record<Exclude<HealthReason['level'], 'note'>, Finding['severity']>> = {
  red: 'error',
  // Who cannot see must not say healthy: it counts like a failure.
  unknown: 'error',
  yellow: 'warning',
}

/** The reasons of a verdict as findings: what is red or unknown as errors, what is yellow as warnings. Notes ask nobody to act. */
export function healthFindings({ areas }: Health): readonly Finding[] {
  return areas.flatMap(({ things }) =>
    things.flatMap(({ name, reasons }) =>
      reasons.flatMap(({ rule, level, message, fix }): readonly Finding[] =>
        level === 'note'
          ? []
          : [{ rule, category: 'health', severity: severities[level], message, where: { resource: name }, fix }],
      ),
    ),
  )
}

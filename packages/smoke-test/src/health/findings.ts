import type { Finding } from '@project-utils/contract'
import type { Health, HealthReason } from './health.ts'

const severities: Readonly<Record<Exclude<HealthReason['level'], 'note'>, Finding['severity']>> = {
  red: 'error',
  // Who cannot see must not say healthy: it counts like a failure.
  unknown: 'error',
  yellow: 'warning',
}

/** Why the verdict is unknown where no thing gives a reason: there is none. */
const nothingSeen: Finding = {
  rule: 'health/nothing',
  category: 'health',
  severity: severities.unknown,
  message: 'there is nothing to look at: the project names no stacks, and its suite smoke reads no address',
  fix: 'declare stacks, or a suite smoke with http steps',
}

/** The reasons of a verdict as findings: what is red or unknown as errors, what is yellow as warnings. Notes ask nobody to act. */
export function healthFindings({ areas }: Health): readonly Finding[] {
  if (areas.every(({ things }) => things.length === 0)) return [nothingSeen]
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

import type { Risk } from '@project-utils/contract'
import { type ResourceChange, subjectOf } from '../change-set/resource-change.ts'
import { accessRisk } from './access.ts'
import { exposureRisk } from './exposure.ts'
import type { RiskGrounds } from './grounds.ts'
import { statefulRisk } from './stateful.ts'

/**
 * The reasons to stop and ask in a set of changes: stateful resources removed or replaced, rights given, things made
 * public, drift that would be overwritten. Subjects are logical ids, with those of nested stacks before them.
 */
export function risksOf(changes: readonly ResourceChange[], grounds: RiskGrounds): readonly Risk[] {
  return changes.flatMap((change) => [
    ...statefulRisk(change, grounds),
    ...accessRisk(change, grounds),
    ...exposureRisk(change, grounds),
    ...driftRisk(change),
  ])
}

function driftRisk(change: ResourceChange): readonly Risk[] {
  if (change.drift === undefined || change.action === 'remove') return []
  const subject = subjectOf(change)
  const how = change.drift === 'DELETED' ? 'was deleted' : 'was changed'
  return [{ kind: 'drift', subject, message: `${subject} (${change.type}) ${how} outside CloudFormation` }]
}

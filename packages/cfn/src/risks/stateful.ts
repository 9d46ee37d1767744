import type { Risk } from '@project-utils/contract'
import { statefulTypes } from '@project-utils/template'
import { isReplaced, type ResourceChange, subjectOf } from '../change-set/resource-change.ts'
import type { RiskGrounds } from './grounds.ts'

/** What a removal or a replacement takes with it; nothing where the old resource is kept and nothing takes its place. */
export function statefulRisk(change: ResourceChange, { resolved, previous }: RiskGrounds): readonly Risk[] {
  const { logicalId, type, action, replacement } = change
  if (change.untouched !== undefined) return []
  const subject = subjectOf(change)
  const what = `${subject} (${type})`
  const isOwn = change.within === undefined
  if (type === 'AWS::CloudFormation::Stack') return nestedRisk(change, what)
  if (!statefulTypes.has(type)) return []
  if (action === 'remove') {
    const policy = change.policyAction ?? (isOwn ? previous?.resources[logicalId]?.deletionPolicy : undefined)
    if (policy === 'Retain' || policy === 'Snapshot' || policy === 'RetainExceptOnCreate') return []
    return [{ kind: 'data-loss', subject, message: `${what} is removed with its content` }]
  }
  if (!isReplaced(change)) return []
  const policy = change.policyAction ?? (isOwn ? resolved.resources[logicalId]?.updateReplacePolicy : undefined)
  const isKept = typeof policy === 'string' && /^(ReplaceAnd)?(Retain|Snapshot)$/.test(policy)
  if (replacement === 'Conditional') {
    return [{ kind: 'replacement', subject, message: `${what} may be replaced by an empty one` }]
  }
  return isKept
    ? [{ kind: 'replacement', subject, message: `${what} is replaced by an empty one; the old one is kept` }]
    : [{ kind: 'data-loss', subject, message: `${what} is replaced by an empty one, and the old one is deleted` }]
}

/** A nested stack takes everything with it; its own change set tells nothing of what it holds. */
function nestedRisk(change: ResourceChange, what: string): readonly Risk[] {
  const { action, policyAction } = change
  const isGone = action === 'remove' && policyAction !== 'Retain'
  if (!isGone && !isReplaced(change)) return []
  const verb = isGone ? 'is removed' : change.replacement === 'True' ? 'is replaced' : 'may be replaced'
  return [{ kind: 'data-loss', subject: subjectOf(change), message: `${what} ${verb} with all that it holds` }]
}

import type { Risk } from '@project-utils/contract'
import { type ResolvedTemplate, statefulTypes, type Template } from '@project-utils/template'
import type { ResourceChange } from '../change-set/resource-change.ts'
import { exposureOf, isServicePermission } from './exposure.ts'

/** What risks are judged by, besides the changes. */
export interface RiskGrounds {
  /** The template that will be in force. */
  readonly resolved: ResolvedTemplate
  /** The template in force now, where it is known: it holds the policies of what is removed. */
  readonly previous?: Template
}

/**
 * The reasons to stop and ask in a set of changes: stateful resources removed or replaced, rights given, things made
 * public. Subjects are logical ids.
 */
export function risksOf(changes: readonly ResourceChange[], grounds: RiskGrounds): readonly Risk[] {
  return changes.flatMap((change) => [
    ...statefulRisk(change, grounds),
    ...accessRisk(change, grounds),
    ...exposureRisk(change, grounds),
  ])
}

function statefulRisk(change: ResourceChange, { resolved, previous }: RiskGrounds): readonly Risk[] {
  const { logicalId: subject, type, action, replacement } = change
  if (!statefulTypes.has(type)) return []
  const what = `${subject} (${type})`
  if (action === 'remove') {
    const policy = change.policyAction ?? previous?.resources[subject]?.deletionPolicy
    if (policy === 'Retain' || policy === 'Snapshot' || policy === 'RetainExceptOnCreate') return []
    return [{ kind: 'data-loss', subject, message: `${what} is removed with its content` }]
  }
  if (action !== 'modify' || replacement === 'False') return []
  const policy = change.policyAction ?? resolved.resources[subject]?.updateReplacePolicy
  const isKept = /^(ReplaceAnd)?(Retain|Snapshot)$/.test(policy ?? '')
  if (replacement === 'Conditional') {
    return [{ kind: 'replacement', subject, message: `${what} may be replaced by an empty one` }]
  }
  return isKept
    ? [{ kind: 'replacement', subject, message: `${what} is replaced by an empty one; the old one is kept` }]
    : [{ kind: 'data-loss', subject, message: `${what} is replaced by an empty one, and the old one is deleted` }]
}

const accessTypes: ReadonlySet<string> = new Set([
  'AWS::KMS::Key',
  'AWS::Lambda::LayerVersionPermission',
  'AWS::Lambda::Permission',
  'AWS::S3::AccessPoint',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::ResourcePolicy',
])

/** Properties of IAM and policy resources that say nothing about rights. */
const harmless: ReadonlySet<string> = new Set([
  'Description',
  'DeletionPolicy',
  'EnableKeyRotation',
  'Enabled',
  'MaxSessionDuration',
  'Metadata',
  'PendingWindowInDays',
  'Tags',
  'UpdateReplacePolicy',
])

function accessRisk(change: ResourceChange, { resolved }: RiskGrounds): readonly Risk[] {
  const { logicalId: subject, type, action, details } = change
  const isAccess = type.startsWith('AWS::IAM::') || accessTypes.has(type)
  if (!isAccess || action === 'remove' || isServicePermission(resolved.resources[subject])) return []
  // A reference to something that changes in place changes no right; CloudFormation lists it all the same.
  const touched = details.filter((detail) => !detail.dynamic)
  const isTouched = details.length === 0 || touched.some(({ attribute, name }) => !harmless.has(name ?? attribute))
  if (action === 'modify' && change.replacement !== 'True' && !isTouched) return []
  const verb = action === 'create' ? 'gives new rights' : 'changes who may do what'
  return [{ kind: 'widened-access', subject, message: `${subject} (${type}) ${verb}` }]
}

function exposureRisk(change: ResourceChange, { resolved }: RiskGrounds): readonly Risk[] {
  const resource = resolved.resources[change.logicalId]
  const exposure = change.action === 'remove' || resource === undefined ? undefined : exposureOf(resource)
  if (exposure === undefined) return []
  // A reference to something that changes in place opens nothing; CloudFormation lists it all the same.
  const isReference = change.details.length > 0 && change.details.every((detail) => detail.dynamic)
  if (change.action === 'modify' && change.replacement !== 'True' && isReference) return []
  const { logicalId: subject, type } = change
  return [{ kind: 'public-exposure', subject, message: `${subject} (${type}) ${exposure}` }]
}

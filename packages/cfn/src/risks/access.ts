import { canonicalJson, type Risk } from '@project-utils/contract'
import { isKnownMap, type ResolvedMap, type ResolvedValue } from '@project-utils/template'
import { list } from '../change-set/causes.ts'
import { type ResourceChange, subjectOf } from '../change-set/resource-change.ts'
import { isServicePermission } from './exposure.ts'
import { type RiskGrounds, type Sides, sidesOf } from './grounds.ts'
import { attachedIn, attachments, hasPolicies, policiesOf } from './policies.ts'
import type { Statement } from './policy-document.ts'
import { widenings } from './policy-widening.ts'

/** Types besides those of IAM that decide who may do what. */
const accessTypes: ReadonlySet<string> = new Set([
  'AWS::ECR::Repository',
  'AWS::Events::EventBusPolicy',
  'AWS::KMS::Key',
  'AWS::Lambda::LayerVersionPermission',
  'AWS::Lambda::Permission',
  'AWS::Logs::ResourcePolicy',
  'AWS::S3::AccessPoint',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicInlinePolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueueInlinePolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::ResourcePolicy',
])

/** Types that hold a policy among much else: they count only where it gets wider. */
const mixedTypes: ReadonlySet<string> = new Set([
  'AWS::DynamoDB::Table',
  'AWS::ECR::Repository',
  'AWS::Serverless::Function',
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

/**
 * The rights that a change gives: what exactly gets wider where both sides of the policies are known, else that they
 * change. Rights that only get narrower, or are only written differently, are no risk.
 */
export function accessRisk(change: ResourceChange, grounds: RiskGrounds): readonly Risk[] {
  const { type, action, details } = change
  const isMixed = mixedTypes.has(type)
  const isAccess = type.startsWith('AWS::IAM::') || accessTypes.has(type) || isMixed
  if (!isAccess || action === 'remove' || change.untouched !== undefined) return []
  const sides = sidesOf(change, grounds)
  if (isServicePermission(type, sides.after)) return []
  // A reference to something that changes in place changes no right; CloudFormation lists it all the same.
  const touched = details.filter((detail) => !detail.dynamic)
  const isTouched = details.length === 0 || touched.some(({ attribute, name }) => !harmless.has(name ?? attribute))
  if (action === 'modify' && change.replacement !== 'True' && !isTouched) return []
  const wider = widerIn(type, action === 'create' ? { ...sides, before: {} } : sides)
  if (wider?.length === 0 && (action === 'modify' || isMixed)) return []
  if (wider === undefined && isMixed) return []
  if (type === 'AWS::Serverless::Function' && action === 'create') return []
  const subject = subjectOf(change)
  const verb =
    action === 'create' ? 'gives new rights' : wider === undefined ? 'changes who may do what' : 'gives more rights'
  const what = wider === undefined || wider.length === 0 ? '' : `: ${list(wider)}`
  return [{ kind: 'widened-access', subject, message: `${subject} (${type}) ${verb}${what}` }]
}

/** What gets wider, in words; undefined where a side is not known. */
function widerIn(type: string, { before, after }: Sides): readonly string[] | undefined {
  if (before === undefined || after === undefined) return undefined
  const given = Object.entries(attachments).flatMap(([key, verb]) => {
    const known = new Set(attachedIn(before, key))
    const added = attachedIn(after, key).filter((name) => !known.has(name))
    return added.length === 0 || type === 'AWS::IAM::InstanceProfile' ? [] : [`${verb} ${list(added)}`]
  })
  // What the role of a function gets that AWS SAM makes; its templates of policies are told by their names.
  const granted = type === 'AWS::Serverless::Function' ? grantedIn(before, after) : []
  const unbound = before['PermissionsBoundary'] !== undefined && after['PermissionsBoundary'] === undefined
  const policies = policyWords(type, before, after, Object.keys(before).length === 0)
  if (policies === undefined) return undefined
  return [...policies, ...given, ...granted, ...(unbound ? ['loses its permission boundary'] : [])]
}

function grantedIn(before: ResolvedMap, after: ResolvedMap): readonly string[] {
  const known = new Set(listOf(before['Policies']).map((policy) => canonicalJson(policy)))
  return listOf(after['Policies'])
    .filter((policy) => !known.has(canonicalJson(policy)))
    .map((policy) => {
      const name = isKnownMap(policy) ? Object.keys(policy).find((key) => key.endsWith('Policy')) : policy
      return typeof name === 'string' ? `gets policy ${name}` : 'gets a policy of its own'
    })
}

function listOf(value: ResolvedValue | undefined): readonly ResolvedValue[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

function policyWords(
  type: string,
  before: ResolvedMap,
  after: ResolvedMap,
  isNew: boolean,
): readonly string[] | undefined {
  if (type === 'AWS::Serverless::Function') return []
  if (!hasPolicies(type)) return isSame(before, after) ? [] : undefined
  const old = policiesOf(type, before)
  const words = policiesOf(type, after).map(({ kind, statements }, index) => {
    const former = old[index]?.statements
    if (statements === undefined || former === undefined) return undefined
    // That a service takes on a new role says nothing: what it may then do does.
    const telling = kind === 'trust' && isNew ? statements.filter((one) => !isForServices(one)) : statements
    return widenings(former, telling, kind)
  })
  return words.every((one) => one !== undefined) ? words.flat() : undefined
}

function isForServices({ principals }: Statement): boolean {
  return !principals.isExcept && principals.names.every((name) => /^[\w.-]+\.amazonaws\.com$/.test(name))
}

function isSame(before: ResolvedMap, after: ResolvedMap): boolean {
  return JSON.stringify(before) === JSON.stringify(after)
}

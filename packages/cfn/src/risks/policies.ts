import { isKnownMap, isUnknown, type ResolvedMap, type ResolvedValue } from '@project-utils/template'
import { type Statement, statementsIn } from './policy-document.ts'
import type { PolicyKind } from './policy-widening.ts'

/** A policy of a resource, as statements; undefined where they are unknown. */
export interface Policy {
  readonly kind: PolicyKind
  readonly statements: readonly Statement[] | undefined
}

/** Where resources keep their policies. Source: the CloudFormation resource reference, a page a type. */
const places: Readonly<Record<string, readonly (readonly [path: string, kind: PolicyKind])[]>> = {
  'AWS::DynamoDB::Table': [['ResourcePolicy.PolicyDocument', 'resource']],
  'AWS::ECR::Repository': [['RepositoryPolicyText', 'resource']],
  'AWS::Events::EventBusPolicy': [['Statement', 'resource']],
  'AWS::IAM::Group': [['Policies', 'identity']],
  'AWS::IAM::GroupPolicy': [['PolicyDocument', 'identity']],
  'AWS::IAM::ManagedPolicy': [['PolicyDocument', 'identity']],
  'AWS::IAM::Policy': [['PolicyDocument', 'identity']],
  'AWS::IAM::Role': [
    ['Policies', 'identity'],
    ['AssumeRolePolicyDocument', 'trust'],
  ],
  'AWS::IAM::RolePolicy': [['PolicyDocument', 'identity']],
  'AWS::IAM::User': [['Policies', 'identity']],
  'AWS::IAM::UserPolicy': [['PolicyDocument', 'identity']],
  'AWS::KMS::Key': [['KeyPolicy', 'resource']],
  'AWS::Logs::ResourcePolicy': [['PolicyDocument', 'resource']],
  'AWS::S3::AccessPoint': [['Policy', 'resource']],
  'AWS::S3::BucketPolicy': [['PolicyDocument', 'resource']],
  'AWS::SNS::TopicInlinePolicy': [['PolicyDocument', 'resource']],
  'AWS::SNS::TopicPolicy': [['PolicyDocument', 'resource']],
  'AWS::SQS::QueueInlinePolicy': [['PolicyDocument', 'resource']],
  'AWS::SQS::QueuePolicy': [['PolicyDocument', 'resource']],
  'AWS::SecretsManager::ResourcePolicy': [['ResourcePolicy', 'resource']],
}

/** Whether a type keeps policies that can be compared. */
export function hasPolicies(type: string): boolean {
  return Object.hasOwn(places, type)
}

/** The policies of a resource; those in a list of named ones count as one. */
export function policiesOf(type: string, properties: ResolvedMap | undefined): readonly Policy[] {
  return (places[type] ?? []).map(([path, kind]) => ({ kind, statements: statementsAt(properties ?? {}, path) }))
}

function statementsAt(properties: ResolvedMap, path: string): readonly Statement[] | undefined {
  const value = path
    .split('.')
    .reduce<ResolvedValue | undefined>((one, key) => (isKnownMap(one) ? one[key] : one), properties)
  if (path === 'Statement') return statementsIn(value === undefined ? undefined : { Statement: value })
  if (path !== 'Policies') return statementsIn(value)
  if (value === undefined) return []
  if (!Array.isArray(value)) return undefined
  const each = value.map((policy: ResolvedValue) =>
    isKnownMap(policy) && !isUnknown(policy) ? statementsIn(policy['PolicyDocument']) : undefined,
  )
  return each.every((one) => one !== undefined) ? each.flat() : undefined
}

/** What a resource is given besides statements: managed policies, groups, the principals it is attached to. */
export const attachments: Readonly<Record<string, string>> = {
  Groups: 'joins group',
  ManagedPolicyArns: 'gets managed policy',
  Roles: 'is attached to role',
  Users: 'is attached to user',
}

/** The names in one of those lists. */
export function attachedIn(properties: ResolvedMap | undefined, key: string): readonly string[] {
  const value = properties?.[key]
  if (!Array.isArray(value)) return []
  return value.map((one: ResolvedValue) =>
    isUnknown(one) ? one.why : typeof one === 'string' ? one : JSON.stringify(one),
  )
}

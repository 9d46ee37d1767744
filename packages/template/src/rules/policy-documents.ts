import { isKnownMap, type ResolvedValue } from '../unknown.ts'
import type { TemplatePath } from '../value.ts'
import type { RuleInput } from './rule.ts'
import { below, itemsOf, type Site, sitesOf } from './site.ts'

/** What a policy is attached to decides what its statements hold. */
export type PolicyKind = 'identity' | 'trust' | 'resource'

/** A policy document of a template. */
export interface PolicyDocument {
  readonly kind: PolicyKind
  readonly site: Site
  /** Below the resource's properties. */
  readonly path: TemplatePath
  readonly document: ResolvedValue
}

const identity: PolicyKind = 'identity'
const resource: PolicyKind = 'resource'

/** Properties that hold a policy document, by type. Source: CloudFormation template reference. */
const single: Readonly<Record<string, readonly (readonly [property: string, kind: PolicyKind])[]>> = {
  'AWS::ECR::Repository': [['RepositoryPolicyText', resource]],
  'AWS::IAM::GroupPolicy': [['PolicyDocument', identity]],
  'AWS::IAM::ManagedPolicy': [['PolicyDocument', identity]],
  'AWS::IAM::Policy': [['PolicyDocument', identity]],
  'AWS::IAM::Role': [['AssumeRolePolicyDocument', 'trust']],
  'AWS::IAM::RolePolicy': [['PolicyDocument', identity]],
  'AWS::IAM::UserPolicy': [['PolicyDocument', identity]],
  'AWS::KMS::Key': [['KeyPolicy', resource]],
  'AWS::S3::BucketPolicy': [['PolicyDocument', resource]],
  'AWS::SNS::TopicPolicy': [['PolicyDocument', resource]],
  'AWS::SQS::QueuePolicy': [['PolicyDocument', resource]],
  'AWS::SecretsManager::ResourcePolicy': [['ResourcePolicy', resource]],
  'AWS::Serverless::Function': [['AssumeRolePolicyDocument', 'trust']],
}

/** Types with a list of named inline policies. */
const inline: ReadonlySet<string> = new Set(['AWS::IAM::Group', 'AWS::IAM::Role', 'AWS::IAM::User'])

/** The policy documents of a template that are known, at least in part. */
export function* policyDocuments(input: RuleInput): Generator<PolicyDocument> {
  for (const site of sitesOf(input)) {
    const { type, properties } = site
    for (const [property, kind] of single[type] ?? []) {
      const document = properties[property]
      if (isKnownMap(document)) yield { kind, site, path: [property], document }
    }
    if (inline.has(type)) {
      for (const [policy, index] of itemsOf(properties['Policies'])) {
        const document = below(policy, 'PolicyDocument')
        const path = ['Policies', index, 'PolicyDocument']
        if (isKnownMap(document)) yield { kind: identity, site, path, document }
      }
    }
    if (type !== 'AWS::Serverless::Function' && type !== 'AWS::Serverless::StateMachine') continue
    for (const [policy, index] of itemsOf(properties['Policies'])) {
      const isDocument = isKnownMap(policy) && policy['Statement'] !== undefined
      if (isDocument) yield { kind: identity, site, path: ['Policies', index], document: policy }
    }
  }
}

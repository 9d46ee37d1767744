import { isKnownMap, isUnknown, type ResolvedMap, type ResolvedValue } from '../unknown.ts'
import type { TemplatePath } from '../value.ts'
import { nearest } from './nearest.ts'
import { type PolicyKind, policyDocuments } from './policy-documents.ts'
import type { Remark, Rule } from './rule.ts'
import { itemsOf, sitesOf, textOf } from './site.ts'

const grammar = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html'
const quotas = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html'

const statementKeys: readonly string[] = [
  ...['Action', 'Condition', 'Effect', 'NotAction', 'NotPrincipal', 'NotResource', 'Principal', 'Resource', 'Sid'],
]

/** Policy documents that IAM calls malformed. */
export const policyForm: Rule = {
  id: 'template/policy-form',
  category: 'security',
  severity: 'error',
  summary:
    'A policy has a version and statements with effect, actions, and resources or principals, as its kind demands.',
  source: grammar,
  *check(input) {
    for (const { kind, site, path, document } of policyDocuments(input)) {
      for (const remark of documentRemarks(document as ResolvedMap, kind, site.type)) {
        yield { ...remark, path: site.at(...path, ...remark.path) }
      }
    }
  },
}

function* documentRemarks(document: ResolvedMap, kind: PolicyKind, type: string): Generator<Remark> {
  const version = textOf(document['Version'])
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    const message = `"${version}" is no version of the policy language`
    yield { path: ['Version'], message, fix: 'write "2012-10-17"' }
  }
  for (const key of Object.keys(document)) {
    if (key === 'Version' || key === 'Statement' || key === 'Id') continue
    const near = nearest(key, ['Version', 'Statement', 'Id'])
    yield {
      path: [key],
      message: `a policy has no part "${key}"`,
      fix: near === undefined ? 'remove it' : `write "${near}"`,
    }
  }
  const written = document['Statement']
  if (isUnknown(written)) return
  if (written === undefined || (Array.isArray(written) && written.length === 0)) {
    yield { path: [], message: 'a policy needs a statement', fix: 'add "Statement: [{ Effect: Allow, … }]"' }
    return
  }
  const isList = Array.isArray(written)
  const statements = isList ? itemsOf(written) : ([[written, 0]] as const)
  const sids = new Set<string>()
  for (const [statement, index] of statements) {
    const path = isList ? ['Statement', index] : ['Statement']
    if (isUnknown(statement)) continue
    if (!isKnownMap(statement)) {
      yield { path, message: 'a statement is a mapping', fix: 'write "Effect", "Action" and so on below it' }
      continue
    }
    for (const remark of statementRemarks(statement, kind, type)) yield { ...remark, path: [...path, ...remark.path] }
    const sid = textOf(statement['Sid'])
    if (kind !== 'resource' && sid !== undefined && sid !== '' && sids.has(sid)) {
      yield { path: [...path, 'Sid'], message: `two statements have the Sid "${sid}"`, fix: 'rename one of them' }
    }
    if (sid !== undefined) sids.add(sid)
  }
}

function* statementRemarks(statement: ResolvedMap, kind: PolicyKind, type: string): Generator<Remark> {
  const has = (key: string): boolean => statement[key] !== undefined
  for (const key of Object.keys(statement)) {
    if (statementKeys.includes(key)) continue
    const near = nearest(key, statementKeys)
    yield {
      path: [key],
      message: `a statement has no part "${key}"`,
      fix: near === undefined ? 'remove it' : `write "${near}"`,
    }
  }
  const effect = textOf(statement['Effect'])
  if (!has('Effect')) yield { path: [], message: 'a statement needs an effect', fix: 'add "Effect: Allow"' }
  else if (effect !== undefined && effect !== 'Allow' && effect !== 'Deny') {
    yield { path: ['Effect'], message: `"${effect}" is no effect`, fix: 'write "Allow" or "Deny"' }
  }
  for (const [one, other] of pairs) {
    if (has(one) && has(other))
      yield { path: [other], message: `a statement has ${one} or ${other}, not both`, fix: 'remove one' }
  }
  if (!has('Action') && !has('NotAction')) {
    yield { path: [], message: 'a statement needs actions', fix: 'add "Action: service:Verb"' }
  }
  yield* actionRemarks(statement)
  const sid = textOf(statement['Sid'])
  if (kind === 'identity' && sid !== undefined && !/^[A-Za-z0-9]*$/.test(sid)) {
    yield { path: ['Sid'], message: `"${sid}" is no Sid: letters and digits only`, fix: 'remove other characters' }
  }
  if (kind === 'identity') {
    const principal = ['Principal', 'NotPrincipal'].find(has)
    if (principal !== undefined) {
      const message = 'a policy of a role, user or group has no principal: it is whoever has the policy'
      yield { path: [principal], message, fix: `remove ${principal}` }
    }
    if (!has('Resource') && !has('NotResource')) {
      yield { path: [], message: 'a statement needs resources', fix: 'add "Resource: …", with the ARN it is about' }
    }
    yield* resourceRemarks(statement)
    return
  }
  if (!has('Principal') && !has('NotPrincipal')) {
    const who = kind === 'trust' ? 'Service: lambda.amazonaws.com' : 'AWS: …'
    yield { path: [], message: 'a statement needs a principal here', fix: `add "Principal: { ${who} }"` }
  }
  yield* principalRemarks(statement)
  const resource = ['Resource', 'NotResource'].find(has)
  if (kind === 'trust' && resource !== undefined) {
    const message = 'a trust policy has no resources: it is about the role it belongs to'
    yield { path: [resource], message, fix: `remove ${resource}` }
  }
  if (type === 'AWS::S3::BucketPolicy' && resource === undefined) {
    yield { path: [], message: 'a statement of a bucket policy needs resources', fix: 'add "Resource: …"' }
  }
}

const pairs: readonly (readonly [string, string])[] = [
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
  ['Principal', 'NotPrincipal'],
]

function* textsAt(statement: ResolvedMap, ...keys: readonly string[]): Generator<readonly [string, TemplatePath]> {
  for (const key of keys) {
    const value = statement[key]
    const items = Array.isArray(value)
      ? itemsOf(value)
      : ([[value, -1]] as readonly (readonly [ResolvedValue, number])[])
    for (const [item, index] of items) {
      if (typeof item === 'string') yield [item, index < 0 ? [key] : [key, index]]
    }
  }
}

function* actionRemarks(statement: ResolvedMap): Generator<Remark> {
  for (const [text, path] of textsAt(statement, 'Action', 'NotAction')) {
    if (text === '*' || /^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(text)) continue
    yield { path, message: `"${text}" is no action`, fix: 'write "service:Verb", such as "s3:GetObject", or "*"' }
  }
}

/** An ARN that ends early is completed with wildcards. Source: IAM user guide, "IAM JSON policy elements: Resource". */
function* resourceRemarks(statement: ResolvedMap): Generator<Remark> {
  for (const [text, path] of textsAt(statement, 'Resource', 'NotResource')) {
    if (/^(\*|arn:[^:]+:[^:]+(:.*)?|\$\{.*)$/s.test(text)) continue
    yield { path, message: `"${text}" is no ARN`, fix: 'write an ARN (!GetAtt X.Arn), or "*"' }
  }
}

const principalKinds: readonly string[] = ['AWS', 'CanonicalUser', 'Federated', 'Service']

function* principalRemarks(statement: ResolvedMap): Generator<Remark> {
  for (const key of ['Principal', 'NotPrincipal']) {
    const value = statement[key]
    if (value === undefined || isUnknown(value) || value === '*') continue
    if (!isKnownMap(value)) {
      yield { path: [key], message: 'a principal is "*" or a mapping', fix: 'write "{ Service: … }" or "{ AWS: … }"' }
      continue
    }
    for (const kind of Object.keys(value)) {
      if (principalKinds.includes(kind)) continue
      const near = nearest(kind, principalKinds)
      const message = `"${kind}" is no kind of principal`
      yield {
        path: [key, kind],
        message,
        fix: near === undefined ? 'write AWS, Service or Federated' : `write "${near}"`,
      }
    }
  }
}

/** Characters that IAM takes, blanks left out. */
const managedLimit = 6144
const roleLimit = 10_240
const inlineLimits: Readonly<Record<string, number>> = {
  'AWS::IAM::Group': 5120,
  'AWS::IAM::Role': roleLimit,
  'AWS::IAM::User': 2048,
}
const trustLimit = 2048

/** Policies that are longer than IAM takes. */
export const policySize: Rule = {
  id: 'template/policy-size',
  category: 'limits',
  severity: 'error',
  summary:
    'A managed policy has at most 6,144 characters, all inline policies of a role 10,240, of a user 2,048, of a group 5,120.',
  source: quotas,
  *check(input) {
    for (const { type, properties, at, logicalId } of sitesOf(input)) {
      if (type === 'AWS::IAM::ManagedPolicy') {
        const size = sizeOf(properties['PolicyDocument'])
        if (size <= managedLimit) continue
        const message = `the policy has ${size} characters, ${managedLimit} are allowed`
        yield { path: at('PolicyDocument'), message, fix: 'split it into two managed policies' }
      }
      if (type === 'AWS::IAM::Policy' || type === 'AWS::IAM::RolePolicy') {
        const size = sizeOf(properties['PolicyDocument'])
        const message = `the policy has ${size} characters, a role takes ${roleLimit} in all`
        if (size > roleLimit) yield { path: at('PolicyDocument'), message, fix: 'move some into managed policies' }
      }
      const most = inlineLimits[type]
      if (most === undefined) continue
      const policies = itemsOf(properties['Policies'])
      const size = policies.reduce(
        (sum, [policy]) => sum + sizeOf(isKnownMap(policy) ? policy['PolicyDocument'] : undefined),
        0,
      )
      if (size > most) {
        const message = `the inline policies of ${logicalId} have ${size} characters, ${most} are allowed`
        yield { path: at('Policies'), message, fix: 'move some into managed policies' }
      }
      const trust = sizeOf(properties['AssumeRolePolicyDocument'])
      if (trust <= trustLimit) continue
      const message = `the trust policy has ${trust} characters, ${trustLimit} are allowed unless the quota was raised`
      yield {
        path: at('AssumeRolePolicyDocument'),
        message,
        fix: 'shorten it, or raise the quota',
        severity: 'warning',
      }
    }
  },
}

/** A lower bound: what is unknown counts as nothing. */
function sizeOf(value: ResolvedValue | undefined): number {
  if (value === undefined || isUnknown(value)) return 0
  const text = JSON.stringify(value, (_, inner: unknown) => (isUnknown(inner) ? '' : inner))
  return text.replaceAll(/\s/g, '').length
}

import type { Risk } from '@project-utils/contract'
import { isKnownMap, isUnknown, type ResolvedMap, type ResolvedValue } from '@project-utils/template'
import { type ResourceChange, subjectOf } from '../change-set/resource-change.ts'
import { type RiskGrounds, sidesOf } from './grounds.ts'
import { openPorts } from './network.ts'
import { policiesOf } from './policies.ts'

/** What a change opens to everybody: what was open before in the same way is no news. */
export function exposureRisk(change: ResourceChange, grounds: RiskGrounds): readonly Risk[] {
  if (change.action === 'remove' || change.untouched !== undefined) return []
  const { type } = change
  const { before, after } = sidesOf(change, grounds)
  if (after === undefined) return []
  // A reference to something that changes in place opens nothing; CloudFormation lists it all the same.
  const isReference = change.details.length > 0 && change.details.every((detail) => detail.dynamic)
  if (change.action === 'modify' && change.replacement !== 'True' && isReference) return []
  const known = new Set(before === undefined ? [] : exposuresOf(type, before))
  const opened = [
    ...exposuresOf(type, after).filter((one) => !known.has(one)),
    ...(before === undefined ? [] : lostGuards(type, before, after)),
  ]
  const subject = subjectOf(change)
  return [...new Set(opened)].map((how) => ({
    kind: 'public-exposure',
    subject,
    message: `${subject} (${type}) ${how}`,
  }))
}

/** How a resource is open to everybody, to follow its name; empty where nothing shows that it is. */
function exposuresOf(type: string, properties: ResolvedMap): readonly string[] {
  const ports = openPorts(type, properties).map((port) => `lets everybody reach ${port}`)
  const reachable = String(properties['PubliclyAccessible']) === 'true' ? ['can be reached from the internet'] : []
  const policies = policiesOf(type, properties)
    .filter(({ kind }) => kind === 'resource')
    .flatMap(({ statements = [] }) => statements)
  const isForEverybody = policies.some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' && conditions.length === 0 && !principals.isExcept && principals.names.includes('*'),
  )
  const open = isForEverybody && type !== 'AWS::KMS::Key' ? ['allows everybody without condition'] : []
  return [...ports, ...reachable, ...open, ...ownExposure(type, properties)]
}

function ownExposure(type: string, properties: ResolvedMap): readonly string[] {
  switch (type) {
    case 'AWS::Lambda::Url':
      return properties['AuthType'] === 'NONE' ? ['can be called by everybody'] : []
    case 'AWS::Lambda::Permission':
      return properties['Principal'] === '*' && properties['SourceArn'] === undefined
        ? ['lets everybody call the function']
        : []
    case 'AWS::S3::Bucket':
      return isOpenBucket(properties) ? ['may be read by everybody'] : []
    case 'AWS::Cognito::IdentityPool':
      return String(properties['AllowUnauthenticatedIdentities']) === 'true'
        ? ['gives rights to people who have not signed in']
        : []
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer':
      return properties['Scheme'] === 'internet-facing' ? ['can be reached from the internet'] : []
    default:
      return []
  }
}

/** What kept people out and is gone. */
function lostGuards(type: string, before: ResolvedMap, after: ResolvedMap): readonly string[] {
  const block = 'PublicAccessBlockConfiguration'
  if (type === 'AWS::S3::Bucket' && before[block] !== undefined && after[block] === undefined) {
    return ['loses its block of public access']
  }
  return isGuardedRoute(type, before) && !isGuardedRoute(type, after) && isRoute(type)
    ? ['can be called without authorization']
    : []
}

/** Whether a type is one way into an API. */
export function isRoute(type: string): boolean {
  return type === 'AWS::ApiGatewayV2::Route' || type === 'AWS::ApiGateway::Method'
}

/** Whether a route of an API asks who calls; an unknown kind of authorization counts as one. */
export function isGuardedRoute(type: string, properties: ResolvedMap): boolean {
  const kind: ResolvedValue = properties['AuthorizationType'] ?? 'NONE'
  const needsKey = type === 'AWS::ApiGateway::Method' && String(properties['ApiKeyRequired']) === 'true'
  return isUnknown(kind) || kind !== 'NONE' || needsKey
}

/** Tells whether a resource only lets an AWS service call a function: part of every API, and no right of a person. */
export function isServicePermission(type: string, properties: ResolvedMap | undefined): boolean {
  const principal = properties?.['Principal']
  return type === 'AWS::Lambda::Permission' && typeof principal === 'string' && /\.amazonaws\.com/.test(principal)
}

function isOpenBucket(properties: ResolvedMap): boolean {
  if (/^PublicRead/.test(String(properties['AccessControl'] ?? ''))) return true
  const block = properties['PublicAccessBlockConfiguration']
  return isKnownMap(block) && Object.values(block).some((value) => String(value) === 'false')
}

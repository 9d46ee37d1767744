import { durableTypes, statefulTypes } from '../stateful-types.ts'
import { isKnownMap, isUnknown, type ResolvedValue } from '../unknown.ts'
import type { Rule, RuleInput } from './rule.ts'
import { below, itemsOf, type Site, sitesOf, textOf } from './site.ts'
import { referencePage } from './sources.ts'

const policyPages = `${referencePage('aws-attribute-deletionpolicy')} ${referencePage('aws-attribute-updatereplacepolicy')}`

/** Data that leaves with its resource. */
export const unprotectedData: Rule = {
  id: 'template/unprotected-data',
  category: 'reliability',
  severity: 'warning',
  summary: 'A resource that holds data says what becomes of it when it leaves the stack.',
  source: referencePage('aws-attribute-deletionpolicy'),
  *check(input) {
    for (const { logicalId, type } of sitesOf(input, ...durableTypes)) {
      // A policy that is written, even "Delete", is somebody's decision.
      if (isWritten(input, logicalId, 'DeletionPolicy')) continue
      const message = `${logicalId} (${type}) is deleted with its content when it leaves the stack`
      const fix = `add "DeletionPolicy: Retain" and "UpdateReplacePolicy: Retain" to ${logicalId}`
      yield { path: ['Resources', logicalId], message, fix }
    }
  },
}

/** Data that is kept on deletion, but not on replacement, or is not kept where the tier demands it. */
export const halfProtectedData: Rule = {
  id: 'template/half-protected-data',
  category: 'reliability',
  severity: 'warning',
  summary:
    'Data is kept when its resource is replaced as well as when it is deleted; outside tier full it is kept at all.',
  source: policyPages,
  *check(input) {
    const { tier } = input.setting
    const types = tier === undefined || tier === 'full' ? durableTypes : statefulTypes
    for (const { logicalId, type, resource } of sitesOf(input, ...types)) {
      const [deletion, replacement] = [textOf(resource.deletionPolicy), textOf(resource.updateReplacePolicy)]
      if (!durableTypes.has(type) && deletion === undefined) continue
      const path = ['Resources', logicalId, 'DeletionPolicy']
      if (keeps(deletion) && !isWritten(input, logicalId, 'UpdateReplacePolicy')) {
        const message = `${logicalId} is kept when it is deleted, but not when an update replaces it`
        yield { path, message, fix: `add "UpdateReplacePolicy: ${deletion === 'Snapshot' ? 'Snapshot' : 'Retain'}"` }
      } else if (keeps(replacement) && !isWritten(input, logicalId, 'DeletionPolicy')) {
        const message = `${logicalId} is kept when an update replaces it, but not when it is deleted`
        yield { path: ['Resources', logicalId, 'UpdateReplacePolicy'], message, fix: 'add "DeletionPolicy: Retain"' }
      } else if (tier !== undefined && tier !== 'full' && deletion === 'Delete') {
        const message = `${logicalId} (${type}) is deleted with its content, although the environment is not of tier full`
        yield { path, message, fix: 'write "DeletionPolicy: Retain"' }
      }
    }
  },
}

function keeps(policy: string | undefined): boolean {
  return policy === 'Retain' || policy === 'RetainExceptOnCreate' || policy === 'Snapshot'
}

/** Also one that a function decides, with the language extensions. */
function isWritten({ template }: RuleInput, id: string, attribute: string): boolean {
  const resource = below(template.value['Resources'] as ResolvedValue | undefined, id)
  return isKnownMap(resource) && resource[attribute] !== undefined
}

/** Log groups that keep everything for ever. */
export const unsetRetention: Rule = {
  id: 'template/unset-retention',
  category: 'cost',
  severity: 'info',
  summary: 'A log group says how long it keeps its events.',
  source: 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html',
  *check(input) {
    for (const { logicalId, properties } of sitesOf(input, 'AWS::Logs::LogGroup')) {
      if (properties['RetentionInDays'] !== undefined) continue
      const message = `log group ${logicalId} keeps its events for ever`
      yield { path: ['Resources', logicalId], message, fix: `add "RetentionInDays: 30" to ${logicalId}` }
    }
  },
}

/** Buckets with versions that nothing ever removes. */
export const unsetLifecycle: Rule = {
  id: 'template/unset-lifecycle',
  category: 'cost',
  severity: 'info',
  summary: 'A bucket with versions has a life-cycle rule for old versions.',
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html',
  *check(input) {
    for (const { logicalId, properties, at } of sitesOf(input, 'AWS::S3::Bucket')) {
      if (textOf(below(properties['VersioningConfiguration'], 'Status')) !== 'Enabled') continue
      if (removesVersions(properties['LifecycleConfiguration'])) continue
      const message = `bucket ${logicalId} keeps every version of every object for ever`
      const fix =
        'add "LifecycleConfiguration: { Rules: [{ Status: Enabled, NoncurrentVersionExpiration: { NoncurrentDays: 30 } }] }"'
      yield { path: at('VersioningConfiguration'), message, fix }
    }
  },
}

/** Tells whether some rule takes old versions away or elsewhere; what is unknown may. */
function removesVersions(configuration: ResolvedValue | undefined): boolean {
  const rules = below(configuration, 'Rules')
  if (rules === undefined) return isUnknown(configuration)
  if (!Array.isArray(rules)) return true
  return itemsOf(rules).some(
    ([rule]) => !isKnownMap(rule) || Object.keys(rule).some((key) => key.startsWith('NoncurrentVersion')),
  )
}

const throttlingPage =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html'

/** Stages of APIs that one caller can exhaust. */
export const unthrottledStage: Rule = {
  id: 'template/unthrottled-stage',
  category: 'cost',
  severity: 'warning',
  summary: 'A stage of an API has throttling of its own.',
  source: throttlingPage,
  *check(input) {
    for (const { logicalId, type, properties } of sitesOf(input, ...Object.keys(throttles))) {
      const [isThrottled, fix] = throttles[type] ?? []
      if (isThrottled === undefined || fix === undefined || isThrottled(properties)) continue
      const message = `stage ${logicalId} has no throttling of its own: one caller can use up the account's`
      yield { path: ['Resources', logicalId], message, fix: `add ${fix} to ${logicalId}` }
    }
  },
}

type IsThrottled = (properties: Site['properties']) => boolean

const routes = '"DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }"'
const methods = `"MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }]"`

const throttles: Readonly<Record<string, readonly [isThrottled: IsThrottled, fix: string]>> = {
  'AWS::ApiGateway::Stage': [hasMethodThrottling, methods],
  'AWS::ApiGatewayV2::Stage': [({ DefaultRouteSettings: settings }) => hasThrottling(settings), routes],
  'AWS::Serverless::Api': [hasMethodThrottling, methods],
  'AWS::Serverless::HttpApi': [({ DefaultRouteSettings: settings }) => hasThrottling(settings), routes],
}

function hasMethodThrottling({ MethodSettings: settings }: Site['properties']): boolean {
  return isUnknown(settings) || itemsOf(settings).some(([setting]) => hasThrottling(setting))
}

function hasThrottling(settings: ResolvedValue | undefined): boolean {
  if (isUnknown(settings)) return true
  return isKnownMap(settings) && settings['ThrottlingRateLimit'] !== undefined
}

import type { Finding, Severity } from '@project-utils/contract'
import { findDangling } from './dangling.ts'
import type { ResolvedResource, ResolvedTemplate } from './resolve.ts'
import { functionTypes } from './serverless.ts'
import { durableTypes } from './stateful-types.ts'
import type { Template } from './template.ts'
import { isKnownMap, isUnknown, type ResolvedValue } from './unknown.ts'

/** What one rule says about one resource. */
interface Remark {
  readonly rule: string
  readonly category: string
  readonly severity: Severity
  readonly message: string
  readonly fix: string
  /** Property below the resource that is meant; default: the resource itself. */
  readonly at?: readonly string[]
}

type Rule = (resource: ResolvedResource) => Remark | undefined

/** What a person should act on in a template: dangling names, and settings that are missing where their default hurts. */
export function templateFindings(template: Template, resolved: ResolvedTemplate): readonly Finding[] {
  const remarks = Object.values(resolved.resources).flatMap((resource) =>
    rules.flatMap((rule): Finding[] => {
      const remark = rule(resource)
      if (remark === undefined) return []
      const { at = [], ...finding } = remark
      return [{ ...finding, where: template.place(['Resources', resource.logicalId, ...at]) }]
    }),
  )
  return [...findDangling(template), ...remarks]
}

const rules: readonly Rule[] = [
  ({ type, logicalId, properties }) =>
    functionTypes.has(type) && properties['MemorySize'] === undefined
      ? {
          rule: 'template/unset-memory',
          category: 'cost',
          severity: 'warning',
          message: `function ${logicalId} sets no memory and gets 128 MB`,
          fix: `add "MemorySize: 512" to ${logicalId}`,
        }
      : undefined,
  ({ type, logicalId, properties }) =>
    functionTypes.has(type) && properties['Timeout'] === undefined
      ? {
          rule: 'template/unset-timeout',
          category: 'reliability',
          severity: 'warning',
          message: `function ${logicalId} sets no timeout and is ended after 3 seconds`,
          fix: `add "Timeout: 30" to ${logicalId}`,
        }
      : undefined,
  ({ type, logicalId, properties }) =>
    type === 'AWS::ApiGatewayV2::Stage' && !hasThrottling(properties['DefaultRouteSettings'])
      ? {
          rule: 'template/unthrottled-stage',
          category: 'cost',
          severity: 'warning',
          message: `stage ${logicalId} has no throttling of its own: one caller can use up the account's`,
          fix: `add "DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }" to ${logicalId}`,
        }
      : undefined,
  ({ type, logicalId, properties }) =>
    type === 'AWS::ApiGateway::Stage' && !listed(properties['MethodSettings']).some(hasThrottling)
      ? {
          rule: 'template/unthrottled-stage',
          category: 'cost',
          severity: 'warning',
          message: `stage ${logicalId} has no throttling of its own: one caller can use up the account's`,
          fix: `add "MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }]" to ${logicalId}`,
        }
      : undefined,
  // A policy that is written, even "Delete", is somebody's decision.
  ({ type, logicalId, deletionPolicy }) =>
    durableTypes.has(type) && deletionPolicy === undefined
      ? {
          rule: 'template/unprotected-data',
          category: 'reliability',
          severity: 'warning',
          message: `${logicalId} (${type}) is deleted with its content when it leaves the stack`,
          fix: `add "DeletionPolicy: Retain" and "UpdateReplacePolicy: Retain" to ${logicalId}`,
        }
      : undefined,
  ({ type, logicalId, properties }) =>
    type === 'AWS::Logs::LogGroup' && properties['RetentionInDays'] === undefined
      ? {
          rule: 'template/unset-retention',
          category: 'cost',
          severity: 'info',
          message: `log group ${logicalId} keeps its events for ever`,
          fix: `add "RetentionInDays: 30" to ${logicalId}`,
        }
      : undefined,
]

function hasThrottling(settings: ResolvedValue | undefined): boolean {
  if (isUnknown(settings)) return true
  return isKnownMap(settings) && settings['ThrottlingRateLimit'] !== undefined
}

function listed(value: ResolvedValue | undefined): readonly ResolvedValue[] {
  if (Array.isArray(value)) return value
  return value === undefined ? [] : [value as ResolvedValue]
}

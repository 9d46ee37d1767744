import type { Refusal } from '@project-utils/contract'
import { openSchemas, type ResolvedResource, type ResolvedTemplate } from '@project-utils/template'
import { isReplaced, type ResourceChange } from '../change-set/resource-change.ts'
import { type RiskGrounds, sidesOf } from '../risks/grounds.ts'

/**
 * What AWS would refuse of an update only while it executes, such as two index changes at once or a replacement of what has
 * a fixed name: judged by the properties before and after, and told with their place in the template. Resources in nested
 * stacks are left to those.
 */
export async function updateRefusalsOf(
  changes: readonly ResourceChange[],
  grounds: RiskGrounds,
): Promise<readonly Refusal[]> {
  const pairs = changes.filter(isSuspect).flatMap((change) => {
    const resource = grounds.resolved.resources[change.logicalId]
    const { before, after } = sidesOf(change, grounds)
    if (resource === undefined || before === undefined || after === undefined) return []
    return [{ before: { ...resource, properties: before }, after: { ...resource, properties: after } }]
  })
  if (pairs.length === 0) return []
  // Only such an update is worth loading the rules and schemas.
  const { updateRefusals } = await import('@project-utils/template/validate')
  const { resolved } = grounds
  const [previous, next] = [pairs.map(({ before }) => before), pairs.map(({ after }) => after)].map((resources) =>
    withResources(resolved, resources),
  ) as [ResolvedTemplate, ResolvedTemplate]
  return updateRefusals(previous, next, openSchemas()).map(({ message, where, fix }) => ({
    code: 'CFN_UPDATE_REFUSED',
    message,
    ...(fix === undefined ? {} : { hint: fix }),
    ...(where === undefined ? {} : { where }),
    previewable: true,
  }))
}

const tables: ReadonlySet<string> = new Set(['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'])

function isSuspect(change: ResourceChange): boolean {
  if (change.within !== undefined || change.action !== 'modify') return false
  return tables.has(change.type) || isReplaced(change)
}

function withResources(resolved: ResolvedTemplate, resources: readonly ResolvedResource[]): ResolvedTemplate {
  return { ...resolved, resources: Object.fromEntries(resources.map((one) => [one.logicalId, one])) }
}

/** Brings resources that exist into a stack. */
import type { Cloud } from '../cloud/cloud.ts'
import { beginOperation, endedOperationToken, tellResource, tellStack } from '../cloud/events.ts'
import type { Definition, Resource, Stack } from '../cloud/model.ts'
import { actOf } from '../script.ts'
import { reasons } from '../sources.ts'
import { physicalId } from '../template/names.ts'
import type { Written } from '../template/read.ts'
import { outputsOf, propertiesOf, scopeOf, wantedResources } from '../template/scope.ts'
import { runJobs } from './schedule.ts'
import { keepStable } from './stable.ts'

/** Imports resources by their physical ids; a failure gives all of them back. */
export function* importResources(
  cloud: Cloud,
  stack: Stack,
  target: Definition,
  ids: ReadonlyMap<string, string>,
): Generator<void, void> {
  const former = { definition: stack.definition, resources: new Map(stack.resources) }
  const isNew = stack.stable === undefined
  stack.definition = target
  tellStack(cloud, stack, 'IMPORT_IN_PROGRESS', reasons.begun)
  yield
  const wanted = wantedResources(target, scopeOf(cloud, stack, target, stack.resources))
  const jobs = wanted.flatMap((written) => {
    const id = ids.get(written.logicalId)
    if (id === undefined) return []
    const run = () => adopt(cloud, stack, written, id)
    return [{ logicalId: written.logicalId, needs: [], run, cancel: () => cancel(cloud, stack, written.logicalId) }]
  })
  const { failed } = yield* runJobs(jobs, { cancels: true })
  if (failed.length === 0) {
    stack.outputs = outputsOf(target, scopeOf(cloud, stack, target, stack.resources))
    tellStack(cloud, stack, 'IMPORT_COMPLETE')
    return keepStable(stack)
  }
  beginOperation(cloud, stack, 'ROLLBACK', endedOperationToken(cloud, stack))
  tellStack(cloud, stack, 'IMPORT_ROLLBACK_IN_PROGRESS', reasons.failed('import', failed.join(', ')))
  yield
  const stuck: string[] = []
  for (const { logicalId } of jobs) {
    const resource = stack.resources.get(logicalId)
    if (resource === undefined) continue
    tellResource(cloud, stack, resource, 'IMPORT_ROLLBACK_IN_PROGRESS')
    const { fail } = actOf(cloud, stack, resource, 'rollback')
    if (fail !== undefined) {
      tellResource(cloud, stack, resource, 'IMPORT_ROLLBACK_FAILED', { reason: fail })
      stuck.push(logicalId)
      continue
    }
    tellResource(cloud, stack, resource, 'IMPORT_ROLLBACK_COMPLETE')
    disown(cloud, resource)
  }
  if (stuck.length > 0) {
    return tellStack(cloud, stack, 'IMPORT_ROLLBACK_FAILED', reasons.failed('import', stuck.join(', ')))
  }
  if (!isNew) stack.definition = former.definition
  stack.resources = former.resources
  tellStack(cloud, stack, 'IMPORT_ROLLBACK_COMPLETE')
}

function* adopt(cloud: Cloud, stack: Stack, written: Written, name: string): Generator<void, string | undefined> {
  const { logicalId, type, attributes, dependsOn } = written
  const properties = propertiesOf(written, scopeOf(cloud, stack, stack.definition, stack.resources))
  const id = physicalId(type, name, cloud)
  const status = 'IMPORT_IN_PROGRESS'
  const begun: Resource = {
    ...{ logicalId, type, properties, attributes, dependsOn, status },
    physicalId: id,
    changedAt: cloud.now(),
  }
  stack.resources.set(logicalId, begun)
  tellResource(cloud, stack, begun, status, { reason: reasons.importing })
  const fail = (reason: string): string => {
    tellResource(cloud, stack, begun, 'IMPORT_FAILED', { reason })
    return reason
  }
  const act = actOf(cloud, stack, begun, 'import')
  for (let tick = 0; tick < act.ticks; tick += 1) yield
  const known = cloud.physical.findIndex((one) => one.type === type && one.id === id)
  if (act.fail !== undefined) return fail(act.fail)
  if (known < 0) return fail(reasons.notThere(type, name))
  cloud.physical[known] = { type, id, owner: stack.id }
  tellResource(cloud, stack, begun, 'IMPORT_COMPLETE', { reason: reasons.imported })
  return undefined
}

function cancel(cloud: Cloud, stack: Stack, logicalId: string): void {
  const resource = stack.resources.get(logicalId)
  if (resource !== undefined)
    tellResource(cloud, stack, resource, 'IMPORT_FAILED', { reason: 'Resource import cancelled' })
}

function disown(cloud: Cloud, { type, physicalId: id }: Resource): void {
  const known = cloud.physical.findIndex((one) => one.type === type && one.id === id)
  if (known >= 0) cloud.physical[known] = { type, id }
}

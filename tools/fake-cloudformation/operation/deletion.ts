/** Deletes resources: of a stack, of a creation that is rolled back, of an update that is over. */
import { type Cloud, type Deletion, findStack } from '../cloud/cloud.ts'
import { stackType, tellResource } from '../cloud/events.ts'
import type { Resource, Stack } from '../cloud/model.ts'
import { actOf } from '../script.ts'
import { reasons } from '../sources.ts'
import { type Job, type Ran, runJobs } from './schedule.ts'

/** Deletes all resources of a stack, dependents first; a failure holds up only what it depends on. */
export function* deleteResources(cloud: Cloud, stack: Stack, how: Deletion): Generator<void, Ran> {
  const held = [...stack.resources.values()].filter(({ status }) => !/^DELETE_(COMPLETE|SKIPPED)$/.test(status))
  const jobs = held.toReversed().map((resource): Job => {
    const { logicalId } = resource
    const needs = held.filter(({ dependsOn }) => dependsOn.includes(logicalId)).map((one) => one.logicalId)
    return { logicalId, needs, run: () => deleteResource(cloud, stack, resource, how), cancel: () => undefined }
  })
  return yield* runJobs(jobs)
}

/** Deletes one resource, or leaves it where its policy or the caller says so. */
export function* deleteResource(
  cloud: Cloud,
  stack: Stack,
  resource: Resource,
  how: Deletion,
): Generator<void, string | undefined> {
  const { logicalId, type, physicalId } = resource
  const told = { physicalId }
  if (physicalId === '') {
    tellResource(cloud, stack, resource, 'DELETE_COMPLETE', told)
    return undefined
  }
  const policy = resource.attributes['DeletionPolicy']
  const isKept = policy === 'Retain' || (policy === 'RetainExceptOnCreate' && how.ofCreation !== true)
  if (isKept || how.retain?.includes(logicalId) === true) return leave(cloud, stack, resource)
  tellResource(cloud, stack, resource, 'DELETE_IN_PROGRESS', told)
  const child = type === stackType ? findStack(cloud, physicalId) : undefined
  const why = child === undefined ? undefined : yield* cloud.nested.remove(child, how)
  if (child !== undefined && why !== undefined) return fail(cloud, stack, resource, reasons.nestedDelete(child.id, why))
  const act = actOf(cloud, stack, resource, how.phase ?? 'delete')
  for (let tick = 0; tick < act.ticks; tick += 1) yield
  if (act.fail !== undefined) {
    return how.force === true ? leave(cloud, stack, resource) : fail(cloud, stack, resource, act.fail)
  }
  forget(cloud, resource)
  tellResource(cloud, stack, resource, 'DELETE_COMPLETE', told)
  return undefined
}

function fail(cloud: Cloud, stack: Stack, resource: Resource, reason: string): string {
  tellResource(cloud, stack, resource, 'DELETE_FAILED', { physicalId: resource.physicalId, reason })
  return reason
}

/** It stays in the account and belongs to nobody. */
function leave(cloud: Cloud, stack: Stack, resource: Resource): undefined {
  const { type, physicalId } = resource
  forget(cloud, resource)
  cloud.physical.push({ type, id: physicalId })
  tellResource(cloud, stack, resource, 'DELETE_SKIPPED', { physicalId })
}

function forget(cloud: Cloud, { type, physicalId }: Resource): void {
  const index = cloud.physical.findIndex((one) => one.type === type && one.id === physicalId)
  if (index >= 0) cloud.physical.splice(index, 1)
}

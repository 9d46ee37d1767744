/** What remains of an update is deleted: resources that left the template, and old ones that were replaced. */
import type { Cloud } from '../cloud/cloud.ts'
import type { Resource, Stack } from '../cloud/model.ts'
import { scopeOf, wantedResources } from '../template/scope.ts'
import { deleteResource } from './deletion.ts'
import { runJobs } from './schedule.ts'

/**
 * Deletes what an update left behind. One that cannot be deleted leaves the stack after three tries, and the status says
 * success all the same. Source: repost.aws "cloudformation-stack-cleanup-stuck", https://github.com/ASFHyP3/hyp3/issues/2800
 */
export function* cleanUp(cloud: Cloud, stack: Stack): Generator<void, void> {
  const wanted = new Set(
    wantedResources(stack.definition, scopeOf(cloud, stack, stack.definition, stack.resources)).map(
      ({ logicalId }) => logicalId,
    ),
  )
  const removed = [...stack.resources.values()].filter(({ logicalId }) => !wanted.has(logicalId))
  const old = [...(stack.stable?.resources.values() ?? [])].filter((before) => {
    const now = stack.resources.get(before.logicalId)
    return now !== undefined && wanted.has(before.logicalId) && isOther(before, now)
  })
  yield* removeAll(cloud, stack, [...old.map(asReplaced), ...removed])
  for (const { logicalId } of removed) stack.resources.delete(logicalId)
}

/** After a rollback: deletes what the update had made new. */
export function* removeNew(cloud: Cloud, stack: Stack, made: readonly Resource[]): Generator<void, void> {
  yield* removeAll(cloud, stack, made)
}

/** Whether two states of a logical id are two resources. */
export function isOther(before: Resource, now: Resource): boolean {
  return before.physicalId !== '' && now.physicalId !== '' && before.physicalId !== now.physicalId
}

function* removeAll(cloud: Cloud, stack: Stack, resources: readonly Resource[]): Generator<void, void> {
  const jobs = resources.toReversed().map((resource) => ({
    logicalId: resource.logicalId,
    needs: resources
      .filter(({ dependsOn }) => dependsOn.includes(resource.logicalId))
      .map(({ logicalId }) => logicalId),
    run: () => tryThrice(cloud, stack, resource),
    cancel: () => undefined,
  }))
  yield* runJobs(jobs)
}

function* tryThrice(cloud: Cloud, stack: Stack, resource: Resource): Generator<void, string | undefined> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const why = yield* deleteResource(cloud, stack, resource, { phase: 'cleanup' })
    if (why === undefined) break
  }
  return undefined
}

/** What became of a replaced resource is decided by another policy than its deletion. */
function asReplaced(resource: Resource): Resource {
  const { DeletionPolicy: _, UpdateReplacePolicy, ...rest } = resource.attributes
  const policy = UpdateReplacePolicy === undefined ? {} : { DeletionPolicy: UpdateReplacePolicy }
  return { ...resource, attributes: { ...rest, ...policy } }
}

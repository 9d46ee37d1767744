/** The rollback of an update, begun by a failure, by a person, or again. */
import type { Cloud } from '../cloud/cloud.ts'
import { stackType, tellResource, tellStack } from '../cloud/events.ts'
import type { Resource, Stack } from '../cloud/model.ts'
import { actOf } from '../script.ts'
import { reasons } from '../sources.ts'
import { isOther, removeNew } from './clean-up.ts'
import { runJobs } from './schedule.ts'
import { keepStable } from './stable.ts'

/** Brings back a stack's last stable state, but for what is to be skipped, and ends in a state. */
export function* rollBackUpdate(
  cloud: Cloud,
  stack: Stack,
  reason: string,
  skip: readonly string[],
): Generator<void, void> {
  tellStack(cloud, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason)
  yield
  const { stable } = stack
  const before = stable?.resources ?? new Map<string, Resource>()
  // Every telling of a resource makes another object: what is the same object was not touched.
  const touched = [...before.values()].filter((old) => stack.resources.get(old.logicalId) !== old)
  const jobs = touched.map((old) => ({
    logicalId: old.logicalId,
    needs: old.dependsOn.filter((id) => touched.some(({ logicalId }) => logicalId === id)),
    run: () => restore(cloud, stack, old, skip.includes(old.logicalId)),
    cancel: () => undefined,
  }))
  const { failed } = yield* runJobs(jobs)
  if (failed.length > 0) {
    return tellStack(cloud, stack, 'UPDATE_ROLLBACK_FAILED', reasons.failed('update', failed.join(', ')))
  }
  const current = [...stack.resources.values()]
  const replaced = (stack.replaced ?? []).filter((one) => {
    const now = stack.resources.get(one.logicalId)
    return now !== undefined && isOther(one, now)
  })
  const made = current.filter(({ logicalId }) => !before.has(logicalId))
  if (stable !== undefined) {
    stack.definition = stable.definition
    stack.outputs = stable.outputs
  }
  tellStack(cloud, stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')
  yield
  yield* removeNew(cloud, stack, [...made, ...replaced])
  for (const { logicalId } of made) stack.resources.delete(logicalId)
  stack.replaced = []
  tellStack(cloud, stack, 'UPDATE_ROLLBACK_COMPLETE')
  keepStable(stack)
}

/** Brings one resource back as it was. */
function* restore(cloud: Cloud, stack: Stack, old: Resource, isSkipped: boolean): Generator<void, string | undefined> {
  const now = stack.resources.get(old.logicalId)
  if (now?.status === 'UPDATE_COMPLETE' && now.physicalId === old.physicalId && now.properties === old.properties) {
    return undefined
  }
  if (isSkipped) {
    // Source: ContinueUpdateRollback of the SDK's model: it is told to be complete, and stays as it is.
    tellResource(cloud, stack, now ?? old, 'UPDATE_COMPLETE', { reason: reasons.skipped })
    return undefined
  }
  if (now !== undefined && isOther(old, now)) stack.replaced = [...(stack.replaced ?? []), now]
  const begun = { ...old, status: 'UPDATE_IN_PROGRESS' }
  stack.resources.set(old.logicalId, begun)
  tellResource(cloud, stack, begun, begun.status)
  const act = actOf(cloud, stack, old, 'rollback')
  const child = old.type === stackType ? cloud.stacks.find(({ id }) => id === old.physicalId) : undefined
  const why = child === undefined ? undefined : yield* cloud.nested.restore(child)
  for (let tick = 0; tick < act.ticks; tick += 1) yield
  const reason = child !== undefined && why !== undefined ? reasons.nestedUpdate(child.id, why) : act.fail
  if (reason !== undefined) {
    tellResource(cloud, stack, begun, 'UPDATE_FAILED', { reason })
    return reason
  }
  tellResource(cloud, stack, begun, 'UPDATE_COMPLETE')
  return undefined
}

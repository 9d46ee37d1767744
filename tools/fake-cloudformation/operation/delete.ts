/** The deletion of a stack. */
import type { Cloud, Deletion } from '../cloud/cloud.ts'
import { tellStack } from '../cloud/events.ts'
import type { Stack } from '../cloud/model.ts'
import { reasons } from '../sources.ts'
import { deleteResources } from './deletion.ts'
import { usedExport } from './exports.ts'

/** Deletes all that a stack holds, then the stack. One whose exports are in use goes back to the state it was in. */
export function* deleteStack(
  cloud: Cloud,
  stack: Stack,
  how: Deletion & { readonly reason?: string },
): Generator<void, void> {
  const before = stack.status
  tellStack(cloud, stack, 'DELETE_IN_PROGRESS', how.reason ?? reasons.begun)
  yield
  const used = usedExport(cloud, stack, [])
  // Source: https://github.com/boto/boto3/issues/4192, https://github.com/rlister/stax/issues/40
  if (used !== undefined) return tellStack(cloud, stack, before, used)
  const { failed } = yield* deleteResources(cloud, stack, how)
  if (failed.length > 0) {
    return tellStack(cloud, stack, 'DELETE_FAILED', reasons.failed('delete', failed.join(', ')))
  }
  goneStack(cloud, stack)
}

/** A stack is gone, and its change sets with it. */
export function goneStack(cloud: Cloud, stack: Stack): void {
  tellStack(cloud, stack, 'DELETE_COMPLETE')
  stack.deletedAt = cloud.now()
  stack.outputs = []
  for (const changeSet of cloud.changeSets) if (changeSet.stackId === stack.id) changeSet.status = 'DELETE_COMPLETE'
}

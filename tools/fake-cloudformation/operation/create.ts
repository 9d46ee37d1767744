/** The creation of a stack, and how it is rolled back. */
import type { Cloud } from '../cloud/cloud.ts'
import { beginOperation, endedOperationToken, tellStack } from '../cloud/events.ts'
import type { Stack } from '../cloud/model.ts'
import { reasons } from '../sources.ts'
import { outputsOf, scopeOf, wantedResources } from '../template/scope.ts'
import { deleteStack, goneStack } from './delete.ts'
import { deleteResources } from './deletion.ts'
import { exportProblem, missingExport } from './exports.ts'
import { cancelResource, makeResource } from './making.ts'
import { runJobs } from './schedule.ts'
import { keepStable } from './stable.ts'

/** What becomes of a creation that fails. Source: OnFailure of the SDK's model. */
export type OnFailure = 'ROLLBACK' | 'DO_NOTHING' | 'DELETE'

/** Creates what a stack's definition wants, and ends in a state; nothing else is to be done for it. */
export function* createStack(cloud: Cloud, stack: Stack, onFailure: OnFailure): Generator<void, void> {
  const failed = yield* createResources(cloud, stack, onFailure === 'DO_NOTHING')
  if (failed === undefined) {
    tellStack(cloud, stack, 'CREATE_COMPLETE')
    return keepStable(stack)
  }
  if (onFailure === 'DO_NOTHING') return tellStack(cloud, stack, 'CREATE_FAILED', failed)
  if (onFailure === 'DELETE') {
    yield* deleteStack(cloud, stack, { ofCreation: true, reason: reasons.createDeleted(failed) })
    return
  }
  beginOperation(cloud, stack, 'ROLLBACK', endedOperationToken(cloud, stack))
  yield* rollBackCreation(cloud, stack, reasons.createRolledBack(failed))
}

/** Makes all resources; gives why it failed. The stack is then neither complete nor failed yet. */
export function* createResources(cloud: Cloud, stack: Stack, isPatient: boolean): Generator<void, string | undefined> {
  tellStack(cloud, stack, 'CREATE_IN_PROGRESS', reasons.begun)
  yield
  const missing = missingExport(cloud, stack)
  if (missing !== undefined) return `${missing}. `
  const scope = scopeOf(cloud, stack, stack.definition, stack.resources)
  const jobs = wantedResources(stack.definition, scope).map((written) => ({
    logicalId: written.logicalId,
    needs: written.dependsOn,
    run: () => makeResource(cloud, stack, written, { as: 'CREATE' }),
    cancel: () => cancelResource(cloud, stack, written.logicalId),
  }))
  const { failed } = yield* runJobs(jobs, { cancels: !isPatient })
  if (failed.length > 0) return reasons.failed('create', failed.join(', '))
  const outputs = outputsOf(stack.definition, scopeOf(cloud, stack, stack.definition, stack.resources))
  const taken = exportProblem(cloud, stack, outputs)
  if (taken !== undefined) return `${taken}. `
  stack.outputs = outputs
  return undefined
}

/** Removes what a creation has made; without a reason, as somebody asked for it. */
export function* rollBackCreation(cloud: Cloud, stack: Stack, reason: string): Generator<void, void> {
  tellStack(cloud, stack, 'ROLLBACK_IN_PROGRESS', reason)
  yield
  const { failed } = yield* deleteResources(cloud, stack, { ofCreation: true })
  stack.outputs = []
  if (failed.length > 0) {
    return tellStack(cloud, stack, 'ROLLBACK_FAILED', reasons.failed('delete', failed.join(', ')))
  }
  tellStack(cloud, stack, 'ROLLBACK_COMPLETE')
}

/** A stack without a stable state is gone after RollbackStack. Source: RollbackStack of the SDK's model. */
export function* rollBackPaused(cloud: Cloud, stack: Stack): Generator<void, void> {
  yield* rollBackCreation(cloud, stack, reasons.begun)
  if (stack.status === 'ROLLBACK_COMPLETE') goneStack(cloud, stack)
}

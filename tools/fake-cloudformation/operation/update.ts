/** The update of a stack. */
import { compare, type Difference } from '../change-set/compare.ts'
import type { Cloud } from '../cloud/cloud.ts'
import { beginOperation, endedOperationToken, stackType, tellResource, tellStack } from '../cloud/events.ts'
import type { Definition, Resource, Stack } from '../cloud/model.ts'
import { actOf } from '../script.ts'
import { reasons } from '../sources.ts'
import { fixedName } from '../template/names.ts'
import { outputsOf, propertiesOf, scopeOf } from '../template/scope.ts'
import { cleanUp } from './clean-up.ts'
import { exportProblem, missingExport } from './exports.ts'
import { callHook, cancelResource, makeResource } from './making.ts'
import { policyRefusal } from './policy.ts'
import { rollBackUpdate } from './roll-back.ts'
import { type Job, runJobs } from './schedule.ts'
import { keepStable } from './stable.ts'

/** How an update is made. */
export interface Update {
  /** A failure leaves it half-way. */
  readonly isPaused: boolean
  /** The stack policy for this update alone. */
  readonly policy?: string
}

/** Updates a stack to a definition and ends in a state. */
export function* updateStack(cloud: Cloud, stack: Stack, target: Definition, how: Update): Generator<void, void> {
  if (!/_FAILED$/.test(stack.status)) keepStable(stack)
  const failed = yield* changeResources(cloud, stack, target, how)
  if (failed === undefined) {
    tellStack(cloud, stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
    yield
    yield* cleanUp(cloud, stack)
    tellStack(cloud, stack, 'UPDATE_COMPLETE')
    return keepStable(stack)
  }
  if (how.isPaused && stack.cancelled !== true) return tellStack(cloud, stack, 'UPDATE_FAILED', failed)
  beginOperation(cloud, stack, 'ROLLBACK', endedOperationToken(cloud, stack))
  yield* rollBackUpdate(cloud, stack, failed, [])
}

/** Makes and changes resources; gives why it failed. */
export function* changeResources(
  cloud: Cloud,
  stack: Stack,
  target: Definition,
  how: Update,
): Generator<void, string | undefined> {
  const differences = compare(cloud, stack, target)
  stack.definition = target
  tellStack(cloud, stack, 'UPDATE_IN_PROGRESS', reasons.begun)
  yield
  const missing = missingExport(cloud, stack)
  if (missing !== undefined) return missing
  const verbs = new Map<string, 'create' | 'update'>()
  const jobs = differences.flatMap((difference): readonly Job[] => {
    const { logicalId, written, action } = difference
    verbs.set(logicalId, action === 'Add' ? 'create' : 'update')
    const cancel = (): void => cancelResource(cloud, stack, logicalId)
    const refusal = policyRefusal(how.policy ?? stack.policy, difference)
    if (refusal !== undefined) {
      return [{ logicalId, needs: [], run: () => refuse(cloud, stack, difference, refusal), cancel }]
    }
    if (written === undefined) return []
    return [{ logicalId, needs: written.dependsOn, run: () => change(cloud, stack, difference, how), cancel }]
  })
  const limits = { cancels: !how.isPaused, isCancelled: () => stack.cancelled === true }
  const { failed, wasCancelled } = yield* runJobs(jobs, limits)
  // Source: CancelUpdateStack of the SDK's model; the rollback is the caller's wish.
  if (wasCancelled) return reasons.begun
  if (failed.length > 0) {
    const told = (verb: 'create' | 'update') =>
      reasons.failed(verb, failed.filter((id) => verbs.get(id) === verb).join(', '))
    return `${told('create')}${told('update')}`
  }
  const outputs = outputsOf(target, scopeOf(cloud, stack, target, stack.resources))
  const taken = exportProblem(cloud, stack, outputs)
  if (taken !== undefined) return taken
  stack.outputs = outputs
  return undefined
}

function* change(
  cloud: Cloud,
  stack: Stack,
  difference: Difference,
  { isPaused }: Update,
): Generator<void, string | undefined> {
  const { written, before, replacement } = difference
  if (written === undefined) return undefined
  if (before === undefined) return yield* makeResource(cloud, stack, written, { as: 'CREATE' })
  const { logicalId, attributes, dependsOn, type } = written
  const properties = propertiesOf(written, scopeOf(cloud, stack, stack.definition, stack.resources))
  const isCertain = replacement === 'True' || (replacement === 'Conditional' && isAnother(difference, properties))
  if (isCertain && isPaused) {
    tellResource(cloud, stack, before, 'UPDATE_FAILED', { reason: reasons.replacesPaused })
    return reasons.replacesPaused
  }
  if (isCertain) return yield* makeResource(cloud, stack, written, { as: 'UPDATE', replaces: before })
  const begun: Resource = { ...before, properties, attributes, dependsOn, status: 'UPDATE_IN_PROGRESS' }
  stack.resources.set(logicalId, begun)
  tellResource(cloud, stack, begun, begun.status)
  const fail = (reason: string): string => {
    tellResource(cloud, stack, begun, 'UPDATE_FAILED', { reason })
    return reason
  }
  const refused = yield* callHook(cloud, stack, begun)
  if (refused !== undefined) return fail(refused)
  if (type === stackType) {
    const child = cloud.stacks.find(({ id }) => id === begun.physicalId)
    const why = child === undefined ? undefined : yield* cloud.nested.update(child, begun)
    if (child !== undefined && why !== undefined) return fail(reasons.nestedUpdate(child.id, why))
  }
  const act = actOf(cloud, stack, begun, 'update')
  for (let tick = 0; tick < act.ticks; tick += 1) yield
  if (act.fail !== undefined) return fail(act.fail)
  if (act.detailed !== undefined) tellResource(cloud, stack, begun, begun.status, { detailed: act.detailed })
  tellResource(cloud, stack, begun, 'UPDATE_COMPLETE')
  return undefined
}

/** Whether a value that was not known turned out to make another resource. */
function isAnother({ type, before, details }: Difference, properties: Resource['properties']): boolean {
  if (before === undefined) return false
  if (fixedName(type, before.properties) !== fixedName(type, properties)) return true
  return details.some(
    ({ name = '', recreation }) =>
      recreation === 'Always' && JSON.stringify(before.properties[name]) !== JSON.stringify(properties[name]),
  )
}

function* refuse(cloud: Cloud, stack: Stack, { before, written }: Difference, reason: string): Generator<void, string> {
  const { logicalId = '', type = '', attributes = {}, dependsOn = [] } = before ?? written ?? {}
  const fresh = { logicalId, type, attributes, dependsOn, physicalId: '', properties: {}, changedAt: cloud.now() }
  const subject: Resource = before ?? { ...fresh, status: 'CREATE_FAILED' }
  tellResource(cloud, stack, subject, before === undefined ? 'CREATE_FAILED' : 'UPDATE_FAILED', { reason })
  yield
  return reason
}

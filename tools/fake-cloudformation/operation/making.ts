/** Makes one resource, or brings one that is there into a stack. */
import type { Cloud } from '../cloud/cloud.ts'
import { stackType, tellResource } from '../cloud/events.ts'
import type { Resource, Stack } from '../cloud/model.ts'
import { actOf, scriptOf } from '../script.ts'
import { reasons } from '../sources.ts'
import { chosenName, fixedName, physicalId } from '../template/names.ts'
import type { Written } from '../template/read.ts'
import { propertiesOf, scopeOf } from '../template/scope.ts'

/** How a resource is made. */
export interface Making {
  /** What its events begin with; a replacement is told as an update. */
  readonly as: 'CREATE' | 'UPDATE'
  /** The resource of the stack that it is to replace. */
  readonly replaces?: Resource
}

/** Makes a resource; gives the reason why it failed. */
export function* makeResource(
  cloud: Cloud,
  stack: Stack,
  written: Written,
  { as, replaces }: Making,
): Generator<void, string | undefined> {
  const { logicalId, type, attributes, dependsOn } = written
  const properties = propertiesOf(written, scopeOf(cloud, stack, stack.definition, stack.resources))
  const begun: Resource = {
    ...{ logicalId, type, properties, attributes, dependsOn },
    physicalId: replaces?.physicalId ?? '',
    status: `${as}_IN_PROGRESS`,
    changedAt: cloud.now(),
  }
  stack.resources.set(logicalId, begun)
  const fail = (reason: string): string => {
    tellResource(cloud, stack, stack.resources.get(logicalId) ?? begun, `${as}_FAILED`, { reason })
    return reason
  }
  tellResource(cloud, stack, begun, begun.status)
  const refused = yield* callHook(cloud, stack, begun)
  if (refused !== undefined) return fail(refused)
  if (replaces !== undefined) tellResource(cloud, stack, begun, begun.status, { reason: reasons.replacing })
  const act = actOf(cloud, stack, begun, as === 'CREATE' ? 'create' : 'update')
  if (type === stackType) {
    const why = yield* cloud.nested.create(stack, begun)
    if (why !== undefined) return fail(why)
  } else {
    if (act.fail !== undefined) {
      for (let tick = 0; tick < act.ticks; tick += 1) yield
      return fail(act.fail)
    }
    const fixed = fixedName(type, properties)
    const name = fixed ?? chosenName(type, stack.name, logicalId, `${stack.id} ${stack.events.length}`)
    const id = physicalId(type, name, cloud)
    const known = cloud.physical.findIndex((one) => one.type === type && one.id === id)
    const isAdopted = scriptOf(cloud, stack, logicalId, attributes).adopt === name
    if (known >= 0 && !isAdopted) {
      if (replaces?.physicalId === id) return fail(reasons.customNamed(name))
      return fail(reasons.exists(type, name))
    }
    if (known >= 0) cloud.physical.splice(known, 1)
    cloud.physical.push({ type, id, owner: stack.id })
    const made = { ...begun, physicalId: id }
    stack.resources.set(logicalId, made)
    tellResource(cloud, stack, made, made.status, { reason: reasons.initiated })
    for (let tick = 0; tick < act.ticks; tick += 1) yield
  }
  const made = stack.resources.get(logicalId) ?? begun
  if (act.detailed !== undefined) tellResource(cloud, stack, made, made.status, { detailed: act.detailed })
  tellResource(cloud, stack, made, `${as}_COMPLETE`)
  return undefined
}

/** Lets a hook look at a resource. Its explanation stands on an event of its own, while the resource is in progress. */
export function* callHook(cloud: Cloud, stack: Stack, resource: Resource): Generator<void, string | undefined> {
  const { hook } = scriptOf(cloud, stack, resource.logicalId, resource.attributes)
  if (hook === undefined) return undefined
  const { type, status = 'HOOK_COMPLETE_FAILED', mode = 'FAIL', point = 'PRE_PROVISION' } = hook
  const said = hook.reason ?? 'Hook failed with message: it does not like the resource.'
  tellResource(cloud, stack, resource, resource.status, { hook: { type, status, mode, point, reason: said } })
  yield
  return status === 'HOOK_COMPLETE_FAILED' && mode === 'FAIL' ? reasons.hook(type) : undefined
}

/** Ends the making of a resource half-way, as another failed. */
export function cancelResource(cloud: Cloud, stack: Stack, logicalId: string): void {
  const resource = stack.resources.get(logicalId)
  if (resource === undefined) return
  const isCreation = resource.status.startsWith('CREATE')
  const reason = isCreation ? reasons.createCancelled : reasons.updateCancelled
  tellResource(cloud, stack, resource, isCreation ? 'CREATE_FAILED' : 'UPDATE_FAILED', { reason })
}

/** Nested stacks: each step of theirs is part of the operation of their parent. */
import { randomBytes } from 'node:crypto'
import type { Cloud, Nested } from '../cloud/cloud.ts'
import { beginOperation, tellResource, tellStack } from '../cloud/events.ts'
import type { Definition, Resource, Stack } from '../cloud/model.ts'
import { makeStack } from '../cloud/stacks.ts'
import { reasons } from '../sources.ts'
import { declaredParameters, readTemplate } from '../template/read.ts'
import { isMap } from '../template/values.ts'
import { Refused } from '../wire/query.ts'
import { cleanUp } from './clean-up.ts'
import { createResources } from './create.ts'
import { deleteStack } from './delete.ts'
import { rollBackUpdate } from './roll-back.ts'
import { keepStable } from './stable.ts'
import { changeResources } from './update.ts'

/** How the nested stacks of an account go. */
export function nestedOf(cloud: Cloud): Nested {
  return {
    *create(parent, resource) {
      const made = definitionOf(cloud, parent, resource)
      if (typeof made === 'string') return made
      const letters = randomBytes(7).toString('hex').slice(0, 12).toUpperCase()
      const name = `${parent.name}-${resource.logicalId}-${letters}`
      const rootId = parent.rootId ?? parent.id
      const child = makeStack(cloud, name, made, {
        parentId: parent.id,
        rootId,
        disableRollback: parent.disableRollback,
      })
      beginOperation(cloud, child, 'CREATE_STACK', parent.operations.at(-1)?.token)
      const held = { ...resource, physicalId: child.id }
      parent.resources.set(resource.logicalId, held)
      tellResource(cloud, parent, held, resource.status, { reason: reasons.initiated })
      const failed = yield* createResources(cloud, child, false)
      if (failed !== undefined) {
        tellStack(cloud, child, 'CREATE_FAILED', failed)
        return reasons.nestedCreate(child.id, failed)
      }
      tellStack(cloud, child, 'CREATE_COMPLETE')
      keepStable(child)
      return undefined
    },
    *update(child, resource) {
      const made = definitionOf(cloud, child, resource)
      if (typeof made === 'string') return made
      beginOperation(cloud, child, 'UPDATE_STACK', parentOf(cloud, child)?.operations.at(-1)?.token)
      child.updatedAt = cloud.now()
      keepStable(child)
      const failed = yield* changeResources(cloud, child, made, { isPaused: false })
      if (failed === undefined) {
        tellStack(cloud, child, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
        yield
        yield* cleanUp(cloud, child)
        tellStack(cloud, child, 'UPDATE_COMPLETE')
        return undefined
      }
      tellStack(cloud, child, 'UPDATE_FAILED', failed)
      return failed
    },
    *restore(child) {
      if (child.status === 'UPDATE_ROLLBACK_COMPLETE') return undefined
      beginOperation(cloud, child, 'ROLLBACK', parentOf(cloud, child)?.operations.at(-1)?.token)
      yield* rollBackUpdate(cloud, child, reasons.begun, [])
      return child.status === 'UPDATE_ROLLBACK_FAILED' ? child.reason : undefined
    },
    *remove(child, how) {
      beginOperation(cloud, child, 'DELETE_STACK', parentOf(cloud, child)?.operations.at(-1)?.token)
      yield* deleteStack(cloud, child, how)
      return child.status === 'DELETE_COMPLETE' ? undefined : (child.reason ?? '')
    },
  }
}

function parentOf(cloud: Cloud, { parentId }: Stack): Stack | undefined {
  return cloud.stacks.find(({ id }) => id === parentId)
}

/** What a nested stack is made from, or the reason why it cannot be. */
export function definitionOf(
  cloud: Cloud,
  { definition }: Pick<Stack, 'definition'>,
  { properties }: Pick<Resource, 'properties'>,
): Definition | string {
  const url = String(properties['TemplateURL'] ?? '')
  const body = cloud.fetch(url)
  if (body === undefined) return reasons.noTemplate
  try {
    const template = readTemplate(body)
    const given = properties['Parameters']
    const values = isMap(given) ? given : {}
    const parameters = Object.fromEntries(
      declaredParameters(template).map(({ name, default: fallback = '' }) => {
        const value = values[name]
        return [name, value === undefined ? fallback : Array.isArray(value) ? value.join(',') : String(value)]
      }),
    )
    return { template, parameters, tags: definition.tags, capabilities: definition.capabilities }
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}

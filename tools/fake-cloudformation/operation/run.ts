/** Starts operations and moves them on. */
import { type Cloud, findStack } from '../cloud/cloud.ts'
import { beginOperation } from '../cloud/events.ts'
import type { Running, Stack } from '../cloud/model.ts'

/** What begins. */
export interface Begun {
  readonly type: 'CREATE_STACK' | 'UPDATE_STACK' | 'DELETE_STACK' | 'ROLLBACK' | 'CONTINUE_ROLLBACK'
  readonly token?: string | undefined
  readonly work: Running
  /** What the request says of the stack itself; an old answer does not show it. */
  readonly changes?: Partial<Stack>
}

/** Starts an operation: what it tells at once is told before the call is answered. */
export function startOperation(cloud: Cloud, stack: Stack, begun: Begun): void {
  const { type, token, work, changes = {} } = begun
  const { status, reason, updatedAt } = stack
  const shown = {
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
  }
  if (cloud.behaviour.stale > 0) stack.stale = { shown, looks: cloud.behaviour.stale }
  beginOperation(cloud, stack, type, token)
  Object.assign(stack, changes)
  if (/^(UPDATE_STACK|CREATE_STACK)$/.test(type) && stack.events.length > 0) stack.updatedAt = cloud.now()
  stack.running = work
  step(cloud, stack)
}

/** One tick for a stack; what runs in a nested one is part of its root's operation. */
export function tickStack(cloud: Cloud, stack: Stack): void {
  const root = stack.rootId === undefined ? stack : (findStack(cloud, stack.rootId) ?? stack)
  if (root.running === undefined) return
  cloud.pass(cloud.behaviour.tick)
  step(cloud, root)
}

/** One tick for all that runs; true where something still does. */
export function tickAll(cloud: Cloud): boolean {
  for (const stack of cloud.stacks) if (stack.parentId === undefined) tickStack(cloud, stack)
  return cloud.stacks.some(({ running }) => running !== undefined)
}

/** A look has been answered. */
export function looked(cloud: Cloud, stack: Stack): void {
  if (stack.stale !== undefined) {
    stack.stale.looks -= 1
    if (stack.stale.looks <= 0) delete stack.stale
  }
  if (cloud.behaviour.pace === 'look') tickStack(cloud, stack)
}

function step(cloud: Cloud, stack: Stack): void {
  const { running } = stack
  if (running === undefined) return
  if (running.next().done !== true || stack.running !== running) return
  delete stack.running
  delete stack.cancelled
  endOperation(cloud, stack)
}

/** Ends the newest operation, well or not by the state that it left. */
export function endOperation(cloud: Cloud, stack: Stack): void {
  const operation = stack.operations.at(-1)
  if (operation === undefined || operation.endedAt !== undefined) return
  operation.endedAt = cloud.now()
  operation.status = /FAILED|ROLLBACK/.test(stack.status) && operation.type !== 'ROLLBACK' ? 'FAILED' : 'SUCCEEDED'
  if (stack.status.endsWith('FAILED')) operation.status = 'FAILED'
}

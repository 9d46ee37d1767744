/** Events of a stack: written as CloudFormation writes them, told newest first. */
import { randomUUID } from 'node:crypto'
import type { Cloud } from './cloud.ts'
import type { Operation, Resource, Stack } from './model.ts'

/** One event; fields as in the API, in our case. */
export interface StackEvent {
  readonly id: string
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly at: Date
  readonly status: string
  readonly reason?: string
  readonly properties?: string
  readonly token?: string
  readonly operation?: string
  readonly hook?: Hook
  readonly validation?: Validation
  readonly detailed?: string
}

/** What a hook said. Source: `StackEvent` of the SDK's model. */
export interface Hook {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly mode: 'FAIL' | 'WARN'
  readonly point: string
}

/** What a validation said before anything began. Source: `OperationEvent` of the SDK's model. */
export interface Validation {
  readonly name: string
  readonly status: string
  readonly reason: string
  readonly path: string
  readonly mode: 'FAIL' | 'WARN'
}

/** What an event tells besides its subject. */
type More = Partial<Pick<StackEvent, 'reason' | 'hook' | 'validation' | 'detailed' | 'physicalId'>>

/** Tells of a resource, and sets its status. A second telling may name a physical id that is not the resource's own. */
export function tellResource(cloud: Cloud, stack: Stack, resource: Resource, status: string, more: More = {}): void {
  const { logicalId, type } = resource
  const physicalId = more.physicalId ?? resource.physicalId
  const reason = more.reason === undefined ? {} : { reason: more.reason }
  const held = stack.resources.get(logicalId)
  if (held !== undefined && more.hook === undefined && (physicalId === held.physicalId || physicalId === '')) {
    const { reason: _, ...rest } = held
    stack.resources.set(logicalId, { ...rest, status, ...reason, changedAt: cloud.now() })
  }
  // Resource events of the old engine are named by what they tell. Source: https://github.com/localstack/localstack,
  // tests/aws/services/cloudformation/test_change_set_values.snapshot.json, recorded from AWS.
  const isRemoval = status.startsWith('DELETE_')
  const stamp = cloud.now().toISOString().replace(/\.\d+/, '')
  const id = isRemoval ? `${logicalId}-${randomUUID()}` : `${logicalId}-${status}-${stamp}-${stack.events.length}`
  const properties = isRemoval ? {} : { properties: JSON.stringify(resource.properties) }
  record(cloud, stack, { id, logicalId, physicalId, type, status, ...properties, ...more })
}

/** Sets the stack's own status and tells of it. */
export function tellStack(cloud: Cloud, stack: Stack, status: string, reason?: string): void {
  stack.status = status
  delete stack.reason
  if (reason !== undefined) stack.reason = reason
  const more = reason === undefined ? {} : { reason }
  const physicalId = stack.id
  record(cloud, stack, { id: randomUUID(), logicalId: stack.name, physicalId, type: stackType, status, ...more })
}

/** Tells of a validation; DescribeEvents alone shows it. */
export function tellValidation(
  cloud: Cloud,
  stack: Stack,
  subject: { readonly logicalId: string; readonly type: string },
  validation: Validation,
): void {
  record(cloud, stack, { id: randomUUID(), ...subject, physicalId: '', status: '', validation })
}

export const stackType = 'AWS::CloudFormation::Stack'

function record(cloud: Cloud, stack: Stack, event: Omit<StackEvent, 'at' | 'token' | 'operation'>): void {
  const operation = stack.operations.at(-1)
  stack.events.push({
    ...event,
    at: cloud.now(),
    ...(operation === undefined ? {} : { operation: operation.id }),
    ...(operation?.token === undefined ? {} : { token: operation.token }),
  })
}

/** Begins an operation: all events until the next one are its own. */
export function beginOperation(cloud: Cloud, stack: Stack, type: string, token?: string): Operation {
  cloud.pass(1)
  const operation: Operation = {
    id: randomUUID(),
    type,
    startedAt: cloud.now(),
    status: 'IN_PROGRESS',
    ...(token === undefined ? {} : { token }),
  }
  stack.operations.push(operation)
  return operation
}

/** Ends the newest operation as failed, for the rollback that follows it; gives the token that it came with. */
export function endedOperationToken(cloud: Cloud, stack: Stack): string | undefined {
  const operation = stack.operations.at(-1)
  if (operation === undefined) return undefined
  if (operation.endedAt === undefined) {
    operation.endedAt = cloud.now()
    operation.status = 'FAILED'
  }
  return operation.token
}

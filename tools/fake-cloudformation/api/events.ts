/** DescribeStackEvents and DescribeEvents: newest first, in pages. */
import { type Cloud, findStack, mustFind } from '../cloud/cloud.ts'
import type { StackEvent } from '../cloud/events.ts'
import type { Operation, Stack } from '../cloud/model.ts'
import { looked } from '../operation/run.ts'
import { words } from '../sources.ts'
import { flag, structure, text } from '../wire/input.ts'
import { type Input, invalid, type Output } from '../wire/query.ts'
import { findChangeSet } from './change-sets.ts'
import { pageOf } from './page.ts'

export function describeStackEvents(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, text(input, 'StackName') ?? '', words.noStack)
  const shown = stack.events.filter(({ validation }) => validation === undefined).toReversed()
  const page = pageOf(shown, input, cloud.behaviour.page)
  const events = page.items.map((event) => ({
    ...subjectOf(stack, event),
    StackName: stack.name,
    OperationId: event.operation,
  }))
  // Later pages are one look with the first.
  if (text(input, 'NextToken') === undefined) looked(cloud, stack)
  return { StackEvents: events, NextToken: page.next }
}

function subjectOf(stack: Stack, event: StackEvent): Output {
  const { hook } = event
  return {
    StackId: stack.id,
    EventId: event.id,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: event.at,
    ResourceStatus: event.status === '' ? undefined : event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
    ClientRequestToken: event.token,
    HookType: hook?.type,
    HookStatus: hook?.status,
    HookStatusReason: hook?.reason,
    HookInvocationPoint: hook?.point,
    HookFailureMode: hook?.mode,
    DetailedStatus: event.detailed,
  }
}

export function describeEvents(cloud: Cloud, input: Input): Output {
  const found = scopeOf(cloud, input)
  const failedOnly = flag(structure(input, 'Filters'), 'FailedEvents') === true
  const told = found.flatMap(({ stack, operation }) => toldOf(stack, operation))
  const shown = told.filter((event) => !failedOnly || isFailed(event)).toReversed()
  const page = pageOf(shown, input, cloud.behaviour.page)
  return { OperationEvents: page.items, NextToken: page.next }
}

function scopeOf(cloud: Cloud, input: Input): readonly { readonly stack: Stack; readonly operation: Operation }[] {
  const operationId = text(input, 'OperationId')
  const changeSetName = text(input, 'ChangeSetName')
  if (changeSetName !== undefined) {
    const changeSet = findChangeSet(cloud, changeSetName, text(input, 'StackName'))
    const stack = mustFind(cloud, changeSet.stackId)
    return stack.operations.filter(({ id }) => id === changeSet.operation).map((operation) => ({ stack, operation }))
  }
  const name = text(input, 'StackName')
  const stacks = name === undefined ? cloud.stacks : [findStack(cloud, name)].filter((one) => one !== undefined)
  if (name !== undefined && stacks.length === 0) throw invalid(words.noStack(name))
  return stacks.flatMap((stack) =>
    stack.operations
      .filter(({ id }) => operationId === undefined || id === operationId)
      .map((operation) => ({ stack, operation })),
  )
}

/** An operation's events between two of its own: that it began, and that it ended. */
function toldOf(stack: Stack, operation: Operation): readonly Output[] {
  const own = {
    StackId: stack.id,
    OperationId: operation.id,
    OperationType: operation.type,
    ClientRequestToken: operation.token,
  }
  const whole = {
    ...own,
    EventType: 'STACK_EVENT',
    LogicalResourceId: stack.name,
    PhysicalResourceId: stack.id,
    ResourceType: 'AWS::CloudFormation::Stack',
    StartTime: operation.startedAt,
  }
  const events = stack.events
    .filter((event) => event.operation === operation.id)
    .map((event) => {
      const isStack = event.physicalId === stack.id
      const { validation } = event
      const type = isStack ? 'STACK_EVENT' : isFailing(event) ? 'PROVISIONING_ERROR' : 'PROGRESS_EVENT'
      const hooked = event.hook?.status.endsWith('FAILED') === true ? 'HOOK_INVOCATION_ERROR' : type
      return {
        ...own,
        ...subjectOf(stack, event),
        EventType: validation === undefined ? hooked : 'VALIDATION_ERROR',
        ValidationName: validation?.name,
        ValidationStatus: validation?.status,
        ValidationStatusReason: validation?.reason,
        ValidationPath: validation?.path,
        ValidationFailureMode: validation?.mode,
      }
    })
  const begun = {
    ...whole,
    EventId: `${operation.id}-begun`,
    Timestamp: operation.startedAt,
    OperationStatus: 'IN_PROGRESS',
  }
  const { endedAt, status } = operation
  const ended =
    endedAt === undefined
      ? []
      : [{ ...whole, EventId: `${operation.id}-ended`, Timestamp: endedAt, EndTime: endedAt, OperationStatus: status }]
  return [begun, ...events, ...ended]
}

function isFailing({ status }: StackEvent): boolean {
  return status.endsWith('_FAILED')
}

/** Source: EventFilter of the SDK's model: failed events alone. */
function isFailed(event: Output): boolean {
  return event['EventType'] !== 'STACK_EVENT' && /ERROR$/.test(String(event['EventType']))
}

/** DescribeStacks, ListStacks, and what a stack holds. */
import { type Cloud, mustFind } from '../cloud/cloud.ts'
import type { Resource, Stack } from '../cloud/model.ts'
import { looked } from '../operation/run.ts'
import { words } from '../sources.ts'
import { declaredParameters } from '../template/read.ts'
import { isMap } from '../template/values.ts'
import { required, text, texts } from '../wire/input.ts'
import { type Input, invalid, type Output } from '../wire/query.ts'
import { pageOf } from './page.ts'

export function describeStacks(cloud: Cloud, input: Input): Output {
  const name = text(input, 'StackName')
  const stacks =
    name === undefined || name === ''
      ? cloud.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE').toReversed()
      : [mustFind(cloud, name)]
  const page = pageOf(stacks, input, 100)
  const answer = { Stacks: page.items.map(viewOf), NextToken: page.next }
  for (const stack of page.items) looked(cloud, stack)
  return answer
}

function viewOf(stack: Stack): Output {
  const { definition, outputs, disableRollback, notifications, drift, stale } = stack
  const { status, reason, updatedAt } = stale?.shown ?? stack
  const secret = new Set(
    declaredParameters(definition.template)
      .filter(({ noEcho }) => noEcho)
      .map(({ name }) => name),
  )
  const description = definition.template.value['Description']
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: typeof description === 'string' ? description : undefined,
    // Source: NoEcho in the user guide: shown as asterisks.
    Parameters: listOrNone(
      Object.entries(definition.parameters).map(([key, value]) => ({
        ParameterKey: key,
        ParameterValue: secret.has(key) ? '****' : value,
      })),
    ),
    CreationTime: stack.createdAt,
    DeletionTime: stack.deletedAt,
    LastUpdatedTime: updatedAt,
    RollbackConfiguration: {},
    StackStatus: status,
    StackStatusReason: reason,
    DisableRollback: disableRollback,
    NotificationARNs: notifications,
    Capabilities: listOrNone(definition.capabilities),
    Outputs: listOrNone(
      outputs.map(({ key, value, description: said, exportName }) => ({
        OutputKey: key,
        OutputValue: value,
        Description: said,
        ExportName: exportName,
      })),
    ),
    RoleARN: stack.roleArn,
    Tags: Object.entries(definition.tags).map(([Key, Value]) => ({ Key, Value })),
    EnableTerminationProtection: stack.protected,
    ParentId: stack.parentId,
    RootId: stack.rootId,
    DriftInformation: { StackDriftStatus: drift?.status ?? 'NOT_CHECKED', LastCheckTimestamp: drift?.at },
    DeletionMode: stack.deletionMode,
    DeploymentConfig: stack.mode === undefined ? undefined : { Mode: stack.mode, DisableRollback: disableRollback },
    LastOperations: listOrNone(
      stack.operations
        .slice(-2)
        .toReversed()
        .map(({ id, type }) => ({ OperationType: type, OperationId: id })),
    ),
  }
}

function listOrNone<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}

export function listStacks(cloud: Cloud, input: Input): Output {
  const wanted = texts(input, 'StackStatusFilter')
  const stacks = cloud.stacks.filter(({ status }) => wanted.length === 0 || wanted.includes(status)).toReversed()
  const page = pageOf(stacks, input, 100)
  const summaries = page.items.map((stack) => ({
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    ParentId: stack.parentId,
    RootId: stack.rootId,
    DriftInformation: { StackDriftStatus: stack.drift?.status ?? 'NOT_CHECKED', LastCheckTimestamp: stack.drift?.at },
  }))
  return { StackSummaries: summaries, NextToken: page.next }
}

export function listStackResources(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'))
  const page = pageOf([...stack.resources.values()], input, 100)
  const summaries = page.items.map((resource) => ({
    ...resourceView(resource),
    LastUpdatedTimestamp: resource.changedAt,
  }))
  return { StackResourceSummaries: summaries, NextToken: page.next }
}

export function describeStackResources(cloud: Cloud, input: Input): Output {
  const logicalId = text(input, 'LogicalResourceId')
  const physical = text(input, 'PhysicalResourceId')
  const holder = (one: Stack): boolean => [...one.resources.values()].some(({ physicalId }) => physicalId === physical)
  const name = text(input, 'StackName')
  const stack = name === undefined ? cloud.stacks.find(holder) : mustFind(cloud, name)
  if (stack === undefined) throw invalid(words.noStack(physical ?? ''))
  const found = [...stack.resources.values()].filter((one) => logicalId === undefined || one.logicalId === logicalId)
  return { StackResources: found.map((one) => ({ ...ownerOf(stack), ...resourceView(one), Timestamp: one.changedAt })) }
}

export function describeStackResource(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'), words.noStack)
  const logicalId = required(input, 'LogicalResourceId')
  const found = stack.resources.get(logicalId)
  if (found === undefined) throw invalid(`Resource ${logicalId} does not exist for stack ${stack.name}`)
  const metadata = found.attributes['Metadata']
  const detail = {
    ...ownerOf(stack),
    ...resourceView(found),
    LastUpdatedTimestamp: found.changedAt,
    Metadata: isMap(metadata) ? JSON.stringify(metadata) : undefined,
  }
  return { StackResourceDetail: detail }
}

function ownerOf({ id, name }: Stack): Output {
  return { StackName: name, StackId: id }
}

function resourceView({ logicalId, physicalId, type, status, reason, drift }: Resource): Output {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId === '' ? undefined : physicalId,
    ResourceType: type,
    ResourceStatus: status,
    ResourceStatusReason: reason,
    DriftInformation: { StackResourceDriftStatus: drift ?? 'NOT_CHECKED' },
  }
}

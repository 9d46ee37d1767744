/** DescribeChangeSet, ListChangeSets, DeleteChangeSet; what makes and executes them stands beside. */

import type { ChangeSet } from '../change-set/model.ts'
import { contextOf, viewOf } from '../change-set/view.ts'
import { type Cloud, findStack, mustFind } from '../cloud/cloud.ts'
import { endOperation } from '../operation/run.ts'
import { words } from '../sources.ts'
import { declaredParameters } from '../template/read.ts'
import { flag, required, text } from '../wire/input.ts'
import { type Input, invalid, type Output, Refused } from '../wire/query.ts'
import { pageOf } from './page.ts'

/** The change set of an id, or of a name at a stack. */
export function findChangeSet(cloud: Cloud, nameOrId: string, stackName?: string): ChangeSet {
  const isGone = ({ status }: ChangeSet): boolean => status === 'DELETE_COMPLETE'
  const byId = cloud.changeSets.find((one) => one.id === nameOrId && !isGone(one))
  if (byId !== undefined) return byId
  if (!nameOrId.startsWith('arn:')) {
    if (stackName === undefined)
      throw invalid('StackName must be specified if ChangeSetName is not specified as an ARN.')
    const stack = findStack(cloud, stackName)
    if (stack === undefined) throw invalid(words.noStack(stackName))
    const named = cloud.changeSets.findLast((one) => one.stackId === stack.id && one.name === nameOrId && !isGone(one))
    if (named !== undefined) return named
  }
  throw new Refused('ChangeSetNotFound', words.noChangeSet(nameOrId), 404)
}

export function describeChangeSet(cloud: Cloud, input: Input): Output {
  const changeSet = findChangeSet(cloud, required(input, 'ChangeSetName'), text(input, 'StackName'))
  if (text(input, 'NextToken') === undefined) makeOn(cloud, changeSet)
  const { definition } = changeSet
  const stack = mustFind(cloud, changeSet.stackId)
  const withValues = flag(input, 'IncludePropertyValues') === true
  const page = pageOf(changeSet.status === 'CREATE_COMPLETE' ? changeSet.differences : [], input, 100)
  const secret = new Set(declaredParameters(definition.template).flatMap(({ noEcho, name }) => (noEcho ? [name] : [])))
  return {
    ...idsOf(cloud, changeSet),
    Parameters: Object.entries(definition.parameters).map(([ParameterKey, value]) => ({
      ParameterKey,
      ParameterValue: secret.has(ParameterKey) ? '****' : value,
    })),
    NotificationARNs: changeSet.notifications,
    RollbackConfiguration: {},
    Capabilities: definition.capabilities,
    Tags: Object.entries(definition.tags).map(([Key, Value]) => ({ Key, Value })),
    Changes: page.items.map((difference) => viewOf(difference, changeSet, withValues ? contextOf(stack) : undefined)),
    NextToken: page.next,
    StackDriftStatus: changeSet.mode === 'REVERT_DRIFT' ? (stack.drift?.status ?? 'NOT_CHECKED') : undefined,
    OnStackFailure: changeSet.onStackFailure,
    DeploymentConfig: changeSet.express === undefined ? undefined : { Mode: changeSet.express },
  }
}

/** Some time has passed: after enough looks the change set is made. */
function makeOn(cloud: Cloud, changeSet: ChangeSet): void {
  if (!/^CREATE_(PENDING|IN_PROGRESS)$/.test(changeSet.status)) return
  if (changeSet.looks > 0) {
    changeSet.looks -= 1
    changeSet.status = 'CREATE_IN_PROGRESS'
    return
  }
  const { status, execution, reason } = changeSet.becomes
  changeSet.status = status
  changeSet.execution = execution
  if (reason !== undefined) changeSet.reason = reason
  const stack = mustFind(cloud, changeSet.stackId)
  if (stack.operations.at(-1)?.id !== changeSet.operation) return
  endOperation(cloud, stack)
  const operation = stack.operations.at(-1)
  if (operation !== undefined) operation.status = status === 'FAILED' ? 'FAILED' : 'SUCCEEDED'
}

export function listChangeSets(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'), words.noStack)
  // Source: ListChangeSets of the SDK's model: those that are active; an executed one is not.
  const own = cloud.changeSets.filter(({ stackId, status, execution }) => {
    return stackId === stack.id && status !== 'DELETE_COMPLETE' && execution !== 'EXECUTE_COMPLETE'
  })
  const page = pageOf(own, input, 100)
  return { Summaries: page.items.map((one) => idsOf(cloud, one)), NextToken: page.next }
}

function idsOf(cloud: Cloud, changeSet: ChangeSet): Output {
  return {
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    StackId: changeSet.stackId,
    StackName: mustFind(cloud, changeSet.stackId).name,
    Description: changeSet.description,
    CreationTime: changeSet.createdAt,
    Status: changeSet.status,
    StatusReason: changeSet.reason,
    ExecutionStatus: changeSet.execution,
    IncludeNestedStacks: changeSet.includesNested,
    ImportExistingResources: changeSet.importsExisting,
    ParentChangeSetId: changeSet.parentId,
    RootChangeSetId: changeSet.rootId,
  }
}

export function deleteChangeSet(cloud: Cloud, input: Input): Output {
  const name = required(input, 'ChangeSetName')
  let changeSet: ChangeSet
  try {
    changeSet = findChangeSet(cloud, name, text(input, 'StackName'))
  } catch (error) {
    // Of one that is gone nothing is said. Source: DeleteChangeSet of the SDK's model, which has no error for it.
    if (name.startsWith('arn:') && error instanceof Refused && error.code === 'ChangeSetNotFound') return {}
    throw error
  }
  if (changeSet.execution === 'EXECUTE_IN_PROGRESS') throw new Refused('InvalidChangeSetStatus', words.changeSetBusy)
  changeSet.status = 'DELETE_COMPLETE'
  for (const id of changeSet.children.values()) {
    const child = cloud.changeSets.find((one) => one.id === id)
    if (child !== undefined) child.status = 'DELETE_COMPLETE'
  }
  return {}
}

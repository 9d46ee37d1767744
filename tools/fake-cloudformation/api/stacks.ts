/** CreateStack, UpdateStack, DeleteStack. */
import { compare, isEmpty } from '../change-set/compare.ts'
import { type Cloud, findStack, mustFind } from '../cloud/cloud.ts'
import type { Stack } from '../cloud/model.ts'
import { makeStack } from '../cloud/stacks.ts'
import { createStack, type OnFailure } from '../operation/create.ts'
import { deleteStack } from '../operation/delete.ts'
import { readPolicy } from '../operation/policy.ts'
import { startOperation } from '../operation/run.ts'
import { updateStack } from '../operation/update.ts'
import { words } from '../sources.ts'
import { flag, required, structure, text, texts } from '../wire/input.ts'
import { type Input, invalid, type Output, Refused } from '../wire/query.ts'
import { checkToken, definitionFrom } from './request.ts'

export function createStackCall(cloud: Cloud, input: Input): Output {
  const name = required(input, 'StackName')
  if (findStack(cloud, name) !== undefined) throw new Refused('AlreadyExistsException', words.stackExists(name))
  const definition = definitionFrom(cloud, input)
  const paused =
    flag(input, 'DisableRollback') ?? flag(structure(input, 'DeploymentConfig'), 'DisableRollback') ?? false
  const onFailure = (text(input, 'OnFailure') ?? (paused ? 'DO_NOTHING' : 'ROLLBACK')) as OnFailure
  const stack = makeStack(cloud, name, definition, {
    ...settingsOf(input),
    protected: flag(input, 'EnableTerminationProtection') ?? false,
    disableRollback: onFailure === 'DO_NOTHING',
  })
  const policy = policyFrom(cloud, input)
  if (policy !== undefined) stack.policy = policy
  const token = text(input, 'ClientRequestToken')
  startOperation(cloud, stack, { type: 'CREATE_STACK', token, work: createStack(cloud, stack, onFailure) })
  return { StackId: stack.id, OperationId: stack.operations.at(-1)?.id }
}

export function updateStackCall(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'), words.noStack)
  const token = text(input, 'ClientRequestToken')
  checkToken(stack, token)
  checkUpdatable(stack)
  const definition = definitionFrom(cloud, input, stack)
  if (isEmpty(stack, definition, compare(cloud, stack, definition))) throw invalid(words.noUpdates)
  const paused =
    flag(input, 'DisableRollback') ?? flag(structure(input, 'DeploymentConfig'), 'DisableRollback') ?? false
  const policy = policyFrom(cloud, input)
  if (policy !== undefined) stack.policy = policy
  const once = text(input, 'StackPolicyDuringUpdateBody')
  const how = { isPaused: paused, ...(once === undefined ? {} : { policy: once }) }
  const changes = { ...settingsOf(input), disableRollback: paused }
  startOperation(cloud, stack, {
    type: 'UPDATE_STACK',
    token,
    work: updateStack(cloud, stack, definition, how),
    changes,
  })
  return { StackId: stack.id, OperationId: stack.operations.at(-1)?.id }
}

/** Refuses an update of a stack whose state allows none. Source: the table of states that DescribeStacks' page refers to. */
export function checkUpdatable({ id, status }: Stack): void {
  const allowed = [
    ...[
      'CREATE_COMPLETE',
      'UPDATE_COMPLETE',
      'UPDATE_ROLLBACK_COMPLETE',
      'IMPORT_COMPLETE',
      'IMPORT_ROLLBACK_COMPLETE',
    ],
    ...['CREATE_FAILED', 'UPDATE_FAILED'],
  ]
  if (!allowed.includes(status)) throw invalid(words.notUpdatable(id, status))
}

/** States in which DeleteStack is refused: something else runs. */
const notDeletable = new Set([
  'UPDATE_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
  'IMPORT_ROLLBACK_IN_PROGRESS',
])

export function deleteStackCall(cloud: Cloud, input: Input): Output {
  const stack = findStack(cloud, required(input, 'StackName'))
  // A stack that is not there, or on its way, is no error. Source: DeleteStack of the SDK's model.
  if (stack === undefined || /^DELETE_(COMPLETE|IN_PROGRESS)$/.test(stack.status)) return {}
  const root = cloud.stacks.find(({ id }) => id === stack.rootId) ?? stack
  if (root.protected) throw invalid(words.isProtected(stack.id))
  if (notDeletable.has(stack.status)) throw invalid(words.notDeletable(stack.name, stack.status))
  const retain = texts(input, 'RetainResources')
  const force = text(input, 'DeletionMode') === 'FORCE_DELETE_STACK'
  if (retain.length > 0 && stack.status !== 'DELETE_FAILED') throw invalid(words.notRetainable(stack.id))
  if (force && stack.status !== 'DELETE_FAILED') throw invalid(words.notForcible(stack.id))
  if (retain.some((id) => stack.resources.get(id)?.status !== 'DELETE_FAILED')) throw invalid(words.retainsDeleted)
  const token = text(input, 'ClientRequestToken')
  checkToken(stack, token)
  if (force) stack.deletionMode = 'FORCE_DELETE_STACK'
  startOperation(cloud, stack, { type: 'DELETE_STACK', token, work: deleteStack(cloud, stack, { retain, force }) })
  return {}
}

/** What else a request says of a stack. */
export function settingsOf(input: Input): Partial<Stack> {
  const roleArn = text(input, 'RoleARN')
  const mode = text(structure(input, 'DeploymentConfig'), 'Mode')
  return {
    ...(input['NotificationARNs'] === undefined ? {} : { notifications: texts(input, 'NotificationARNs') }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(mode === undefined ? {} : { mode }),
  }
}

/** The stack policy of a request. */
export function policyFrom(cloud: Cloud, input: Input): string | undefined {
  const body = text(input, 'StackPolicyBody')
  const url = text(input, 'StackPolicyURL')
  if (body !== undefined && url !== undefined) throw invalid(words.twoPolicies)
  const policy = body ?? (url === undefined ? undefined : cloud.fetch(url))
  if (policy !== undefined && readPolicy(policy) === undefined) throw invalid(words.badPolicy)
  return policy
}

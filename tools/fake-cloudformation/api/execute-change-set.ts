/** ExecuteChangeSet. */
import type { ChangeSet } from '../change-set/model.ts'
import { type Cloud, mustFind } from '../cloud/cloud.ts'
import type { Running, Stack } from '../cloud/model.ts'
import { createStack, type OnFailure } from '../operation/create.ts'
import { importResources } from '../operation/import.ts'
import { startOperation } from '../operation/run.ts'
import { updateStack } from '../operation/update.ts'
import { words } from '../sources.ts'
import { flag, required, text } from '../wire/input.ts'
import { type Input, invalid, type Output, Refused } from '../wire/query.ts'
import { findChangeSet } from './change-sets.ts'
import { checkToken } from './request.ts'
import { checkUpdatable } from './stacks.ts'

export function executeChangeSet(cloud: Cloud, input: Input): Output {
  const changeSet = findChangeSet(cloud, required(input, 'ChangeSetName'), text(input, 'StackName'))
  const stack = mustFind(cloud, changeSet.stackId)
  const token = text(input, 'ClientRequestToken')
  const { id, status, execution } = changeSet
  if (/^CREATE_(PENDING|IN_PROGRESS)$/.test(status))
    throw new Refused('InvalidChangeSetStatus', words.stillMade(id, status))
  if (execution !== 'AVAILABLE') throw new Refused('InvalidChangeSetStatus', words.notExecutable(id, execution))
  checkToken(stack, token)
  if (stack.status !== 'REVIEW_IN_PROGRESS') checkUpdatable(stack)
  const paused = flag(input, 'DisableRollback')
  if (paused !== undefined && changeSet.onStackFailure !== undefined) throw invalid(words.twoFailures)
  const onFailure = (changeSet.onStackFailure ?? (paused === true ? 'DO_NOTHING' : 'ROLLBACK')) as OnFailure
  changeSet.execution = 'EXECUTE_IN_PROGRESS'
  for (const other of cloud.changeSets) {
    // Source: ExecuteChangeSet of the SDK's model: all others of the stack are deleted.
    if (other.stackId === stack.id && other !== changeSet) other.status = 'DELETE_COMPLETE'
  }
  const changes = {
    changeSetId: id,
    disableRollback: onFailure === 'DO_NOTHING',
    ...(changeSet.roleArn === undefined ? {} : { roleArn: changeSet.roleArn }),
    ...(changeSet.express === undefined ? {} : { mode: changeSet.express }),
    notifications: changeSet.notifications,
  }
  const type = stack.status === 'REVIEW_IN_PROGRESS' ? 'CREATE_STACK' : 'UPDATE_STACK'
  startOperation(cloud, stack, { type, token, work: executed(cloud, stack, changeSet, onFailure), changes })
  return {}
}

function* executed(cloud: Cloud, stack: Stack, changeSet: ChangeSet, onFailure: OnFailure): Running {
  const { definition, imports } = changeSet
  const isNew = stack.status === 'REVIEW_IN_PROGRESS'
  for (const [id, name] of imports) adoptable(cloud, stack, id, name)
  if (changeSet.type === 'IMPORT') yield* importResources(cloud, stack, definition, imports)
  else if (isNew) {
    stack.definition = definition
    yield* createStack(cloud, stack, onFailure)
  } else yield* updateStack(cloud, stack, definition, { isPaused: onFailure === 'DO_NOTHING' })
  changeSet.execution = /(FAILED|ROLLBACK_COMPLETE)$/.test(stack.status) ? 'EXECUTE_FAILED' : 'EXECUTE_COMPLETE'
}

/** A resource that is taken over by name during a creation or update is no conflict. */
function adoptable(cloud: Cloud, stack: Stack, logicalId: string, name: string): void {
  cloud.scripts.set(`${stack.name}/${logicalId}`, { ...cloud.scripts.get(`${stack.name}/${logicalId}`), adopt: name })
}

/** CancelUpdateStack, ContinueUpdateRollback, RollbackStack. */
import { type Cloud, mustFind } from '../cloud/cloud.ts'
import { rollBackPaused } from '../operation/create.ts'
import { rollBackUpdate } from '../operation/roll-back.ts'
import { startOperation } from '../operation/run.ts'
import { reasons, words } from '../sources.ts'
import { required, text, texts } from '../wire/input.ts'
import { type Input, invalid, type Output } from '../wire/query.ts'
import { checkToken } from './request.ts'

/** Cancels at the next tick: what runs ends as cancelled, and the update is rolled back. */
export function cancelUpdateStack(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'), words.noStack)
  if (stack.status !== 'UPDATE_IN_PROGRESS') throw invalid(words.notCancellable)
  stack.cancelled = true
  return {}
}

export function continueUpdateRollback(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'), words.noStack)
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED') throw invalid(words.notContinuable)
  const skip = texts(input, 'ResourcesToSkip')
  const wrong = skip.filter((name) => !name.includes('.') && stack.resources.get(name)?.status !== 'UPDATE_FAILED')
  if (wrong.length > 0) throw invalid(words.notSkippable(wrong.join(', ')))
  const token = text(input, 'ClientRequestToken')
  checkToken(stack, token)
  const work = rollBackUpdate(cloud, stack, reasons.begun, skip)
  startOperation(cloud, stack, { type: 'CONTINUE_ROLLBACK', token, work })
  return {}
}

export function rollbackStack(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'), words.noStack)
  const { status, mode } = stack
  // Express stacks cannot be rolled back. Source: https://github.com/aws/aws-cdk-cli/issues/1931
  if (!['CREATE_FAILED', 'UPDATE_FAILED'].includes(status) || mode === 'EXPRESS') throw invalid(words.notRollable)
  const token = text(input, 'ClientRequestToken')
  checkToken(stack, token)
  const work =
    stack.stable === undefined ? rollBackPaused(cloud, stack) : rollBackUpdate(cloud, stack, reasons.begun, [])
  startOperation(cloud, stack, { type: 'ROLLBACK', token, work })
  return { StackId: stack.id, OperationId: stack.operations.at(-1)?.id }
}

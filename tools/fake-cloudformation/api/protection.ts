/** Termination protection and the stack policy. */
import { type Cloud, mustFind } from '../cloud/cloud.ts'
import { words } from '../sources.ts'
import { flag, required } from '../wire/input.ts'
import { type Input, invalid, type Output } from '../wire/query.ts'
import { policyFrom } from './stacks.ts'

export function updateTerminationProtection(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'), words.noStack)
  if (stack.rootId !== undefined) throw invalid(words.protectsNested(stack.id))
  stack.protected = flag(input, 'EnableTerminationProtection') ?? false
  return { StackId: stack.id }
}

export function setStackPolicy(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'), words.noStack)
  const policy = policyFrom(cloud, input)
  if (policy !== undefined) stack.policy = policy
  return {}
}

export function getStackPolicy(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'), words.noStack)
  return { StackPolicyBody: stack.policy }
}

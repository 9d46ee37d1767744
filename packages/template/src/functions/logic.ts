import { noValue } from '../scope.ts'
import { isUnknown } from '../unknown.ts'
import type { TemplateValue } from '../value.ts'
import { asText, listOf, open, type Resolve, type Resolved, type Resolver } from './function.ts'

/** `Condition: Name` within a condition. */
export const conditionName: Resolve = (argument, { condition }) => condition(String(argument))

export const and: Resolve = (argument, resolver) => decide(argument, resolver, false)

export const or: Resolve = (argument, resolver) => decide(argument, resolver, true)

export const not: Resolve = (argument, resolver) => {
  const value = resolver.value(listOf(argument)[0] ?? null)
  return typeof value === 'boolean' ? !value : open(value, 'the result of Fn::Not')
}

export const equals: Resolve = (argument, resolver) => {
  const [first = null, second = null] = listOf(argument)
  const left = resolver.value(first)
  const right = resolver.value(second)
  if (left === noValue || isUnknown(left)) return open(left, 'the result of Fn::Equals')
  if (right === noValue || isUnknown(right)) return open(right, 'the result of Fn::Equals')
  return asText(left) === asText(right)
}

/** `Fn::If`: the side that the condition chooses. */
export const ifCondition: Resolve = (argument, resolver) => {
  const [name, then = null, otherwise = null] = listOf(argument)
  const holds = resolver.condition(String(name))
  return isUnknown(holds) ? holds : resolver.value(holds ? then : otherwise)
}

/** One side that decides is enough, also where others are unknown. */
function decide(argument: TemplateValue, resolver: Resolver, decides: boolean): Resolved {
  const values = listOf(argument).map((item) => resolver.value(item))
  if (values.includes(decides)) return decides
  return values.every((value) => typeof value === 'boolean')
    ? !decides
    : open(values.find(isUnknown), 'the result of a condition')
}

import { isUnknown, type ResolvedValue } from '../unknown.ts'
import type { TemplateValue } from '../value.ts'
import { listOf, open, type Resolve, type Resolved, type Resolver } from './function.ts'

/** `Fn::Contains` of the section `Rules`. Source: CloudFormation template reference, "Rule functions". */
export const contains: Resolve = (argument, resolver) =>
  compare(argument, resolver, (list, value) => list.includes(String(value)))

/** `Fn::EachMemberEquals` of the section `Rules`. */
export const eachMemberEquals: Resolve = (argument, resolver) =>
  compare(argument, resolver, (list, value) => list.every((one) => one === String(value)))

/** `Fn::EachMemberIn` of the section `Rules`. */
export const eachMemberIn: Resolve = (argument, resolver) =>
  compare(argument, resolver, (list, value) => {
    const allowed = Array.isArray(value) ? (value as readonly ResolvedValue[]).map(String) : [String(value)]
    return list.every((one) => allowed.includes(one))
  })

function compare(
  argument: TemplateValue,
  resolver: Resolver,
  holds: (list: readonly string[], value: ResolvedValue) => boolean,
): Resolved {
  const [first = null, second = null] = listOf(argument)
  const list = resolver.value(first)
  const value = resolver.value(second)
  const why = 'whether a rule on parameters holds'
  if (!Array.isArray(list) || (list as readonly ResolvedValue[]).some(isUnknown)) return open(list, why)
  if (typeof value === 'symbol' || isUnknown(value)) return open(value, why)
  if (Array.isArray(value) && (value as readonly ResolvedValue[]).some(isUnknown)) return open(undefined, why)
  return holds((list as readonly ResolvedValue[]).map(String), value)
}

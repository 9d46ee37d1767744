import { noValue } from '../scope.ts'
import { isUnknown, unknown } from '../unknown.ts'
import { isMap, type TemplateValue } from '../value.ts'
import { cidr } from './cidr.ts'
import { open, type Resolve, type Resolved, type Resolver, unknownWithin } from './function.ts'
import { findInMap, join, length, select, split } from './lists.ts'
import { and, conditionName, equals, ifCondition, not, or } from './logic.ts'
import { contains, eachMemberEquals, eachMemberIn } from './members.ts'
import { sub } from './sub.ts'

/** Resolves one intrinsic function other than `Ref`; one that only AWS can answer is unknown. */
export function resolveFunction(name: string, argument: TemplateValue, resolver: Resolver): Resolved {
  return functions.get(name)?.(argument, resolver) ?? unknown(`what ${name} gives`)
}

const getAtt: Resolve = (argument, resolver) => {
  const [id, attribute] = attributeOf(argument, resolver)
  return id === undefined || attribute === undefined
    ? unknown('an attribute whose name is unknown')
    : resolver.attribute(id, attribute)
}

const base64: Resolve = (argument, resolver) => {
  const value = resolver.value(argument)
  return typeof value === 'string' ? Buffer.from(value).toString('base64') : open(value, 'what Fn::Base64 encodes')
}

const toJsonString: Resolve = (argument, resolver) => {
  const value = resolver.value(argument)
  if (value === noValue) return noValue
  return unknownWithin(value) ?? JSON.stringify(value)
}

const importValue: Resolve = (argument, resolver) => {
  const name = resolver.value(argument)
  return typeof name === 'string' ? resolver.imported(name) : open(name, 'what Fn::ImportValue gives')
}

const getAvailabilityZones: Resolve = (argument, resolver) => {
  const region = resolver.value(argument === '' || argument === null ? { Ref: 'AWS::Region' } : argument)
  return typeof region === 'string'
    ? unknown(`the availability zones of ${region}`)
    : open(region, 'availability zones')
}

const getStackOutput: Resolve = (argument, resolver) => {
  const resolved = isMap(argument) ? resolver.value(argument) : undefined
  const map = resolved !== undefined && isMap(resolved) && !isUnknown(resolved) ? resolved : {}
  const { StackName: stack, OutputName: output } = map as { readonly [key: string]: unknown }
  const known = typeof stack === 'string' && typeof output === 'string'
  return unknown(known ? `output ${output} of stack ${stack}` : 'an output of another stack')
}

const functions: ReadonlyMap<string, Resolve> = new Map<string, Resolve>([
  ['Condition', conditionName],
  ['Fn::And', and],
  ['Fn::Base64', base64],
  ['Fn::Cidr', cidr],
  ['Fn::Contains', contains],
  ['Fn::EachMemberEquals', eachMemberEquals],
  ['Fn::EachMemberIn', eachMemberIn],
  ['Fn::Equals', equals],
  ['Fn::FindInMap', findInMap],
  ['Fn::GetAtt', getAtt],
  ['Fn::GetAZs', getAvailabilityZones],
  ['Fn::GetStackOutput', getStackOutput],
  ['Fn::If', ifCondition],
  ['Fn::ImportValue', importValue],
  ['Fn::Join', join],
  ['Fn::Length', length],
  ['Fn::Not', not],
  ['Fn::Or', or],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::Sub', sub],
  ['Fn::ToJsonString', toJsonString],
])

/** Logical id and attribute of an `Fn::GetAtt`, of which both may be written as functions. */
function attributeOf(argument: TemplateValue, resolver: Resolver): readonly (string | undefined)[] {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.')
    return dot < 0 ? [argument, undefined] : [argument.slice(0, dot), argument.slice(dot + 1)]
  }
  if (!Array.isArray(argument)) return []
  const parts = (argument as readonly TemplateValue[]).map((one) => resolver.value(one))
  if (parts.some((one) => typeof one !== 'string')) return []
  const [id, ...attribute] = parts as string[]
  return [id, attribute.length === 0 ? undefined : attribute.join('.')]
}

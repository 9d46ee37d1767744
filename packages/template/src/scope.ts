import type { Template } from './template.ts'
import { type ResolvedValue, unknown } from './unknown.ts'
import { own } from './value.ts'

/** What the account, region and stack name make known; what is left out stays unknown. */
export interface Pseudo {
  readonly account?: string
  readonly region?: string
  readonly stackName?: string
  /** Default: from the region. */
  readonly partition?: string
}

/** What `AWS::NoValue` resolves to: the property that holds it is left out. */
export const noValue: unique symbol = Symbol('AWS::NoValue')

/** A pseudo parameter's value; undefined where the name is none. */
export function pseudoParameter(name: string, pseudo: Pseudo): ResolvedValue | typeof noValue | undefined {
  const { region } = pseudo
  switch (name) {
    case 'AWS::NoValue':
      return noValue
    case 'AWS::AccountId':
      return pseudo.account ?? unknown('the account')
    case 'AWS::Region':
      return region ?? unknown('the region')
    case 'AWS::StackName':
      return pseudo.stackName ?? unknown('the name of the stack')
    case 'AWS::Partition':
      return pseudo.partition ?? (region === undefined ? unknown('the partition') : partitionOf(region))
    case 'AWS::URLSuffix':
      if (region === undefined) return unknown('the domain of the region')
      return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
    case 'AWS::StackId':
      return unknown('the id of the stack')
    case 'AWS::NotificationARNs':
      return unknown('the notification topics of the stack')
    default:
      return undefined
  }
}

/** A template parameter's value: what is given, else its default; undefined where the template has no such parameter. */
export function parameterValue(
  name: string,
  template: Template,
  given: Readonly<Record<string, string>>,
): ResolvedValue | undefined {
  const parameter = template.parameters[name]
  if (parameter === undefined) return undefined
  const value = own(given, name) ?? parameter.default
  if (value === undefined) return unknown(`the value of parameter ${name}`)
  if (parameter.type.startsWith('AWS::SSM::Parameter::Value')) return unknown(`what the SSM parameter ${value} holds`)
  const isList = parameter.type === 'CommaDelimitedList' || parameter.type.startsWith('List<')
  if (!isList) return value
  return value === '' ? [] : value.split(',').map((item) => item.trim())
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

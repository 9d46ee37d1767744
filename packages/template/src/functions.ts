import type { Resolved, Resolver } from './resolve.ts'
import { asText, noValue } from './scope.ts'
import { splitSub } from './sub.ts'
import { isKnownMap, isUnknown, type ResolvedValue, unknown } from './unknown.ts'
import { isMap, type TemplateValue } from './value.ts'

type Resolve = (argument: TemplateValue, resolver: Resolver) => Resolved

/** Resolves one intrinsic function other than `Ref`; one that only AWS can answer is unknown. */
export function resolveFunction(name: string, argument: TemplateValue, resolver: Resolver): Resolved {
  return functions[name]?.(argument, resolver) ?? unknown(`what ${name} gives`)
}

const functions: Readonly<Record<string, Resolve>> = {
  Condition: (argument, { condition }) => condition(String(argument)),
  'Fn::And': (argument, resolver) => logic(argument, resolver, false),
  'Fn::Or': (argument, resolver) => logic(argument, resolver, true),
  'Fn::Not': (argument, resolver) => {
    const value = resolver.value(listOf(argument)[0] ?? null)
    return typeof value === 'boolean' ? !value : open(value, 'the result of Fn::Not')
  },
  'Fn::Equals': (argument, resolver) => {
    const [first = null, second = null] = listOf(argument)
    const left = resolver.value(first)
    const right = resolver.value(second)
    if (left === noValue || isUnknown(left)) return open(left, 'the result of Fn::Equals')
    if (right === noValue || isUnknown(right)) return open(right, 'the result of Fn::Equals')
    return asText(left) === asText(right)
  },
  'Fn::If': (argument, resolver) => {
    const [name, then = null, otherwise = null] = listOf(argument)
    const holds = resolver.condition(String(name))
    return isUnknown(holds) ? holds : resolver.value(holds ? then : otherwise)
  },
  'Fn::Join': (argument, resolver) => {
    const [separator, items = []] = listOf(argument)
    const list = resolver.value(items)
    if (!Array.isArray(list)) return open(list, 'what Fn::Join joins')
    const parts = list.map(asText)
    return parts.find(isUnknown) ?? parts.join(String(separator))
  },
  'Fn::Split': (argument, resolver) => {
    const [separator, text = null] = listOf(argument)
    const value = resolver.value(text)
    return typeof value === 'string' ? value.split(String(separator)) : open(value, 'what Fn::Split splits')
  },
  'Fn::Select': (argument, resolver) => {
    const [index = null, items = []] = listOf(argument)
    const at = resolver.value(index)
    const list = resolver.value(items)
    if (!Array.isArray(list)) return open(list, 'what Fn::Select selects from')
    return (list as ResolvedValue[])[Number(at)] ?? unknown('an item that Fn::Select does not find')
  },
  'Fn::FindInMap': findInMap,
  'Fn::Sub': (argument, resolver) => {
    const [text, variables = {}] = typeof argument === 'string' ? [argument] : listOf(argument)
    if (typeof text !== 'string') return unknown('what Fn::Sub gives')
    const parts = splitSub(text).map((part): ReturnType<typeof asText> => {
      if (typeof part === 'string') return part
      const own = isMap(variables) ? variables[part.name] : undefined
      const attribute = own === undefined && part.name.includes('.')
      if (attribute) return unknown(`attribute ${part.name}`)
      const value = own === undefined ? resolver.reference(part.name) : resolver.value(own)
      return value === noValue ? '' : asText(value)
    })
    return parts.find(isUnknown) ?? parts.join('')
  },
  'Fn::GetAtt': (argument) => unknown(`attribute ${Array.isArray(argument) ? argument.join('.') : argument}`),
  'Fn::Base64': (argument, resolver) => {
    const value = resolver.value(argument)
    return typeof value === 'string' ? Buffer.from(value).toString('base64') : open(value, 'what Fn::Base64 encodes')
  },
  'Fn::Length': (argument, resolver) => {
    const value = resolver.value(argument)
    return Array.isArray(value) ? value.length : open(value, 'the list whose length is asked')
  },
  'Fn::ToJsonString': (argument, resolver) => {
    const value = resolver.value(argument)
    if (value === noValue) return noValue
    return unknownWithin(value) ?? JSON.stringify(value)
  },
}

function findInMap(argument: TemplateValue, resolver: Resolver): Resolved {
  const [map, first, second, options] = listOf(argument)
  const keys = [map, first, second].map((key) => resolver.value(key ?? null))
  const gap = keys.find((key) => typeof key !== 'string' && typeof key !== 'number')
  if (gap !== undefined) return open(gap, 'a key of Fn::FindInMap')
  const [name, top, sub] = keys.map(String)
  const found = [top, sub].reduce<TemplateValue | undefined>(
    (value, key) => (isMap(value) ? value[String(key)] : undefined),
    resolver.template.mappings[String(name)],
  )
  if (found !== undefined) return resolver.value(found)
  const fallback = isMap(options) ? options['DefaultValue'] : undefined
  return fallback === undefined ? unknown(`${name}.${top}.${sub}, which no mapping holds`) : resolver.value(fallback)
}

/** And and Or: one side that decides is enough, also where others are unknown. */
function logic(argument: TemplateValue, resolver: Resolver, decides: boolean): Resolved {
  const values = listOf(argument).map((item) => resolver.value(item))
  if (values.includes(decides)) return decides
  return values.find((value) => typeof value !== 'boolean') === undefined
    ? !decides
    : open(values.find(isUnknown), 'the result of a condition')
}

function unknownWithin(value: ResolvedValue): ReturnType<typeof unknown> | undefined {
  if (isUnknown(value)) return value
  const items = Array.isArray(value) ? value : isKnownMap(value) ? Object.values(value) : []
  for (const item of items) {
    const found = unknownWithin(item)
    if (found !== undefined) return found
  }
  return undefined
}

function open(value: Resolved | undefined, why: string): ReturnType<typeof unknown> {
  return isUnknown(value) ? value : unknown(why)
}

function listOf(value: TemplateValue): readonly TemplateValue[] {
  return Array.isArray(value) ? value : []
}

import { isUnknown, type ResolvedValue, unknown } from '../unknown.ts'
import { isMap, own, type TemplateMap, type TemplateValue } from '../value.ts'
import { asText, listOf, open, type Resolve } from './function.ts'

export const split: Resolve = (argument, resolver) => {
  const [separator, text = null] = listOf(argument)
  const value = resolver.value(text)
  return typeof value === 'string' ? value.split(String(separator)) : open(value, 'what Fn::Split splits')
}

export const select: Resolve = (argument, resolver) => {
  const [index = null, items = []] = listOf(argument)
  const at = resolver.value(index)
  const list = resolver.value(items)
  if (isUnknown(at)) return at
  if (!Array.isArray(list)) return open(list, 'what Fn::Select selects from')
  return (list as ResolvedValue[])[Number(at)] ?? unknown('an item that Fn::Select does not find')
}

export const length: Resolve = (argument, resolver) => {
  const value = resolver.value(argument)
  return Array.isArray(value) ? value.length : open(value, 'the list whose length is asked')
}

/** `Fn::FindInMap`, with functions as its keys and the default value of the language extensions. */
export const findInMap: Resolve = (argument, resolver) => {
  const [map, first, second, options] = listOf(argument)
  const keys = [map, first, second].map((key) => resolver.value(key ?? null))
  const gap = keys.find((key) => typeof key !== 'string' && typeof key !== 'number')
  if (gap !== undefined) return open(gap, 'a key of Fn::FindInMap')
  const [name = '', top = '', below = ''] = keys.map(String)
  const found = step(step(own(resolver.template.mappings, name), top), below)
  if (found !== undefined) return resolver.value(found)
  const fallback = isMap(options) ? options['DefaultValue'] : undefined
  return fallback === undefined ? unknown(`${name}.${top}.${below}, which no mapping holds`) : resolver.value(fallback)
}

function step(value: TemplateValue | undefined, key: string): TemplateValue | undefined {
  return isMap(value) ? own(value as TemplateMap, key) : undefined
}

/** `Fn::Join`, also of a list that a function gives. */
export const join: Resolve = (argument, resolver) => {
  const [separator, items = []] = listOf(argument)
  const list = resolver.value(items)
  if (!Array.isArray(list)) return open(list, 'what Fn::Join joins')
  const parts = (list as readonly ResolvedValue[]).map(asText)
  return parts.find(isUnknown) ?? parts.join(String(separator))
}

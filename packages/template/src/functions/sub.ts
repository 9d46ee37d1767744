import { noValue } from '../scope.ts'
import { splitSub } from '../sub.ts'
import { isUnknown, unknown } from '../unknown.ts'
import { isMap, own, type TemplateMap } from '../value.ts'
import { asText, listOf, type Resolve, type Resolver } from './function.ts'

/** `Fn::Sub`, with or without variables of its own. */
export const sub: Resolve = (argument, resolver) => {
  const [text, variables = {}] = typeof argument === 'string' ? [argument] : listOf(argument)
  if (typeof text !== 'string') return unknown('what Fn::Sub gives')
  const parts = splitSub(text).map((part) =>
    typeof part === 'string' ? part : named(part.name, isMap(variables) ? variables : {}, resolver),
  )
  return parts.find(isUnknown) ?? parts.join('')
}

function named(name: string, variables: TemplateMap, resolver: Resolver): ReturnType<typeof asText> {
  const variable = own(variables, name)
  const dot = name.indexOf('.')
  const value =
    variable !== undefined
      ? resolver.value(variable)
      : dot > 0
        ? resolver.attribute(name.slice(0, dot), name.slice(dot + 1))
        : resolver.reference(name)
  return value === noValue ? '' : asText(value)
}

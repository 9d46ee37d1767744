import type { noValue } from '../scope.ts'
import type { Template } from '../template.ts'
import { isKnownMap, isUnknown, type ResolvedValue, type Unknown, unknown } from '../unknown.ts'
import type { TemplateValue } from '../value.ts'

/** What a value resolves to; `noValue` makes the property that holds it vanish. */
export type Resolved = ResolvedValue | typeof noValue

/** Resolves values of one template; functions and conditions call it for their arguments. */
export interface Resolver {
  readonly template: Template
  value(value: TemplateValue): Resolved
  condition(name: string): boolean | Unknown
  reference(name: string): Resolved
  /** An attribute of a resource, or an output of an outer stack, as far as somebody told it. */
  attribute(logicalId: string, attribute: string): Resolved
  /** An export of another stack. */
  imported(name: string): Resolved
}

/** Resolves one function's argument. */
export type Resolve = (argument: TemplateValue, resolver: Resolver) => Resolved

/** The value itself where it is unknown, else something unknown for the reason given. */
export function open(value: Resolved | undefined, why: string): Unknown {
  return isUnknown(value) ? value : unknown(why)
}

/** The items of a list; none where it is no list. */
export function listOf(value: TemplateValue): readonly TemplateValue[] {
  return Array.isArray(value) ? value : []
}

/** The first unknown value within a value. */
export function unknownWithin(value: ResolvedValue): Unknown | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (isUnknown(value)) return value
  const items = Array.isArray(value)
    ? (value as readonly ResolvedValue[])
    : isKnownMap(value)
      ? Object.values(value)
      : []
  for (const item of items) {
    const found = unknownWithin(item)
    if (found !== undefined) return found
  }
  return undefined
}

/** A value as text, as `Fn::Sub` and `Fn::Join` write it; the unknown stays unknown. */
export function asText(value: ResolvedValue): string | Unknown {
  if (isUnknown(value)) return value
  if (Array.isArray(value)) {
    const parts = (value as readonly ResolvedValue[]).map(asText)
    return parts.find(isUnknown) ?? parts.join(',')
  }
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** What a template holds: JSON, with intrinsic functions in their long form (`{ Ref: … }`, `{ 'Fn::GetAtt': [ … ] }`). */
export type TemplateValue = null | boolean | number | string | readonly TemplateValue[] | TemplateMap

/** A mapping of a template. */
export interface TemplateMap {
  readonly [key: string]: TemplateValue
}

/** Keys and indexes that lead to a value of a template, counted in its long form. */
export type TemplatePath = readonly (string | number)[]

/** Tells whether a value is a mapping, neither a list nor a scalar. */
export function isMap(value: unknown): value is TemplateMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The name and argument of an intrinsic function where a value is one (`Ref`, `Condition` and `Fn::…`), else undefined. */
export function intrinsicOf(
  value: TemplateValue | undefined,
): readonly [name: string, argument: TemplateValue] | undefined {
  if (!isMap(value)) return undefined
  const entries = Object.entries(value)
  const only = entries.length === 1 ? entries[0] : undefined
  if (only === undefined) return undefined
  const [name] = only
  const isCondition = name === 'Condition' && typeof only[1] === 'string'
  return name === 'Ref' || isCondition || /^Fn::[A-Za-z0-9]+$/.test(name) ? only : undefined
}

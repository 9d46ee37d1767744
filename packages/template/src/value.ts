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
  const name = onlyKey(value)
  if (name === undefined || !isIntrinsicName(name)) return undefined
  const argument = value[name] as TemplateValue
  return name === 'Condition' && typeof argument !== 'string' ? undefined : [name, argument]
}

/** The key of a mapping that has one only. */
export function onlyKey(map: TemplateMap): string | undefined {
  let only: string | undefined
  for (const key in map) {
    if (only !== undefined) return undefined
    only = key
  }
  return only
}

function isIntrinsicName(name: string): boolean {
  if (name === 'Ref' || name === 'Condition') return true
  return name.startsWith('Fn::') && /^Fn::[A-Za-z0-9]+$/.test(name)
}

/** A value under a key that somebody else chose: names such as `constructor` find nothing that is not written. */
export function own<T>(map: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined
}

/** A mapping of entries by names that somebody else chose; it has these keys and no others, whatever they are called. */
export function record<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  const result: Record<string, T> = Object.create(null)
  for (const [key, value] of entries) result[key] = value
  return result
}

/** Sets a key of a plain object, also one called `__proto__`. */
export function put<T>(map: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
  } else map[key] = value
}

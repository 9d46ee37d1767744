import type { ResolvedResource } from '../resolve.ts'
import { isKnownMap, isUnknown, type ResolvedMap, type ResolvedValue } from '../unknown.ts'
import { intrinsicOf, isMap, type TemplatePath, type TemplateValue } from '../value.ts'
import type { RuleInput } from './rule.ts'

/** A resource as a rule sees it: its resolved properties, and the way back to where they are written. */
export interface Site {
  readonly logicalId: string
  readonly type: string
  readonly resource: ResolvedResource
  readonly properties: ResolvedMap
  /** The path of a property as it is written; keys are those of the resolved value. */
  at(...keys: TemplatePath): TemplatePath
}

/** The resources of some types that no condition rules out; of all types where none is named. */
export function* sitesOf(input: RuleInput, ...types: readonly string[]): Generator<Site> {
  for (const resource of Object.values(input.resolved.resources)) {
    const { logicalId, type, properties } = resource
    if (types.length > 0 && !types.includes(type)) continue
    const path = ['Resources', logicalId, 'Properties']
    yield {
      logicalId,
      type,
      resource,
      properties,
      at: (...keys) => [...path, ...written(input, input.template.resources[logicalId]?.properties ?? {}, keys)],
    }
  }
}

/** Where keys of a resolved value lead in what is written: through the chosen sides of `Fn::If`, past items that vanish. */
function written(input: RuleInput, value: TemplateValue, keys: TemplatePath): TemplatePath {
  const [side, inner] = sideOf(input, value)
  if (side.length > 0) return [...side, ...written(input, inner, keys)]
  const [key, ...rest] = keys
  if (key === undefined) return []
  if (Array.isArray(value) && typeof key === 'number') {
    const items = (value as readonly TemplateValue[]).map((item, index) => [item, index] as const)
    const [item, index] = items.filter(([one]) => !vanishes(input, one))[key] ?? []
    return item === undefined || index === undefined ? [key] : [index, ...written(input, item, rest)]
  }
  const next = isMap(value) ? value[key] : undefined
  return next === undefined ? keys : [key, ...written(input, next, rest)]
}

/** The side of an `Fn::If` that its condition chooses. */
function sideOf(input: RuleInput, value: TemplateValue): readonly [path: TemplatePath, value: TemplateValue] {
  const [name, argument] = intrinsicOf(value) ?? []
  if (name !== 'Fn::If' || !Array.isArray(argument)) return [[], value]
  const holds = input.resolved.conditions[String(argument[0])]
  if (typeof holds !== 'boolean') return [[], value]
  const index = holds ? 1 : 2
  return [['Fn::If', index], (argument[index] as TemplateValue | undefined) ?? null]
}

function vanishes(input: RuleInput, value: TemplateValue): boolean {
  const [side, inner] = sideOf(input, value)
  if (side.length > 0) return vanishes(input, inner)
  const [name, argument] = intrinsicOf(value) ?? []
  return name === 'Ref' && argument === 'AWS::NoValue'
}

/** The value below a resolved value; undefined where it is absent, or something above it is unknown. */
export function below(value: ResolvedValue | undefined, ...keys: TemplatePath): ResolvedValue | undefined {
  let found = value
  for (const key of keys) {
    if (isUnknown(found)) return found
    if (Array.isArray(found) && typeof key === 'number') found = (found as readonly ResolvedValue[])[key]
    else if (isKnownMap(found)) found = found[String(key)]
    else return undefined
  }
  return found
}

/** The items of a list, with their indexes; none where it is no known list. */
export function itemsOf(value: ResolvedValue | undefined): readonly (readonly [item: ResolvedValue, index: number])[] {
  return Array.isArray(value) ? (value as readonly ResolvedValue[]).map((item, index) => [item, index] as const) : []
}

/** A known scalar as text, as CloudFormation passes it on. */
export function textOf(value: ResolvedValue | undefined): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** A known number, also one written as text. */
export function numberOf(value: ResolvedValue | undefined): number | undefined {
  const text = textOf(value)
  return text === undefined || text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text)
}

/** Tells whether nothing within a value is unknown. */
export function isWhole(value: ResolvedValue | undefined): boolean {
  if (isUnknown(value)) return false
  if (Array.isArray(value)) return (value as readonly ResolvedValue[]).every(isWhole)
  return isKnownMap(value) ? Object.values(value).every(isWhole) : true
}

/** The logical id that `Ref`, `Fn::GetAtt` or a lone `Fn::Sub` points to, as it is written. */
export function targetOf(value: TemplateValue | undefined): string | undefined {
  const [name, argument] = intrinsicOf(value) ?? []
  if (name === 'Ref' && typeof argument === 'string') return argument
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return String(argument[0])
  if (name === 'Fn::Sub' && typeof argument === 'string') return /^\$\{([A-Za-z0-9]+)(\.\w+)?\}$/.exec(argument)?.[1]
  return undefined
}

/** The value as it is written at a path of the template. */
export function writtenAtPath(input: RuleInput, path: TemplatePath): TemplateValue | undefined {
  let value: TemplateValue | undefined = input.template.value
  for (const key of path) {
    if (Array.isArray(value)) value = (value as readonly TemplateValue[])[Number(key)]
    else if (isMap(value)) value = value[String(key)]
    else return undefined
  }
  return value
}

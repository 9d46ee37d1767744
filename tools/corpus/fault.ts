import {
  isKnownMap,
  type Template,
  type TemplateMap,
  type TemplatePath,
  type TemplateValue,
} from '@project-utils/template'
import type { ValidationSetting } from '@project-utils/template/validate'

/** A mistake that people make, which one rule must find. */
export interface Fault {
  /** The rule's id, without `template/`. */
  readonly rule: string
  readonly what: string
  /** Every way to plant it into a template. */
  plant(template: Template): Iterable<Planted>
}

/** A template with one mistake. */
export interface Planted {
  readonly value: TemplateMap
  /** Where a person would look for it; each of them is right. */
  readonly at: readonly TemplatePath[]
  /** What must be known besides the template for anybody to see it. */
  readonly setting?: ValidationSetting
}

/** A resource of a template, as it is written. */
export interface Site {
  readonly id: string
  readonly type: string
  readonly path: TemplatePath
  readonly resource: TemplateMap
  readonly properties: TemplateMap
}

/** The resources of a template: all, or those of some types. Loops are left out. */
export function sites({ value }: Pick<Template, 'value'>, ...types: readonly string[]): readonly Site[] {
  return Object.entries(mapAt(value, ['Resources'])).flatMap(([id, resource]): readonly Site[] => {
    if (!isMap(resource)) return []
    const type = String(resource['Type'])
    if (id.startsWith('Fn::') || (types.length > 0 && !types.includes(type))) return []
    return [{ id, type, path: ['Resources', id], resource, properties: mapAt(resource, ['Properties']) }]
  })
}

/** The template with another value at a path; undefined takes the key out. */
export function put(
  { value }: Pick<Template, 'value'>,
  path: TemplatePath,
  by: TemplateValue | undefined,
): TemplateMap {
  return replaced(value, path, by) as TemplateMap
}

/** The template with a key of another name, in its place. */
export function rename({ value }: Pick<Template, 'value'>, path: TemplatePath, name: string): TemplateMap {
  const above = path.slice(0, -1)
  const entries = Object.entries(mapAt(value, above)).map(([key, item]) => [key === path.at(-1) ? name : key, item])
  return replaced(value, above, Object.fromEntries(entries)) as TemplateMap
}

/** What stands at a path; undefined where nothing does. */
export function at(value: TemplateValue | undefined, path: TemplatePath): TemplateValue | undefined {
  const [step, ...rest] = path
  if (step === undefined || value === undefined) return value
  if (Array.isArray(value)) return at(value[Number(step)], rest)
  return isMap(value) ? at(value[step], rest) : undefined
}

/** The mapping at a path; an empty one where there is none. */
export function mapAt(value: TemplateValue, path: TemplatePath): TemplateMap {
  const found = at(value, path)
  return isMap(found) ? found : {}
}

/** A value, and where it stands. */
export interface Spot {
  readonly path: TemplatePath
  readonly value: TemplateValue
}

/** All values under a path, outermost first. */
export function* spots(template: Pick<Template, 'value'>, path: TemplatePath = []): Generator<Spot> {
  yield* below(at(template.value, path), path)
}

/** All uses of a function, each with its argument. */
export function uses(template: Pick<Template, 'value'>, name: string, within?: TemplatePath): readonly Spot[] {
  return [...spots(template, within)].flatMap(({ path, value }) => {
    const argument = isMap(value) && Object.keys(value).length === 1 ? value[name] : undefined
    return argument === undefined || path.some((step) => String(step).startsWith('Fn::ForEach'))
      ? []
      : [{ path, value: argument }]
  })
}

/** A word with two letters swapped, as fingers do. */
export function misspelt(word: string): string {
  const middle = Math.floor(word.length / 2)
  const [left = '', right = ''] = [word[middle - 1], word[middle]]
  if (left === right) return `${word}s`
  return word.slice(0, middle - 1) + right + left + word.slice(middle + 1)
}

function* below(value: TemplateValue | undefined, path: TemplatePath): Generator<Spot> {
  if (value === undefined) return
  yield { path, value }
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* below(item, [...path, index])
  else if (isMap(value)) for (const [key, item] of Object.entries(value)) yield* below(item, [...path, key])
}

function replaced(value: TemplateValue | undefined, path: TemplatePath, by: TemplateValue | undefined): TemplateValue {
  const [step, ...rest] = path
  if (step === undefined) return by ?? null
  if (Array.isArray(value) && typeof step === 'number') {
    const kept = rest.length === 0 && by === undefined
    const list = [...value]
    if (kept) list.splice(step, 1)
    else list[step] = replaced(value[step], rest, by)
    return list
  }
  const map = isMap(value) ? value : {}
  if (rest.length > 0 || by !== undefined) return { ...map, [step]: replaced(map[step], rest, by) }
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== step))
}

function isMap(value: unknown): value is TemplateMap {
  return isKnownMap(value as TemplateMap)
}

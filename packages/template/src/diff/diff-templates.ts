import type { Template } from '../template.ts'
import { intrinsicOf, isMap, own, type TemplateMap, type TemplatePath, type TemplateValue } from '../value.ts'
import { isJsonKey, isSame, isTagList, isVoid } from './meaning.ts'

/** One thing that means something else in another version of a template. */
export interface TemplateDifference {
  readonly kind: 'added' | 'removed' | 'changed'
  /** Such as `Resources`, `Parameters`, `Outputs`, `Conditions`, `Mappings`. */
  readonly section: string
  /** The logical id, or the name of the parameter, output or condition; absent for what has none, such as `Description`. */
  readonly name?: string
  /** In the version that has it; in the later one where both have. */
  readonly path: TemplatePath
  /** As it is written; absent where the first version has none. */
  readonly before?: TemplateValue
  readonly after?: TemplateValue
}

/**
 * What means something else in a second version of a template. Order of keys and of tags, comments, short and long forms,
 * ways to join a text, numbers written as texts and what `AWS::NoValue` makes vanish are no differences. Pass the templates
 * of resolved ones (`resolved.template`) to compare what loops make.
 */
export function diffTemplates(before: Template, after: Template): readonly TemplateDifference[] {
  const sections = [...new Set([...Object.keys(before.value), ...Object.keys(after.value)])]
  return sections.sort(bySection).flatMap((section) => {
    const one = before.value[section]
    const other = after.value[section]
    if (section === 'Transform') return transformDifferences(before, after)
    if (section === 'AWSTemplateFormatVersion') return []
    const isNamed = (value: TemplateValue | undefined): boolean => value === undefined || isMap(value)
    if (!isNamed(one) || !isNamed(other)) return compare(one, other, { section, path: [section] })
    const [left, right] = [mapOf(one), mapOf(other)]
    return keysOf(left, right).flatMap((name) =>
      compare(simplified(section, own(left, name)), simplified(section, own(right, name)), {
        section,
        name,
        path: [section, name],
      }),
    )
  })
}

const order: readonly string[] = [
  'Description',
  'Transform',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Globals',
]

function bySection(one: string, other: string): number {
  const rank = (section: string): number => (order.includes(section) ? order.indexOf(section) : order.length)
  return rank(one) - rank(other) || (one < other ? -1 : one > other ? 1 : 0)
}

interface Spot {
  readonly section: string
  readonly name?: string
  readonly path: TemplatePath
  readonly isJson?: boolean
}

function compare(
  before: TemplateValue | undefined,
  after: TemplateValue | undefined,
  spot: Spot,
): readonly TemplateDifference[] {
  const { isJson = false, ...at } = spot
  if (isSame(before, after, isJson)) return []
  if (before === undefined || isVoid(before)) return [{ kind: 'added', ...at, ...side('after', after) }]
  if (after === undefined || isVoid(after)) return [{ kind: 'removed', ...at, ...side('before', before) }]
  if (isPlainMap(before) && isPlainMap(after)) {
    return keysOf(before, after).flatMap((key) =>
      compare(own(before, key), own(after, key), below(spot, key, isJson || isJsonKey(key))),
    )
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const [one, other]: readonly (readonly TemplateValue[])[] = [before, after]
    if (one !== undefined && other !== undefined) {
      if (isTagList(one) && isTagList(other) && isKeyed(one) && isKeyed(other)) return compareTags(one, other, spot)
      if (one.length === other.length) {
        return one.flatMap((item, index) => compare(item, other[index], below(spot, index, isJson)))
      }
    }
  }
  return [{ kind: 'changed', ...at, before, after }]
}

function compareTags(
  before: readonly TemplateValue[],
  after: readonly TemplateValue[],
  spot: Spot,
): readonly TemplateDifference[] {
  const keys = [...new Set([...before, ...after].map(keyOf))].sort()
  return keys.flatMap((key) => {
    const [one, other] = [before, after].map((list) => list.findIndex((item) => keyOf(item) === key))
    const [left, right] = [one ?? -1, other ?? -1]
    return compare(before[left], after[right], below(spot, right < 0 ? left : right, false))
  })
}

function isKeyed(list: readonly TemplateValue[]): boolean {
  return new Set(list.map(keyOf)).size === list.length
}

function keyOf(tag: TemplateValue): string {
  return isMap(tag) ? String(tag['Key']) : ''
}

function below({ section, name, path }: Spot, key: string | number, isJson: boolean): Spot {
  return { section, ...(name === undefined ? {} : { name }), path: [...path, key], isJson }
}

function side(key: 'before' | 'after', value: TemplateValue | undefined): Partial<TemplateDifference> {
  return value === undefined ? {} : { [key]: value }
}

function isPlainMap(value: TemplateValue): value is TemplateMap {
  return isMap(value) && intrinsicOf(value) === undefined
}

function keysOf(one: TemplateMap, other: TemplateMap): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()
}

function mapOf(value: TemplateValue | undefined): TemplateMap {
  return isMap(value) ? value : {}
}

/** A resource without what says nothing: empty properties and metadata, the order of what it depends on. */
function simplified(section: string, value: TemplateValue | undefined): TemplateValue | undefined {
  if (section !== 'Resources' || !isMap(value)) return value
  const entries = Object.entries(value).flatMap(([key, item]): [string, TemplateValue][] => {
    const isEmpty = item === null || (typeof item === 'object' && Object.keys(item).length === 0)
    if ((key === 'Properties' || key === 'Metadata' || key === 'DependsOn') && isEmpty) return []
    if (key !== 'DependsOn') return [[key, item]]
    return [[key, Array.isArray(item) ? [...new Set(item.map(String))].sort() : [item]]]
  })
  return Object.fromEntries(entries)
}

function transformDifferences(before: Template, after: Template): readonly TemplateDifference[] {
  const [one, other] = [before, after].map(({ value }) => {
    const written = value['Transform']
    return written === undefined || Array.isArray(written) ? written : [written]
  })
  return compare(one, other, { section: 'Transform', path: ['Transform'] })
}

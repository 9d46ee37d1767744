/** One line for each value that changes in a resource. Source: ResourceChangeDetail of the SDK's model. */
import type { Definition, Json, JsonMap, Resource } from '../cloud/model.ts'
import { unknown } from '../template/evaluate.ts'
import type { Written } from '../template/read.ts'
import { isMap, isSame, referencesIn } from '../template/values.ts'
import type { Recreation } from './replacement.ts'

/** A value that changes. */
export interface Detail {
  readonly attribute: 'Properties' | 'Tags' | 'Metadata' | 'DeletionPolicy' | 'UpdateReplacePolicy' | 'CreationPolicy'
  readonly name?: string
  /** Such as `/Properties/Environment/Variables/STAGE`. */
  readonly path: string
  readonly before?: string
  readonly after?: string
  readonly kind: 'Add' | 'Remove' | 'Modify'
  /** CloudFormation only suspects it, as something that the value refers to changes. */
  readonly dynamic: boolean
  readonly source: 'DirectModification' | 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute' | 'Automatic'
  readonly cause?: string
  readonly recreation?: Recreation
}

/** What is compared. */
export interface Compared {
  readonly before: Resource
  readonly written: Written
  /** Of `written`, evaluated. */
  readonly properties: JsonMap
  /** As the template in force writes it. */
  readonly previous: Written | undefined
  readonly from: Definition
  readonly target: Definition
}

/** All values that change. */
export function detailsOf(compared: Compared): readonly Detail[] {
  const { before, written, properties, from, target } = compared
  const names = [...new Set([...Object.keys(before.properties), ...Object.keys(properties)])]
  const changed = names.flatMap((name) => {
    const [old, now] = [before.properties[name], properties[name]]
    if (isSame(old, now)) return []
    return leavesOf(`/Properties/${name}`, old, now).map(
      (leaf): Detail => ({
        attribute: 'Properties',
        name,
        ...leaf,
        ...sourceOf(name, leaf, compared),
      }),
    )
  })
  const own = (['Metadata', 'DeletionPolicy', 'UpdateReplacePolicy', 'CreationPolicy'] as const).flatMap(
    (attribute) => {
      const [old, now] = [before.attributes[attribute], written.attributes[attribute]]
      if (isSame(old, now)) return []
      const [leaf] = leavesOf(`/${attribute}`, asText(old), asText(now))
      return leaf === undefined ? [] : [{ attribute, ...leaf, dynamic: false, source: 'DirectModification' as const }]
    },
  )
  const tags: readonly Detail[] = isSame(from.tags, target.tags)
    ? []
    : [{ attribute: 'Tags', path: '/Properties/Tags', kind: 'Modify', dynamic: false, source: 'DirectModification' }]
  return [...changed, ...own, ...tags]
}

type Leaf = Pick<Detail, 'path' | 'before' | 'after' | 'kind'>

/** The deepest values that differ: maps are walked through, lists of one length too. */
export function leavesOf(path: string, old: Json | undefined, now: Json | undefined): readonly Leaf[] {
  if (isSame(old, now)) return []
  if (isMap(old) && isMap(now)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])]
    return keys.flatMap((key) => leavesOf(`${path}/${key}`, old[key], now[key]))
  }
  if (Array.isArray(old) && Array.isArray(now) && old.length === now.length) {
    return old.flatMap((item, index) => leavesOf(`${path}/${index}`, item, now[index]))
  }
  const kind = old === undefined ? 'Add' : now === undefined ? 'Remove' : 'Modify'
  const before = old === undefined ? {} : { before: asText(old) }
  const after = now === undefined ? {} : { after: asText(now) }
  return [{ path, kind, ...before, ...after }]
}

function asText(value: Json | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

function sourceOf(name: string, leaf: Leaf, compared: Compared): Pick<Detail, 'dynamic' | 'source' | 'cause'> {
  const { written, previous, target } = compared
  const value = written.properties[name] ?? null
  const references = referencesIn(value)
  if (leaf.after?.includes(unknown) === true) {
    const cause = references.find((id) => target.parameters[id] === undefined)
    const isAttribute = JSON.stringify(value).includes('Fn::GetAtt')
    const source = isAttribute ? 'ResourceAttribute' : 'ResourceReference'
    return { dynamic: true, source, ...(cause === undefined ? {} : { cause }) }
  }
  const isWritten = previous === undefined || !isSame(previous.properties[name], value)
  const cause = isWritten ? undefined : references.find((id) => target.parameters[id] !== undefined)
  if (cause !== undefined) return { dynamic: false, source: 'ParameterReference', cause }
  return { dynamic: false, source: 'DirectModification' }
}

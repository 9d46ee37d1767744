import { canonicalJson } from '@project-utils/contract'
import {
  isKnownMap,
  isUnknown,
  namedResources,
  type ResolvedMap,
  type ResolvedTemplate,
  type ResolvedValue,
  type Resource,
} from '@project-utils/template'
import type { ChangeDetail, Properties, ResourceChange } from '../change-set/resource-change.ts'
import { spelledProperties } from '../risks/spelled.ts'
import type { DesiredStack } from '../state/desired.ts'
import { followReferences } from './follow-references.ts'
import { type PreviousTemplate, resolveBody, resolvePrevious } from './previous-template.ts'

/** What a change at a path below `Properties` does to its resource, as far as it is published. */
export type Replaces = (type: string, path: readonly (string | number)[]) => 'yes' | 'maybe' | 'no' | 'unknown'

/** Everything that creating the stack makes. */
export function creationChanges({ resolved }: Pick<DesiredStack, 'resolved'>): readonly ResourceChange[] {
  return Object.values(resolved.resources).map(({ logicalId, type }) => creationOf(resolved, logicalId, type))
}

function creationOf(resolved: ResolvedTemplate, logicalId: string, type: string): ResourceChange {
  const after = { ...spelledProperties(resolved, logicalId) } as Properties
  return { logicalId, type, action: 'create', replacement: 'False', details: [], after }
}

/**
 * What differs between the template in force and the desired one, property by property, without asking CloudFormation:
 * compared as both are sent, under their parameters. What replaces a resource is told as far as `replaces` knows it; a
 * changed physical name or another type certainly does.
 */
export function templateChanges(
  desired: Pick<DesiredStack, 'name' | 'body' | 'parameters'>,
  previous: PreviousTemplate,
  arn?: string,
  replaces: Replaces = () => 'unknown',
): readonly ResourceChange[] {
  const stack = { name: desired.name, ...(arn === undefined ? {} : { arn }) }
  const before = resolvePrevious(previous, stack) as ResolvedTemplate
  const after = resolveBody(desired.body, { ...previous.parameters, ...desired.parameters }, stack)
  const renamed = renamedIn(before, after)
  const kept = Object.values(after.resources).flatMap((resource): readonly ResourceChange[] => {
    const { logicalId, type } = resource
    const old = before.resources[logicalId]
    if (old === undefined) return [creationOf(after, logicalId, type)]
    const sides = [spelledProperties(before, logicalId), spelledProperties(after, logicalId)] as const
    const details = [
      ...propertyDetails(type, sides, replaces),
      ...attributeDetails(before.template.resources[logicalId], after.template.resources[logicalId]),
    ]
    const isReplaced =
      old.type !== type || renamed.has(logicalId) || details.some(({ recreates }) => recreates === 'Always')
    if (details.length === 0 && old.type === type) return []
    const maybe = details.some(({ recreates }) => recreates === 'Conditionally')
    const replacement = isReplaced ? 'True' : maybe ? 'Conditional' : 'False'
    const [was, is] = sides.map((side) => ({ ...side }) as Properties)
    return [{ logicalId, type, action: 'modify', replacement, details, before: was ?? {}, after: is ?? {} }]
  })
  const removed = Object.values(before.resources)
    .filter(({ logicalId }) => after.resources[logicalId] === undefined)
    .map(({ logicalId, type, deletionPolicy }): ResourceChange => {
      const fate = deletionPolicy === 'RetainExceptOnCreate' ? 'Retain' : deletionPolicy
      const policy = typeof fate === 'string' ? { policyAction: fate } : {}
      return { logicalId, type, action: 'remove', replacement: 'False', ...policy, details: [] }
    })
  return [...followReferences(kept, after, replaces), ...removed]
}

function renamedIn(before: ResolvedTemplate, after: ResolvedTemplate): ReadonlySet<string> {
  const names = new Map(namedResources(before).map(({ logicalId, name }) => [logicalId, name]))
  const changed = namedResources(after).filter(
    ({ logicalId, name }) => names.has(logicalId) && names.get(logicalId) !== name,
  )
  return new Set(changed.map(({ logicalId }) => logicalId))
}

function propertyDetails(
  type: string,
  [before, after]: readonly [ResolvedValue | undefined, ResolvedValue | undefined],
  replaces: Replaces,
): readonly ChangeDetail[] {
  return differences(before ?? {}, after ?? {}, []).map(({ path, was, is }) => {
    const known = replaces(type, path)
    return {
      attribute: 'Properties',
      name: String(path[0] ?? ''),
      path: `/Properties/${path.join('/')}`,
      ...(was === undefined ? {} : { before: textOf(was) }),
      ...(is === undefined ? {} : { after: textOf(is) }),
      recreates: known === 'yes' ? 'Always' : known === 'maybe' ? 'Conditionally' : 'Never',
      source: 'DirectModification',
      dynamic: false,
    }
  })
}

interface Difference {
  readonly path: readonly string[]
  readonly was: ResolvedValue | undefined
  readonly is: ResolvedValue | undefined
}

/** The finest differing places: inside mappings, and inside lists of one length. */
function differences(
  was: ResolvedValue | undefined,
  is: ResolvedValue | undefined,
  path: readonly string[],
): readonly Difference[] {
  if (isKnownMap(was) && isKnownMap(is)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])]
    return keys.flatMap((key) => differences(was[key], is[key], [...path, key]))
  }
  if (isTagList(was) && isTagList(is)) return differences(byKey(was), byKey(is), path)
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length) {
    return was.flatMap((one: ResolvedValue, index) => differences(one, is[index], [...path, String(index)]))
  }
  return textOf(was) === textOf(is) ? [] : [{ path, was, is }]
}

/** Nobody minds the order of tags. */
function isTagList(value: ResolvedValue | undefined): value is readonly ResolvedMap[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((one) => isKnownMap(one) && typeof one['Key'] === 'string')
  )
}

function byKey(tags: readonly ResolvedMap[]): ResolvedMap {
  return Object.fromEntries(tags.map((tag) => [String(tag['Key']), tag['Value'] ?? null]))
}

/** What stands beside the properties. */
function attributeDetails(before: Resource | undefined, after: Resource | undefined): readonly ChangeDetail[] {
  return ['Metadata', 'DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy', 'CreationPolicy'].flatMap(
    (attribute) => {
      const [was, is] = [before?.attributes[attribute], after?.attributes[attribute]]
      if (canonicalJson(was) === canonicalJson(is)) return []
      return {
        attribute,
        ...(was === undefined ? {} : { before: textOf(was as ResolvedValue) }),
        ...(is === undefined ? {} : { after: textOf(is as ResolvedValue) }),
        recreates: 'Never',
        source: 'DirectModification',
        dynamic: false,
      } satisfies ChangeDetail
    },
  )
}

function textOf(value: ResolvedValue | undefined): string {
  if (isUnknown(value)) return value.why
  return typeof value === 'string' ? value : canonicalJson(value)
}

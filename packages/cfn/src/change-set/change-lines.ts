import type { Action, Change, Json, Later } from '@project-utils/contract'
import { causeOfReplacement, causeOfTouch, type FindChange, finderIn } from './causes.ts'
import {
  type ChangeDetail,
  knownAfterApply,
  type Properties,
  type ResourceChange,
  subjectOf,
} from './resource-change.ts'

/**
 * The changes of resources as lines of a plan: one for each property that changes, one for the resource where none is
 * named. Who causes a replacement stands in the reason; `step` is after what the later values are known.
 */
export function changeLines(resources: readonly ResourceChange[], step: string): readonly Change[] {
  const find = finderIn(resources)
  return resources.flatMap((resource) => linesOf(resource, step, find))
}

function linesOf(resource: ResourceChange, step: string, find: FindChange): readonly Change[] {
  const { type, details } = resource
  const action: Action = resource.action === 'modify' && resource.replacement === 'True' ? 'replace' : resource.action
  const reason = reasonOf(resource, find)
  const line: Change = { subject: subjectOf(resource), action, type, ...(reason === undefined ? {} : { reason }) }
  if (resource.action !== 'modify') return [line]
  const paths = new Map<string, { readonly dynamic: boolean; readonly change: Change }>()
  for (const detail of details) {
    const path = pathOf(detail)
    const known = paths.get(path)
    if (known !== undefined && (detail.dynamic || !known.dynamic)) continue
    const change = {
      ...line,
      path,
      ...side('before', detail.before ?? valueAt(resource.before, detail), step),
      ...side('after', detail.after ?? valueAt(resource.after, detail), step),
    }
    paths.set(path, { dynamic: detail.dynamic, change })
  }
  return paths.size === 0 ? [line] : [...paths.values()].map(({ change }) => change)
}

/** `/Properties/Environment/Variables/TABLE` as people write it: `Environment.Variables.TABLE`. */
function pathOf({ attribute, name, path }: ChangeDetail): string {
  if (path === undefined) return name ?? attribute
  const keys = path.split('/').filter((key) => key !== '')
  const shown = keys[0] === 'Properties' && keys.length > 1 ? keys.slice(1) : keys
  return shown.map((key, index) => (/^\d+$/.test(key) ? `[${key}]` : index === 0 ? key : `.${key}`)).join('')
}

function reasonOf(change: ResourceChange, find: FindChange): string | undefined {
  const { action, replacement, policyAction, untouched } = change
  const drift = change.drift === undefined ? [] : [drifts[change.drift]]
  const closed = change.closed === true ? ['what changes in it is not told'] : []
  const parts = [...drift, ...closed, ...whatOf()]
  return parts.length === 0 ? undefined : parts.join('; ')

  function whatOf(): readonly string[] {
    const fate = policyAction === undefined ? undefined : fates[policyAction]
    if (untouched !== undefined) return [untouchedWords[untouched]]
    if (action === 'remove') return fate === undefined ? [] : [fate]
    if (action === 'create') return []
    if (replacement === 'False') return inPlace(change, find)
    const cause = causeOfReplacement(change, find)
    const verb = replacement === 'True' ? 'is replaced' : 'may be replaced'
    const unsaid = replacement === 'True' ? verb : `${verb}: that depends on values known only when it is executed`
    return [cause === undefined ? unsaid : `${verb} because ${cause}`, ...(fate === undefined ? [] : [fate])]
  }
}

/** What kind of change it is where it touches less than the resource, or nothing of its own. */
function inPlace(change: ResourceChange, find: FindChange): readonly string[] {
  const touch = causeOfTouch(change, find)
  if (touch !== undefined) return [`only because ${touch}`]
  const kinds = new Set(change.details.map(({ attribute, name }) => (name === 'Tags' ? 'Tags' : attribute)))
  const [only] = kinds
  const words = kinds.size === 1 && only !== undefined ? minor[only] : undefined
  if (words !== undefined) return [words]
  const isMinor = kinds.size > 1 && [...kinds].every((kind) => policies.has(kind))
  return isMinor ? ['only its policies change: the resource is not touched'] : []
}

const policies: ReadonlySet<string> = new Set([
  'CreationPolicy',
  'DeletionPolicy',
  'UpdatePolicy',
  'UpdateReplacePolicy',
])

const minor: Readonly<Record<string, string>> = {
  Tags: 'only its tags change',
  Metadata: 'only its metadata changes: the resource is not touched',
  CreationPolicy: 'only its creation policy changes: the resource is not touched',
  DeletionPolicy: 'only its deletion policy changes: the resource is not touched',
  UpdatePolicy: 'only its update policy changes: the resource is not touched',
  UpdateReplacePolicy: 'only its policy for replacements changes: the resource is not touched',
}

const untouchedWords: Readonly<Record<NonNullable<ResourceChange['untouched']>, string>> = {
  imported: 'an existing resource is taken into the stack',
  synchronized: "only CloudFormation's record of it changes: the resource is not touched",
}

const drifts: Readonly<Record<NonNullable<ResourceChange['drift']>, string>> = {
  MODIFIED: 'it was changed outside CloudFormation',
  DELETED: 'it was deleted outside CloudFormation',
}

const fates: Readonly<Record<string, string>> = {
  Delete: 'it is deleted',
  Retain: 'it leaves the stack and stays in the account',
  Snapshot: 'it is deleted after a snapshot',
  ReplaceAndDelete: 'the old one is deleted',
  ReplaceAndRetain: 'the old one stays in the account',
  ReplaceAndSnapshot: 'the old one is deleted after a snapshot',
}

/** CloudFormation gives values as text, lists and mappings as JSON in it. */
function side(
  name: 'before' | 'after',
  value: Json | undefined,
  step: string,
): { readonly before?: Json | Later; readonly after?: Json | Later } {
  if (value === undefined) return {}
  if (value === knownAfterApply) return { [name]: { later: step } }
  if (typeof value !== 'string') return { [name]: value }
  return { [name]: parsed(value.replaceAll(knownAfterApply, '(known later)')) }
}

function parsed(text: string): Json {
  if (!/^[[{]/.test(text)) return text
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** The value of a property where only the resource's properties as a whole are told. */
function valueAt(properties: Properties | undefined, { attribute, name, path }: ChangeDetail): Json | undefined {
  if (properties === undefined || attribute !== 'Properties') return undefined
  const keys =
    path === undefined
      ? [name ?? '']
      : path
          .split('/')
          .filter((key) => key !== '')
          .slice(1)
  return keys.reduce<Json | undefined>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Properties)[key] : undefined),
    properties,
  )
}

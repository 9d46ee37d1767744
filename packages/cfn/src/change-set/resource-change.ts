import type { Action, Change, Json, Later } from '@project-utils/contract'

/** One property that a change set touches. */
export interface ChangeDetail {
  /** `Properties`, `Tags`, `DeletionPolicy` … */
  readonly attribute: string
  /** First name of the property's path; absent where the attribute as a whole is meant. */
  readonly name?: string
  readonly path?: string
  readonly before?: string
  readonly after?: string
  /** True where CloudFormation only suspects a change, because something the value refers to changes. */
  readonly dynamic: boolean
}

/** What happens to one resource, from a change set or from comparing templates. */
export interface ResourceChange {
  readonly logicalId: string
  readonly type: string
  readonly action: Extract<Action, 'create' | 'modify' | 'remove'>
  readonly replacement: 'True' | 'False' | 'Conditional'
  /** What becomes of the old resource where it is removed or replaced, such as `ReplaceAndRetain`. */
  readonly policyAction?: string
  readonly details: readonly ChangeDetail[]
}

/** CloudFormation's word for a value that only execution makes known. Source: DescribeChangeSet, "AfterContext". */
const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}'

/** A resource's change as lines of a plan: one for each property that changes, one for the resource where none is named. */
export function changesOf(resource: ResourceChange, step: string): readonly Change[] {
  const { logicalId: subject, type, details } = resource
  const action: Action = resource.action === 'modify' && resource.replacement === 'True' ? 'replace' : resource.action
  const reason = reasonOf(resource)
  const line: Change = { subject, action, type, ...(reason === undefined ? {} : { reason }) }
  if (resource.action !== 'modify') return [line]
  const paths = new Map<string, Change>()
  for (const detail of details) {
    const path = detail.path ?? (detail.name === undefined ? detail.attribute : `${detail.attribute}.${detail.name}`)
    const known = paths.get(path)
    if (known !== undefined && detail.dynamic) continue
    paths.set(path, {
      ...line,
      path,
      ...knownSide('before', detail.before, step),
      ...knownSide('after', detail.after, step),
    })
  }
  return paths.size === 0 ? [line] : [...paths.values()]
}

function reasonOf({ action, replacement, policyAction }: ResourceChange): string | undefined {
  const kept = policyAction === undefined ? undefined : fates[policyAction]
  if (action === 'remove') return kept
  if (replacement === 'True') return kept ?? 'is replaced'
  return replacement === 'Conditional'
    ? 'may be replaced: that depends on values known only when it is executed'
    : undefined
}

const fates: Readonly<Record<string, string>> = {
  Delete: 'is deleted',
  Retain: 'leaves the stack and stays in the account',
  Snapshot: 'is deleted after a snapshot',
  ReplaceAndDelete: 'is replaced; the old one is deleted',
  ReplaceAndRetain: 'is replaced; the old one stays in the account',
  ReplaceAndSnapshot: 'is replaced; the old one is deleted after a snapshot',
}

function knownSide(
  side: 'before' | 'after',
  text: string | undefined,
  step: string,
): { readonly before?: Json | Later; readonly after?: Json | Later } {
  if (text === undefined) return {}
  return { [side]: text.includes(knownAfterApply) ? { later: step } : text }
}

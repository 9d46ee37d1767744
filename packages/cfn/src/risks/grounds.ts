import {
  isKnownMap,
  isUnknown,
  type ResolvedMap,
  type ResolvedTemplate,
  type ResolvedValue,
  type Template,
} from '@project-utils/template'
import { knownAfterApply, type ResourceChange } from '../change-set/resource-change.ts'
import { spelledProperties } from './spelled.ts'

/** What risks are judged by, besides the changes. */
export interface RiskGrounds {
  /** The template that will be in force. */
  readonly resolved: ResolvedTemplate
  /** The template in force now, where it is known: it holds the policies of what is removed. */
  readonly previous?: Template
  /** The same, under the parameters in force. */
  readonly before?: ResolvedTemplate
}

/** A resource's properties as they are and as they will be; a side that nobody tells is undefined. */
export interface Sides {
  readonly before: ResolvedMap | undefined
  readonly after: ResolvedMap | undefined
}

/**
 * Both sides of a resource: as CloudFormation tells them, else from the templates. A value that only execution makes known
 * is what the template says of it, or, where a reference to it stood before already, what it was.
 */
export function sidesOf(change: ResourceChange, { resolved, before }: RiskGrounds): Sides {
  const isOwn = change.within === undefined
  const written = isOwn ? spelledProperties(resolved, change.logicalId) : undefined
  const was = isOwn && before !== undefined ? spelledProperties(before, change.logicalId) : undefined
  if (change.after === undefined || (change.before === undefined && change.action === 'modify')) {
    const isComplete = change.action === 'create' || was !== undefined
    return { before: was, after: isComplete || change.after === undefined ? written : (change.after as ResolvedMap) }
  }
  const told = change.before as ResolvedMap | undefined
  return { before: told, after: settled(change.after as ResolvedMap, told, written) as ResolvedMap }
}

function settled(
  value: ResolvedValue,
  before: ResolvedValue | undefined,
  written: ResolvedValue | undefined,
): ResolvedValue {
  if (value === knownAfterApply) {
    if (before !== undefined) return before
    return written !== undefined && (typeof written === 'string' || isUnknown(written)) ? written : value
  }
  if (Array.isArray(value)) {
    const [old, plain] = [before, written].map((side) => (Array.isArray(side) ? side : []))
    return value.map((item, index) => settled(item, old?.[index], plain?.[index]))
  }
  if (!isKnownMap(value)) return value
  const [old, plain] = [before, written].map((side) => (isKnownMap(side) ? side : {}))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, settled(item, old?.[key], plain?.[key])]))
}

import type { Change, Refusal, Risk, Sha256 } from '@project-utils/contract'
import { hashJson } from '@project-utils/run'
import { isGuardedRoute, isRoute } from '../risks/exposure.ts'
import { type RiskGrounds, sidesOf } from '../risks/grounds.ts'
import { risksOf } from '../risks/risks.ts'
import { list } from './causes.ts'
import { changeLines } from './change-lines.ts'
import { type Properties, type ResourceChange, subjectOf } from './resource-change.ts'

/** A change set that is ready to be executed, or empty and gone again. */
export interface ChangeSetView {
  /** ARN of the change set. */
  readonly id: string
  readonly name: string
  readonly stackArn: string
  readonly type: 'CREATE' | 'UPDATE' | 'IMPORT'
  readonly changes: readonly Change[]
  readonly risks: readonly Risk[]
  /** What a person should know besides; absent where nothing. */
  readonly notes?: readonly string[]
  /** What CloudFormation would refuse only while it executes; absent where nothing. */
  readonly refusals?: readonly Refusal[]
  /** Hash of what CloudFormation told; the same as long as it is the same change set. */
  readonly content?: Sha256
  /** True where nothing changes; the change set is deleted already. */
  readonly empty: boolean
  /** True where making it made the stack, as an empty shell in REVIEW_IN_PROGRESS. */
  readonly madeShell: boolean
}

/** What the changes of a stack come to, for a plan. `step` is after what the later values are known. */
export function viewChanges(
  changes: readonly ResourceChange[],
  grounds: RiskGrounds,
  step: string,
): Required<Pick<ChangeSetView, 'changes' | 'risks' | 'notes' | 'content'>> {
  const sorted = inOrder(changes)
  return {
    changes: changeLines(
      sorted.map((change) => withSides(change, grounds)),
      step,
    ),
    risks: risksOf(sorted, grounds),
    notes: notesOn(sorted, grounds),
    content: contentOfChanges(sorted),
  }
}

/** Where CloudFormation tells no values, the templates do as far as they are known. */
function withSides(change: ResourceChange, grounds: RiskGrounds): ResourceChange {
  if (change.before !== undefined || change.after !== undefined || change.action !== 'modify') return change
  const { before, after } = sidesOf(change, grounds)
  if (before === undefined || after === undefined) return change
  return { ...change, before: { ...before } as Properties, after: { ...after } as Properties }
}

/** Hash of changes, in whichever order CloudFormation lists them. */
export function contentOfChanges(changes: readonly ResourceChange[]): Sha256 {
  const text = (detail: object): string => JSON.stringify(detail)
  const sorted = inOrder(changes).map((change) => ({
    ...change,
    details: change.details.toSorted((a, b) => (text(a) < text(b) ? -1 : 1)),
  }))
  return hashJson(sorted)
}

/** CloudFormation lists them in any order; the plan's fingerprint must not depend on it. */
function inOrder(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  return changes.toSorted((a, b) => (subjectOf(a) < subjectOf(b) ? -1 : 1))
}

function notesOn(changes: readonly ResourceChange[], grounds: RiskGrounds): readonly string[] {
  const open = changes.filter((change) => {
    if (change.action !== 'create' || !isRoute(change.type)) return false
    const { after } = sidesOf(change, grounds)
    return after !== undefined && after['HttpMethod'] !== 'OPTIONS' && !isGuardedRoute(change.type, after)
  })
  const closed = changes.filter((change) => change.closed === true && change.action === 'modify').map(subjectOf)
  return [
    ...(open.length === 0 ? [] : [`everybody may call ${list(open.map(subjectOf))}: no authorizer is set`]),
    ...(closed.length === 0 ? [] : [`what changes inside ${list(closed)} is known only when it is executed`]),
  ]
}

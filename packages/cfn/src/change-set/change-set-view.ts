import type { Change, Risk } from '@project-utils/contract'

/** A change set that is ready to be executed, or empty and gone again. */
export interface ChangeSetView {
  /** ARN of the change set. */
  readonly id: string
  readonly name: string
  readonly stackArn: string
  readonly type: 'CREATE' | 'UPDATE'
  readonly changes: readonly Change[]
  readonly risks: readonly Risk[]
  /** True where nothing changes; the change set is deleted already. */
  readonly empty: boolean
  /** True where making it made the stack, as an empty shell in REVIEW_IN_PROGRESS. */
  readonly madeShell: boolean
}

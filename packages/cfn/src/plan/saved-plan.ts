import type { Plan, Sha256 } from '@project-utils/contract'
import type { ChangeSetView } from '../change-set/change-set-view.ts'
import type { StackPresence } from '../state/status.ts'

/** One stack of a plan that was written to a file. */
export interface SavedStack {
  readonly key: string
  readonly name: string
  /** The change set that is kept; executing it is all that remains to be done. */
  readonly changeSet: ChangeSetView
  /** What the stack was found in; `REVIEW_IN_PROGRESS` where making the change set made it. */
  readonly status: StackPresence
  /** When it had last changed; absent where it did not exist. */
  readonly updatedAt?: string
  /** Hash of the change set's own content, as CloudFormation tells it. */
  readonly content: Sha256
}

/** A plan in a file, to be executed later or elsewhere: it holds no template and no parameter, but the change sets made from them. */
export interface SavedPlan {
  readonly v: 1
  readonly kind: 'cfn plan'
  /** UTC, ISO 8601. */
  readonly madeAt: string
  /** After this it is refused; UTC, ISO 8601. */
  readonly expiresAt: string
  readonly run: string
  readonly toolVersion: string
  readonly plan: Plan
  readonly stacks: readonly SavedStack[]
  /** Keys of stacks that wait for what this plan makes: they need a plan of their own afterwards. */
  readonly open: readonly string[]
  /** Hash of everything above. */
  readonly seal: Sha256
}

import type { Prepared } from '@project-utils/contract'
import type { StacksWorld } from '../plan/stacks-world.ts'
import type { StackRecords } from '../state/stack-records.ts'
import type { StackState } from '../state/state.ts'
import type { StackCode } from './stack-bench.ts'

/** All that a deployment of stacks is planned from: the chosen ones as they are wanted and as they are. */
export interface Deployment extends StacksWorld {
  /** The chosen stacks, and those whose outputs or exports they take. */
  readonly states: Readonly<Record<string, StackState>>
  /** Outputs of the chosen stacks, for people. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly records: StackRecords
  /** Known only where something changes and nothing was recorded yet; else true. */
  readonly hasBucket: boolean
  /** Values of `ssm` and `secret` references, by `referenceKey`. */
  readonly references: ReadonlyMap<string, string>
  readonly code: StackCode
}

/** What was seen before the lock, and the change sets that were made from it. */
export interface SeenBefore {
  readonly deployment: Deployment
  readonly prepared: readonly Prepared[]
}

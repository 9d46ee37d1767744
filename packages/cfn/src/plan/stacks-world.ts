import type { Scope } from '@project-utils/contract'
import type { PlanStackInput } from './plan.ts'

/** One stack of a project as it is wanted and as it is: all that its plan is made from. */
export interface StackWorld extends Omit<PlanStackInput, 'changeSet' | 'accept' | 'needs'> {
  /** Keys of the stacks that come first, for whatever reason. */
  readonly after: readonly string[]
  /** Keys of those among them whose outputs it takes. */
  readonly takes: readonly string[]
  /**
   * True while it waits for something that this plan makes, such as an output or an export: `desired` is then what can be
   * known of it, and it gets its change set at its turn.
   */
  readonly pending: boolean
  /** True where nothing but the code of its functions differs from what was recorded: a preview then makes no change set. */
  readonly codeOnly?: boolean
}

/** The stacks that a plan is about. */
export interface StacksWorld {
  readonly scope: Scope
  /** Logical ids whose risks the person accepted. */
  readonly accept: readonly string[]
  /** By key. */
  readonly stacks: Readonly<Record<string, StackWorld>>
}

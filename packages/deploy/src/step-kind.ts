import type { Context, Json, Step, StepResult } from '@project-utils/contract'
import type { Workbench } from './workbench.ts'
import type { World } from './world.ts'

/** One step at work. `known` holds what earlier steps made known, by step id. */
export interface Job {
  readonly step: Step
  readonly known: ReadonlyMap<string, Json>
  readonly bench: Workbench
  readonly world: World
  readonly context: Context
}

/** A kind of step: what it would do, and how it is done. */
export interface StepKind {
  readonly kind: string
  /** Pure: from what is wanted and what is there to the steps of this kind; none where there is nothing to do. */
  plan(world: World): readonly Step[]
  apply(job: Job): Promise<StepResult>
}

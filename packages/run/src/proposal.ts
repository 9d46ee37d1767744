import type { Answer, Approval, Plan, Prepared, Sha256 } from '@project-utils/contract'
import type { Failure } from './outcome.ts'

/** A plan on its way to being applied, with the world that it was made from. */
export interface Proposal<World> {
  world: World
  plan: Plan & { readonly fingerprint: Sha256 }
  approval?: Approval
}

/** What an act came to, before its envelope is made. */
export interface Applied {
  readonly answer: Answer
  readonly failure?: Failure
}

/** Removes prepared things that will not be used. */
export type Discard = (prepared: readonly Prepared[]) => Promise<void>

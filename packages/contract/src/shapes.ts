import type { Problem } from './error.ts'
import type { Emit, Outcome } from './event.ts'
import type { ExitCode } from './exit-code.ts'
import type { Finding } from './finding.ts'
import type { Json } from './json.ts'
import type { Draft, Plan, Prepared, Step } from './plan.ts'
import type { Next } from './result.ts'
import type { Scope } from './scope.ts'

/** What every library function that takes long or says something is given. */
export interface Context {
  /** Aborted when the run is to settle: start nothing new, finish or cancel what runs. */
  readonly signal: AbortSignal
  readonly emit: Emit
}

/** What a question found, or what an act came to. */
export interface Answer {
  readonly data: Json
  readonly findings?: readonly Finding[]
  readonly problems?: readonly Problem[]
  /** Default: 0, or the highest exit code of the problems. */
  readonly exitCode?: ExitCode
  readonly next?: Next
}

/** Read → result. No plan, no lock, no audit; it may emit rows, also without end. */
export interface Question {
  /** Tool and verb, such as `deploy status`. */
  readonly command: string
  readonly scopes: readonly Scope[]
  /** True where rows may go on until the person ends it; ending it by a signal is then exit 0. */
  readonly endless?: boolean
  ask(context: Context): Promise<Answer>
}

/** `preview` prepares only what a plan cannot be shown without and will be discarded; `apply` prepares all that will be used. */
export type Purpose = 'preview' | 'apply'

/** How one step ended, and what it made known to later steps and to the record. */
export interface StepResult {
  readonly outcome: Extract<Outcome, 'done' | 'skipped'>
  readonly data?: Json
}

/** The end of an act's steps, before its answer is made. */
export interface Ending {
  readonly outcome: 'succeeded' | 'failed' | 'interrupted'
  /** Steps that were done, with what they made known, in order. */
  readonly done: readonly { readonly step: Step; readonly result: StepResult; readonly ms: number }[]
  /** The step that failed or was interrupted, and why. */
  readonly failed?: { readonly step: Step; readonly error: unknown; readonly ms: number }
  /** Steps that were never started. */
  readonly open: readonly Step[]
  /** How taking back what was done ended; absent where nothing was to be taken back, or nothing could be. */
  readonly undone?: Undone
}

/** How what was done is taken back. */
export interface Undoing {
  /** Applied by the act like the steps of its plan; `known` holds only what they make known themselves. */
  readonly steps: readonly Step[]
  /** What stays as it is, and why: a sentence each. */
  readonly remains: readonly string[]
}

/** The end of taking back what was done. */
export interface Undone extends Omit<Ending, 'undone'>, Pick<Undoing, 'remains'> {
  /** Why it could not even be planned. */
  readonly error?: unknown
}

/**
 * Read → prepare → plan → approve → apply → verify → record; performed by `run`. Verification is a step of the plan like
 * the others, with kind `check` as its action.
 */
export interface Act<World> {
  readonly command: string
  readonly scopes: readonly Scope[]
  /** Looks; changes nothing outside this machine. Called again under the lock. */
  read(context: Context): Promise<World>
  /** Decides; pure. Prepared things of the same run are given once they exist. */
  plan(world: World, prepared: readonly Prepared[]): Draft
  /** Why a person is asked in every tier, also where the policy would let the plan go. */
  readonly alwaysAsk?: string
  /** Writes what a plan must point to and nobody is served from; absent where nothing is. */
  prepare?(world: World, draft: Draft, purpose: Purpose, context: Context): Promise<readonly Prepared[]>
  /** Removes prepared things: after a dry run, a refusal or a plan that moved on. */
  discard?(prepared: readonly Prepared[], context: Context): Promise<void>
  /** Last guard before the first write, such as the caller's identity. Throws to refuse. */
  guard?(context: Context): Promise<void>
  /** Under the lock, before the first step: writes the record as started. */
  open?(plan: Plan, world: World, context: Context): Promise<void>
  /** The only writer of what matters. `known` holds what earlier steps made known, by step id. */
  apply(step: Step, known: ReadonlyMap<string, Json>, plan: Plan, world: World, context: Context): Promise<StepResult>
  /**
   * Under the lock, after steps that failed: how to take back what was done; undefined where that is not wanted, or where
   * nothing can be returned to. The person's signal stops neither this nor its steps, only the loss of the lock does.
   */
  undo?(ending: Ending, plan: Plan, world: World, context: Context): Promise<Undoing | undefined>
  /**
   * Under the lock, whatever happened: writes the outcome into the record and gives the answer. The context's signal is a
   * fresh one: what must be written still can be.
   */
  close(ending: Ending, plan: Plan, world: World, context: Context): Promise<Answer>
  /**
   * Whether steps that did not all end well may have left the environment different from before. Exit code 1 promises that
   * they have not, so a failure is then told as incomplete. Default: never.
   */
  leavesChanges?(ending: Ending): boolean
  /** The answer when there is nothing to do. */
  nothing(world: World): Answer
  /** What a dry run answers besides the plan, such as a preview. Default: `{}`. */
  preview?(plan: Plan, world: World): Readonly<Record<string, Json>>
}

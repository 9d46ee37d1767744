import type { Sha256 } from './hash.ts'
import type { Json } from './json.ts'
import type { Place } from './place.ts'
import type { Scope } from './scope.ts'

/** A value that nobody can know before a step has run, such as an output of a stack that does not exist yet. */
export interface Later {
  /** Id of the step after which the value is known. */
  readonly later: string
}

/** What a step does to its subject. */
export type Action = 'create' | 'modify' | 'replace' | 'remove' | 'run' | 'check' | 'move'

/** How a step is undone. */
export type Undo = 'automatic' | 'by hand' | 'impossible'

export type RiskKind = 'data-loss' | 'replacement' | 'widened-access' | 'public-exposure' | 'drift' | 'cost'

/** A reason to stop and ask. */
export interface Risk {
  readonly kind: RiskKind
  /** The logical id (or name) by which the risk is accepted. */
  readonly subject: string
  readonly message: string
  /** Whether the person accepted it by name (`--accept-risk <subject>`). */
  readonly accepted?: boolean
}

/** One property, resource or file that a step changes. */
export interface Change {
  readonly subject: string
  readonly action: Action
  /** What kind of thing it is, such as `AWS::DynamoDB::Table`. */
  readonly type?: string
  /** Property path, where the change is finer than the subject. */
  readonly path?: string
  readonly before?: Json | Later
  readonly after?: Json | Later
  readonly reason?: string
}

/** One thing that an act will do. */
export interface Step {
  /** Unique in its plan: kind, then subject, such as `stack.app` or `alias.ApiFunction`. */
  readonly id: string
  /** The kind of step, which names the code that applies it. */
  readonly kind: string
  readonly title: string
  readonly why: string
  /** Ids of the steps that must have ended well before this one. */
  readonly needs: readonly string[]
  readonly action: Action
  readonly undo: Undo
  readonly risks: readonly Risk[]
  readonly changes?: readonly Change[]
  /**
   * True for the few steps that make the place where lock and records live: performed before the lock, so they must be
   * safe to run twice and at the same time.
   */
  readonly foundation?: boolean
  /** What the applying code needs to know, as data: a plan kept in a file must be enough to perform it. */
  readonly input?: Json
}

/** Something written before approval that nobody is served from. */
export interface Prepared {
  readonly kind: 'blob' | 'change-set'
  /** The step that will use it. */
  readonly step: string
  /** Its name or key, enough to find and remove it. */
  readonly id: string
  readonly detail?: Json
}

/** Steps that would bring actual to desired, over one or more scopes; plain data. */
export interface Plan {
  readonly kind: string
  readonly scopes: readonly Scope[]
  readonly steps: readonly Step[]
  /** What was found and taken for granted, such as `stack.app: UPDATE_COMPLETE`; part of the fingerprint. */
  readonly assumes: Readonly<Record<string, Json>>
  readonly prepared: readonly Prepared[]
  /** What stops the plan before any approval; with one of these the plan is refused. */
  readonly refusals: readonly Refusal[]
  /** What the person should know before approving, without stopping. */
  readonly notes: readonly string[]
  /** Hash of everything above but titles and prepared things; set by `run`. */
  readonly fingerprint?: Sha256
}

/** A reason why the plan must not run, with the ways on. */
export interface Refusal {
  readonly code: Uppercase<string>
  readonly message: string
  readonly hint?: string
  readonly where?: Place
  /** The command that leads on, where there is exactly one; the result names it as the next. */
  readonly next?: string
  /** True where a dry run may show the plan all the same: what is missing can be made before. */
  readonly previewable?: boolean
}

/** A plan before `run` has stamped it. */
export type Draft = Omit<Plan, 'fingerprint' | 'prepared'>

/** Tells whether a value is only known after a step. */
export function isLater(value: unknown): value is Later {
  return typeof value === 'object' && value !== null && 'later' in value
}

/** The risks of a plan that nobody has accepted yet, in the order of its steps. */
export function openRisks(plan: Pick<Plan, 'steps'>): readonly Risk[] {
  return plan.steps.flatMap((step) => step.risks.filter((risk) => risk.accepted !== true))
}

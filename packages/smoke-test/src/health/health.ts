import type { Scope } from '@project-utils/contract'

/** What is looked at, in the order in which it is told. */
export const healthAreas = [
  'stacks',
  'endpoints',
  'functions',
  'alarms',
  'queues',
  'tables',
  'distributions',
  'certificates',
] as const

export type HealthArea = (typeof healthAreas)[number]

/**
 * `green` was seen to be well, `yellow` is degraded, `unknown` could not be seen, `red` is broken. Worse ones come later: what
 * cannot be seen is worse than what is known to be degraded, and never healthy.
 */
export type HealthVerdict = 'green' | 'yellow' | 'unknown' | 'red'

/** One fact that matters. A `note` is worth telling and changes no verdict. */
export interface HealthReason {
  /** Such as `health/function-errors`. */
  readonly rule: string
  readonly level: Exclude<HealthVerdict, 'green'> | 'note'
  /** Names the thing, the fact, and the number with its threshold. */
  readonly message: string
  readonly value?: number
  readonly threshold?: number
  /** The next step, as a command where possible. */
  readonly fix: string
}

/** One thing that was looked at, and what follows. */
export interface HealthThing {
  readonly area: HealthArea
  readonly name: string
  readonly verdict: HealthVerdict
  /** What was seen, in a few words. */
  readonly told: string
  readonly reasons: readonly HealthReason[]
}

/** One verdict on an environment: the worst of all things that were looked at. */
export interface Health {
  readonly verdict: HealthVerdict
  /** When it was looked at; ISO 8601, UTC. */
  readonly at: string
  /** Milliseconds back that metrics were read. */
  readonly since: number
  readonly environment: Scope
  /** In the order of `healthAreas`; one without things is `none`: nothing of it is in the stacks. */
  readonly areas: readonly {
    readonly area: HealthArea
    readonly verdict: HealthVerdict | 'none'
    readonly things: readonly HealthThing[]
  }[]
}

const order: readonly HealthVerdict[] = ['green', 'yellow', 'unknown', 'red']

/** The worst of several verdicts; green where there is none. */
export function worstVerdict(verdicts: readonly HealthVerdict[]): HealthVerdict {
  return verdicts.reduce<HealthVerdict>((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), 'green')
}

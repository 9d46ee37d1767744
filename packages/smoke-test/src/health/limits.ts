import type { HealthSettings } from '@project-utils/project'

const minute = 60_000
const day = 86_400_000

/** From where on a number is degraded (yellow) or broken (red); shares are of 1, times in milliseconds. */
export interface HealthLimits {
  /** An endpoint that answers more slowly is yellow. */
  readonly slow: number
  /** Failed calls of a function as a share of its calls; fewer are yellow. */
  readonly errors: number
  /** Throttled calls of a function as a share of all that were sent; fewer are yellow. */
  readonly throttles: number
  /** The slowest call of a function as a share of its timeout. */
  readonly duration: { readonly yellow: number; readonly red: number }
  /** Age of the oldest message of a queue. */
  readonly age: { readonly yellow: number; readonly red: number }
  /** Messages that wait in a queue; more are yellow. */
  readonly depth: number
  /** Messages in a dead-letter queue. */
  readonly dead: number
  /** Throttled reads and writes of a table in the time looked at; fewer are yellow. */
  readonly tableThrottles: number
  /** Answers of a distribution with a status of 500 and more, as a share of its requests. */
  readonly serverErrors: { readonly yellow: number; readonly red: number }
  /** Days until a certificate expires. */
  readonly expiry: { readonly yellow: number; readonly red: number }
}

/** The limits unless told otherwise. */
export const healthLimits: HealthLimits = {
  slow: 3000,
  errors: 0.05,
  throttles: 0.01,
  duration: { yellow: 0.8, red: 0.95 },
  age: { yellow: 5 * minute, red: 15 * minute },
  depth: 1000,
  dead: 1,
  tableThrottles: 10,
  serverErrors: { yellow: 0.01, red: 0.05 },
  // ACM renews 60 days before the end, so at 30 days something has been in its way for a month (ACM user guide, managed renewal).
  expiry: { yellow: 30, red: 7 },
}

/** The limits of a project: what its section `health` says, else `healthLimits`. What is degraded follows what is broken. */
export function limitsOf(settings: HealthSettings | undefined): HealthLimits {
  const { duration, age, serverErrors, expiry, deadLetters, ...plain } = settings ?? {}
  const { expiry: usual } = healthLimits
  const days = expiry === undefined ? usual.red : expiry / day
  return {
    ...healthLimits,
    ...plain,
    ...(deadLetters === undefined ? {} : { dead: deadLetters }),
    ...(duration === undefined
      ? {}
      : { duration: { yellow: Math.min(healthLimits.duration.yellow, duration), red: duration } }),
    ...(age === undefined ? {} : { age: { yellow: age / 3, red: age } }),
    ...(serverErrors === undefined ? {} : { serverErrors: { yellow: serverErrors / 5, red: serverErrors } }),
    expiry: { yellow: Math.max(usual.yellow, days), red: days },
  }
}

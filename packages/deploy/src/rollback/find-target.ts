import { ProjectError, type Release } from '@project-utils/contract'
import type { Current } from '@project-utils/records'

/** Which release to go back to, and what is known of the others. */
export interface TargetInput {
  /** The newest releases, newest first. */
  readonly releases: readonly Release[]
  readonly current: Current
  /** Id or number as the person gave it; undefined for the one before the present one. */
  readonly wanted: string | undefined
  readonly selection: string
}

/**
 * Finds the release to return to: the one that is named; else the last good one where the newest run did not end well;
 * else the good one before what stands, so that going back twice goes back two releases. Pure.
 *
 * @throws ProjectError `DEPLOY_RELEASE_UNKNOWN`, `DEPLOY_RELEASE_UNFIT`, `DEPLOY_NOTHING_BEFORE`
 */
export function findTarget({ releases, current, wanted, selection }: TargetInput): Release {
  const { good, latest } = current.value
  if (good === null || good.kind === 'destroy') {
    const message = good === null ? 'no release has succeeded yet' : 'the environment was destroyed'
    throw new ProjectError('DEPLOY_NOTHING_BEFORE', `${message}: there is nothing to return to`, {
      hint: `project-deploy ${selection}`,
    })
  }
  const born = releases.find(({ kind, outcome }) => kind === 'destroy' && outcome === 'succeeded')?.seq ?? 0
  const fit = releases.filter((release) => release.seq > born && isFit(release))
  if (wanted !== undefined) return named(wanted, releases, fit)
  if (!isSettled(latest.outcome)) return good
  const stands = releases.find(({ id }) => id === good.rollbackOf)?.seq ?? good.seq
  const before = fit.find(({ seq }) => seq < stands)
  if (before !== undefined) return before
  throw new ProjectError('DEPLOY_NOTHING_BEFORE', `release ${good.id} has no good release before it`, {
    hint: `deploy the commit that is wanted: project-deploy ${selection}`,
  })
}

/** Whether what is recorded of an environment whose newest run ended so is what is there. */
export function isSettled(outcome: Release['outcome']): boolean {
  return outcome === 'succeeded' || outcome === 'rolled-back'
}

function isFit({ kind, outcome }: Release): boolean {
  return kind !== 'destroy' && outcome === 'succeeded'
}

function named(wanted: string, releases: readonly Release[], fit: readonly Release[]): Release {
  const found = releases.find(({ id, seq }) => id === wanted || String(seq) === wanted)
  const hint = `releases to return to: ${fit.map(({ id, seq }) => `${id} (${seq})`).join(', ') || 'none'}`
  if (found === undefined) throw new ProjectError('DEPLOY_RELEASE_UNKNOWN', `there is no release ${wanted}`, { hint })
  if (fit.includes(found)) return found
  const why = isFit(found)
    ? 'the environment was destroyed since'
    : found.kind === 'destroy'
      ? 'it destroyed the environment'
      : `it ended as ${found.outcome}`
  throw new ProjectError('DEPLOY_RELEASE_UNFIT', `release ${found.id} is no place to return to: ${why}`, { hint })
}

import type { Holder, Scope } from '@project-utils/contract'

/** Who holds or waits for a lock, so that people find them: actor, host, command, run, and the CI run where there is one. */
export function holderName({ actor, host, command, run, link }: Holder): string {
  return `${actor} on ${host} (${command}, run ${run}${link === undefined ? '' : `, ${link}`})`
}

/** What a lock is about. */
export function targetName({ project, environment, account, region }: Scope): string {
  return `${project} ${environment} (${account}, ${region})`
}

/** A span of time as people say it: `45 s`, `12 min`, `2 h 5 min`. */
export function spanOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

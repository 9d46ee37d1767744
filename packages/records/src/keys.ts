import { ProjectError, type Scope, type Sha256, targetId } from '@project-utils/contract'

type Place = Pick<Scope, 'project' | 'environment'>

/** A whole number with leading zeros, so that keys sort by number. */
export function padded(number: number): string {
  return String(number).padStart(9, '0')
}

/** Where a project's blobs are, for all its environments. */
export function blobPrefix({ project }: Pick<Scope, 'project'>): string {
  return `${part(project)}/blobs/sha256/`
}

export function blobKey(scope: Pick<Scope, 'project'>, sha: Sha256): string {
  if (!/^[0-9a-f]{64}$/.test(sha)) throw new ProjectError('RECORDS_NAME', `"${sha}" is no sha256 in lower-case hex`)
  return `${blobPrefix(scope)}${sha}`
}

/** Where the builds of one key are remembered, for all environments of a tier. */
export function buildKey({ project, tier }: Pick<Scope, 'project' | 'tier'>, key: string): string {
  return `${part(project)}/builds/${part(tier)}/${part(key)}.json`
}

export function lockKey(scope: Pick<Scope, 'project' | 'environment' | 'account' | 'region'>): string {
  return `${place(scope)}/locks/${targetId(scope)}.json`
}

/** Where those who wait for a lock leave their records, numbered in the order in which they came. */
export function queuePrefix(scope: Pick<Scope, 'project' | 'environment' | 'account' | 'region'>): string {
  return `${place(scope)}/locks/${targetId(scope)}/`
}

export function releasePrefix(scope: Place): string {
  return `${place(scope)}/releases/`
}

export function auditPrefix(scope: Place): string {
  return `${place(scope)}/audit/`
}

export function runsPrefix(scope: Place): string {
  return `${place(scope)}/runs/`
}

export function runPrefix(scope: Place, run: string): string {
  return `${runsPrefix(scope)}${part(run)}/`
}

export function stateKey(scope: Place, name: string): string {
  return `${place(scope)}/state/${part(name)}.json`
}

/**
 * A name that may stand in a key: letters, digits, `.`, `_` and `-`, beginning with a letter or digit.
 *
 * @throws ProjectError `RECORDS_NAME`
 */
export function part(name: string): string {
  if (/^[A-Za-z0-9][\w.-]*$/.test(name)) return name
  throw new ProjectError('RECORDS_NAME', `"${name}" cannot be part of a key`)
}

function place({ project, environment }: Place): string {
  return `${part(project)}/${part(environment)}`
}

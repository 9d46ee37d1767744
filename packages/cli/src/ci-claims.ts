import type { Invocation } from './program.ts'

/** What GitHub says of a job that runs. */
export interface CiClaims {
  /** The GitHub environment that let the job run; absent where it runs in none. */
  readonly environment?: string
  readonly repository: string
  readonly repositoryId: string
  readonly runId: string
  readonly actor: string
}

const patience = 10_000

/**
 * Asks GitHub for the token of the running job and reads what it claims; undefined outside GitHub Actions, and where the
 * job has no permission `id-token: write`. The token comes from GitHub's own address over a connection of our own, so its
 * signature is not looked at again; it is kept secret all the same.
 *
 * Source: "OpenID Connect reference" of GitHub's documentation, claims `environment`, `repository`, `repository_id`,
 * `run_id` and `actor`.
 */
export async function readCiClaims({
  environment,
  masker,
  signal,
}: Pick<Invocation, 'environment' | 'masker' | 'signal'>): Promise<CiClaims | undefined> {
  const url = environment['ACTIONS_ID_TOKEN_REQUEST_URL']
  const secret = environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN']
  if (!url || !secret) return undefined
  masker.add(secret)
  try {
    const address = new URL(url)
    address.searchParams.set('audience', 'project-utils')
    const answer = await fetch(address, {
      headers: { authorization: `Bearer ${secret}`, accept: 'application/json' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
      redirect: 'error',
    })
    const { value } = (await answer.json()) as { readonly value?: unknown }
    if (!answer.ok || typeof value !== 'string') return undefined
    masker.add(value)
    return claimsOf(value)
  } catch {
    // Without proof the plan is not approved, and that is told.
    signal.throwIfAborted()
    return undefined
  }
}

function claimsOf(token: string): CiClaims {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Readonly<
    Record<string, unknown>
  >
  const text = (name: string): string => (typeof claims[name] === 'string' ? claims[name] : '')
  const environment = text('environment')
  return {
    ...(environment === '' ? {} : { environment }),
    repository: text('repository'),
    repositoryId: text('repository_id'),
    runId: text('run_id'),
    actor: text('actor'),
  }
}

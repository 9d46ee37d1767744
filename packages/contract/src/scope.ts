/**
 * How freely an environment may be changed: `full` (dev: fast, nothing asked), `limited` (staging: asks on risk),
 * `read-only` (prod: only an approved plan).
 */
export type Tier = 'full' | 'limited' | 'read-only'

/** Project + environment + one target: what an act works on. */
export interface Scope {
  readonly project: string
  readonly environment: string
  readonly tier: Tier
  /** Twelve digits. */
  readonly account: string
  readonly region: string
  /** True where the target is the local cloud. */
  readonly local?: boolean
}

/** A scope's target as one word, `{account}-{region}`; locks and pointers are kept under it. */
export function targetId(scope: Pick<Scope, 'account' | 'region'>): string {
  return `${scope.account}-${scope.region}`
}

/** Scopes in the order in which their locks are taken, so that two runs over the same targets cannot block each other. */
export function sortScopes(scopes: readonly Scope[]): readonly Scope[] {
  return scopes.toSorted((a, b) => compare(`${a.environment}/${targetId(a)}`, `${b.environment}/${targetId(b)}`))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

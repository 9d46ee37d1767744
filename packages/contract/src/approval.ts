import type { Sha256 } from './hash.ts'
import { openRisks, type Plan, type Risk } from './plan.ts'
import type { Tier } from './scope.ts'

/** Who allowed which fingerprint, when, with what proof. */
export interface Approval {
  readonly fingerprint: Sha256
  readonly by: string
  /** UTC, ISO 8601. */
  readonly at: string
  readonly proof: ApprovalProof
}

export type ApprovalProof =
  | { readonly kind: 'tier'; readonly tier: string }
  | { readonly kind: 'prompt' }
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'ci'; readonly environment: string; readonly runId: string; readonly actor: string }
  | { readonly kind: 'caller'; readonly arn: string }

/** What the tier asks of a plan: `go` on, `ask` a person, or `refuse`; with the reason in the last two. */
export type Decision =
  | { readonly kind: 'go' }
  | { readonly kind: 'ask'; readonly reason: string }
  | { readonly kind: 'refuse'; readonly reason: string; readonly subjects: readonly string[] }

/**
 * Whether a tier lets a risk pass without anybody's word: losing data or replacing what holds it never, anything else in
 * tier full.
 */
export function mayPass(risk: Risk, tier: Tier): boolean {
  return tier === 'full' && risk.kind !== 'data-loss' && risk.kind !== 'replacement'
}

/**
 * The one approval policy. Data loss and replacement must be accepted by name in every tier; tier full asks nothing
 * else, limited asks on any other risk, read-only always asks and never takes `--yes` for an answer.
 */
export function approve(plan: Plan): Decision {
  const open = openRisks(plan)
  const blocking = open.filter((risk) => risk.kind === 'data-loss' || risk.kind === 'replacement')
  if (blocking.length > 0) {
    const subjects = [...new Set(blocking.map((risk) => risk.subject))]
    return { kind: 'refuse', reason: blocking.map((risk) => risk.message).join('; '), subjects }
  }
  const tiers = new Set(plan.scopes.map((scope) => scope.tier))
  if (tiers.has('read-only')) return { kind: 'ask', reason: 'a read-only environment takes only an approved plan' }
  if (tiers.has('limited') && open.length > 0)
    return { kind: 'ask', reason: open.map((risk) => risk.message).join('; ') }
  return { kind: 'go' }
}

import { type Act, type Approval, approve, type Context, type Plan } from '@project-utils/contract'
import { differences, stampPlan } from './fingerprint.ts'
import type { Applied, Discard, Proposal } from './proposal.ts'

/** Nothing read before the lock is used under it: looks and plans again, and ends where that gives another plan that somebody must approve. */
export async function lookAgain<World>(
  act: Act<World>,
  proposal: Proposal<World>,
  discard: Discard,
  context: Context,
): Promise<Applied | undefined> {
  const { plan } = proposal
  const world = await act.read(context)
  const draft = act.plan(world, plan.prepared)
  const again = stampPlan(draft, plan.prepared)
  proposal.world = world
  if (again.fingerprint === plan.fingerprint) {
    proposal.plan = again
    return undefined
  }
  if (draft.refusals.length === 0 && draft.steps.length === 0) return { answer: act.nothing(world) }
  const { approval } = proposal
  if (draft.refusals.length === 0 && holdsFor(again, approval)) {
    await discard(plan.prepared)
    const prepared = (await act.prepare?.(world, act.plan(world, []), 'apply', context)) ?? []
    const fresh = stampPlan(act.plan(world, prepared), prepared)
    proposal.plan = fresh
    if (fresh.refusals.length === 0 && holdsFor(fresh, approval)) {
      if (approval !== undefined) proposal.approval = { ...approval, fingerprint: fresh.fingerprint }
      return undefined
    }
  }
  const lines = [...differences(plan, draft), ...draft.refusals.map((refusal) => refusal.message)]
  const message = `what is there changed since the plan was made: ${lines.join('; ')}`
  const hint = 'run the same command again to see and approve the new plan'
  return { answer: { data: null, problems: [{ code: 'RUN_MOVED_ON', message, hint }] } }
}

/**
 * Whether what allowed a plan allows another one, too, that is made after a wait for the lock: the tier where it asks
 * nothing, and `--yes`, which is given before any plan is seen. A person's word is about the plan that was shown.
 */
function holdsFor(plan: Plan, approval: Approval | undefined): boolean {
  const decision = approve(plan).kind
  const tiers = plan.scopes.map(({ tier }) => tier)
  if (decision === 'refuse' || tiers.includes('read-only')) return false
  if (tiers.every((tier) => tier === 'full')) return decision === 'go'
  const proof = approval?.proof.kind
  return proof === 'flag' || (proof === 'tier' && decision === 'go')
}

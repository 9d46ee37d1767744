import { type Act, approve, type Context } from '@project-utils/contract'
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
  const mayGoOn = draft.refusals.length === 0 && plan.scopes.every((scope) => scope.tier === 'full')
  if (mayGoOn && approve(again).kind === 'go') {
    await discard(plan.prepared)
    const prepared = (await act.prepare?.(world, act.plan(world, []), 'apply', context)) ?? []
    const fresh = stampPlan(act.plan(world, prepared), prepared)
    proposal.plan = fresh
    if (fresh.refusals.length === 0 && approve(fresh).kind === 'go') return undefined
  }
  const lines = [...differences(plan, draft), ...draft.refusals.map((refusal) => refusal.message)]
  const message = `what is there changed since the plan was made: ${lines.join('; ')}`
  const hint = 'run the same command again to see and approve the new plan'
  return { answer: { data: null, problems: [{ code: 'RUN_MOVED_ON', message, hint }] } }
}

import type { Approval, ApprovalProof, Decision, Plan } from '@project-utils/contract'
import { actorOf } from './holder.ts'
import type { Invocation } from './program.ts'

/** Shows a plan and gets it approved: by the tier, by `--yes`, or by the person; see `confirmDecision`. */
export async function decideWithPerson(
  invocation: Invocation,
  plan: Plan,
  decision: Decision,
): Promise<Approval | undefined> {
  const isReadOnly = plan.scopes.some((scope) => scope.tier === 'read-only')
  const byFlag = invocation.flags['yes'] === true && !isReadOnly
  const asks = decision.kind === 'ask' && !byFlag
  await invocation.tell((reporter, form) => reporter.formatPlan(plan, form), asks)
  if (decision.kind === 'refuse') return undefined
  if (decision.kind === 'go') return approval(invocation, plan, { kind: 'tier', tier: tiersOf(plan) })
  if (byFlag) return approval(invocation, plan, { kind: 'flag', flag: '--yes' })

  await invocation.tell((_reporter, { paint }) => paint.yellow(decision.reason), true)
  const answer = await invocation.confirm(`Apply this plan to ${targetsOf(plan)}?`)
  if (answer === true) return approval(invocation, plan, { kind: 'prompt' })
  if (answer === 'nobody') {
    const way = isReadOnly ? 'run it at a terminal' : 'run it at a terminal, or approve it with --yes'
    await invocation.tell(() => `nobody is there to approve the plan: ${way}`)
  }
  return undefined
}

function approval(invocation: Invocation, plan: Plan, proof: ApprovalProof): Approval {
  if (plan.fingerprint === undefined) throw new Error('a plan without a fingerprint cannot be approved')
  return { fingerprint: plan.fingerprint, by: actorOf(invocation.environment), at: new Date().toISOString(), proof }
}

function tiersOf(plan: Plan): string {
  return [...new Set(plan.scopes.map((scope) => scope.tier))].join(', ')
}

function targetsOf(plan: Plan): string {
  return plan.scopes
    .map((scope) => `${scope.project} ${scope.environment} (${scope.account}, ${scope.region})`)
    .join(', ')
}

import type { Approval, Decision, Plan } from '@project-utils/contract'
import { readCiClaims } from './ci-claims.ts'
import { decideWithPerson } from './decide.ts'
import { actorOf } from './holder.ts'
import type { Invocation } from './program.ts'

/** What a GitHub run must be to speak for a person. */
export interface CiApprover {
  /** The name of the GitHub environment, the same as the project's. */
  readonly environment: string
  /** The only repository whose runs may, where the project names one. */
  readonly github?: { readonly repository: string; readonly repositoryId?: number }
}

/**
 * Makes the `decide` of an act that applies a plan from a file: a job of GitHub Actions that runs in the environment of this
 * name has it approved by whoever let that job run, proven by GitHub's own token. Anybody else is asked as usual.
 */
export function decideInCi(
  invocation: Invocation,
  approver: CiApprover,
): (plan: Plan, decision: Decision) => Promise<Approval | undefined> {
  return async (plan, decision) => {
    if (decision.kind !== 'ask') return await decideWithPerson(invocation, plan, decision)
    const claims = await readCiClaims(invocation)
    const { environment, github } = approver
    const isOurs =
      github === undefined ||
      (claims?.repository === github.repository &&
        (github.repositoryId === undefined || claims.repositoryId === String(github.repositoryId)))
    if (claims?.environment !== environment || !isOurs || plan.fingerprint === undefined) {
      return await decideWithPerson(invocation, plan, decision)
    }
    await invocation.tell((reporter, form) => reporter.formatPlan(plan, form))
    const { runId, actor } = claims
    const by = actor === '' ? actorOf(invocation.environment) : actor
    const proof = { kind: 'ci', environment, runId, actor: by } as const
    return { fingerprint: plan.fingerprint, by, at: new Date().toISOString(), proof }
  }
}

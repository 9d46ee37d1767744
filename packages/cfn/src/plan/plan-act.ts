import type { Act, Answer, Json, Plan, Prepared } from '@project-utils/contract'
import { fingerprint, planDays } from '@project-utils/run'
import type { ChangeSetView } from '../change-set/change-set-view.ts'
import { deployAct } from '../execute/deploy-act.ts'
import type { Deployment } from '../execute/deployment.ts'
import { discardDeployment } from '../execute/prepare-deployment.ts'
import type { StackBench } from '../execute/stack-bench.ts'
import { stackGroup } from '../state/status.ts'
import { isCodeOnly } from './code-only.ts'
import { nestedChanges } from './nested-changes.ts'
import { planStacks } from './plan-stacks.ts'
import { readPrevious, readStackPolicy } from './read-in-force.ts'
import { publishedReplaces } from './replaces.ts'
import { policyRefusals } from './stack-policy.ts'
import type { StackWorld } from './stacks-world.ts'

/** What a preview does with what it found. */
export interface PreviewOptions {
  /** Keeps the plan: called with it once it is whole, and its change sets stay. Default: they are removed. */
  readonly keep?: (plan: Plan, deployment: Deployment) => void
  /** Told besides the plan, such as its Markdown. */
  readonly tell?: (plan: Plan) => Readonly<Record<string, Json>>
}

/**
 * The act of deploying stacks up to the question whether to do it, for a dry run: it shows what a deployment would show,
 * and more, since a preview may take its time: what is in force is read too, so that it tells what rights get wider and
 * what the stack's own policy forbids. Without `keep` nothing is left behind.
 */
export function planAct(bench: StackBench, { keep, tell }: PreviewOptions = {}): Act<Deployment> {
  const act = deployAct(bench, { command: 'cfn plan', keeps: keep !== undefined })
  let isKept = false
  const answer = (plan: Plan, deployment: Deployment): Readonly<Record<string, Json>> => {
    keep?.(plan, deployment)
    isKept = keep !== undefined
    return { ...(isKept ? { goodForDays: planDays } : {}), ...tell?.(plan) }
  }
  return {
    ...act,
    read: async (context) => await withInForce(await act.read(context), bench),
    prepare: async (deployment, draft, purpose, context) => {
      const prepared = (await act.prepare?.(deployment, draft, purpose, context)) ?? []
      try {
        return await withPolicies(prepared, deployment, bench)
      } catch (error) {
        await discardDeployment(prepared, bench)
        throw error
      }
    },
    discard: async (prepared) => {
      if (!isKept) await discardDeployment(prepared, bench)
    },
    preview: answer,
    nothing: (deployment): Answer => {
      const resting = act.nothing(deployment)
      const draft = planStacks(deployment)
      const plan: Plan = { ...draft, prepared: [], fingerprint: fingerprint(draft) }
      const data = typeof resting.data === 'object' && !Array.isArray(resting.data) ? resting.data : {}
      return { ...resting, data: { ...data, ...answer(plan, deployment) } }
    },
  }
}

/**
 * Adds what is in force to the stacks that would change: the templates, those of nested stacks where theirs lie beside, and
 * what the published schemas say of replacements.
 */
export async function withInForce(deployment: Deployment, { client }: StackBench): Promise<Deployment> {
  const changing = new Set(planStacks(deployment).steps.map(({ id }) => id.split('.')[1]))
  const replaces = publishedReplaces()
  const read = Object.entries(deployment.stacks).map(async ([key, stack]): Promise<[string, StackWorld]> => {
    if (!changing.has(key)) return [key, stack]
    const { desired, state, pending } = stack
    const blobs = deployment.code.blobs[key] ?? []
    const group = stackGroup(state.status)
    const isThere = group === 'update'
    if (!isThere && group !== 'create') return [key, stack]
    const [previous, nested] = await Promise.all([
      isThere ? (stack.previous ?? readPrevious(await client(), state)) : undefined,
      blobs.some(({ kind }) => kind === 'template')
        ? nestedChanges(isThere ? state : { name: state.name }, desired.resolved, {
            client: await client(),
            blobs,
            replaces,
          })
        : [],
    ])
    const open = nested.length === 0 ? {} : { nested }
    if (previous === undefined) return [key, { ...stack, ...open }]
    const codeOnly = !pending && nested.length === 0 && isCodeOnly(desired, state, previous)
    return [key, { ...stack, ...open, previous, codeOnly, replaces }]
  })
  return { ...deployment, stacks: Object.fromEntries(await Promise.all(read)) }
}

/** Adds what the policies in force forbid, for stacks whose configuration sets none. */
async function withPolicies(
  prepared: readonly Prepared[],
  { stacks }: Deployment,
  { client }: StackBench,
): Promise<readonly Prepared[]> {
  return await Promise.all(
    prepared.map(async (one) => {
      const view = one.detail as unknown as ChangeSetView
      const stack = Object.values(stacks).find(({ desired }) => `stack.${desired.key}` === one.step)
      const isOpen = one.kind === 'change-set' && view.type === 'UPDATE' && !view.empty
      if (!isOpen || stack === undefined || stack.desired.handling.policy !== undefined) return one
      const policy = await readStackPolicy(await client(), view.stackArn)
      if (policy === undefined) return one
      const refusals = [...(view.refusals ?? []), ...policyRefusals(stack.desired.name, view.changes, policy)]
      return { ...one, detail: { ...view, refusals } as unknown as Json }
    }),
  )
}

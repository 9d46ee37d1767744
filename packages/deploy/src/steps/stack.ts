import {
  applyStack,
  type ChangeSetView,
  type DesiredStack,
  discardChangeSet,
  planStack,
  readStack,
  readStackInput,
  type StackState,
  settlingStep,
} from '@project-utils/cfn'
import { type Json, mayPass, type Problem, ProjectError, type Refusal, type Step } from '@project-utils/contract'
import { cloudFormation } from '../clients.ts'
import { keepTemplate } from '../keep-template.ts'
import { lookAtStack } from '../look-at-stacks.ts'
import { fillText } from '../lookup.ts'
import { rawOutputs } from '../outputs.ts'
import { releasedStack } from '../record.ts'
import { stackPlans, viewOf } from '../stack-plans.ts'
import type { Job, StepKind } from '../step-kind.ts'
import { desiredStack } from '../wanted-stacks.ts'
import type { World } from '../world.ts'
import { knownImages } from './images.ts'

/** Creates or updates the stacks, each after those whose outputs it takes. */
export const stack: StepKind = {
  kind: 'stack',
  plan: (world) => stackPlans(world).flatMap(([key, { steps }]) => (steps.length > 0 ? steps : settling(key, world))),
  apply: async (job) => {
    const input = job.step.input as { readonly operation: string; readonly key: string }
    if (input.operation === 'later') return await applyLater(input.key, job)
    const desired = job.world.wanted[input.key]?.desired
    const state = await applyOne(job.step, desired, viewOf(input.key, job.world.prepared), job)
    return {
      outcome: 'done',
      ...(desired === undefined || state === undefined ? {} : { data: outcome(desired, state, job) }),
    }
  },
}

/** Protection and policy of a stack that stays as it is otherwise. */
function settling(key: string, { wanted, actual }: World): readonly Step[] {
  const [desired, state] = [wanted[key]?.desired, actual.stacks[key]]
  const step =
    desired === undefined || state === undefined ? undefined : settlingStep(desired, state, actual.good?.stacks[key])
  return step === undefined ? [] : [step]
}

/** What earlier stacks put out is known now: plans the stack as if it had been alone, and applies that. */
async function applyLater(
  key: string,
  job: Job,
): Promise<{ readonly outcome: 'done' | 'skipped'; readonly data?: Json }> {
  const { world, bench } = job
  const outputs = rawOutputs(job)
  const written = world.project.stacks[key]?.parameters ?? {}
  const parameters = Object.fromEntries(
    Object.entries(written).map(([name, text]) => [name, fillText(text, world, outputs)]),
  )
  const desired = desiredStack(key, parameters, bench, world.desired, knownImages(job))
  const client = await cloudFormation(bench.session)
  let state = await readStack(client, desired.name)
  const prepared = viewOf(key, world.prepared)
  const isSame = world.wanted[key]?.pending === false && world.wanted[key]?.desired.digest === desired.digest
  const changeSet = isSame ? prepared : undefined
  if (changeSet === undefined && prepared?.empty === false) await discardChangeSet(client, prepared)
  const recorded = world.actual.settled ? world.actual.good?.stacks[key] : undefined
  const plan = planStack({
    desired,
    state,
    accept: bench.accept,
    ...(await lookAtStack(desired, state, bench)),
    ...(recorded === undefined ? {} : { recorded }),
    ...(changeSet === undefined ? {} : { changeSet }),
  })
  refuse(plan.refusals)
  for (const step of plan.steps) {
    state = (await applyOne({ ...step, risks: job.step.risks }, desired, changeSet, job)) ?? state
  }
  return { outcome: plan.steps.length === 0 ? 'skipped' : 'done', data: outcome(desired, state, job) }
}

function refuse(refusals: readonly Refusal[]): void {
  const [first] = refusals
  if (first === undefined) return
  const problems = refusals.map((refusal) => ({ ...refusal, code: refusal.code as Problem['code'] }))
  throw new ProjectError(first.code as Problem['code'], first.message, { problems })
}

/** Keeps the template beside the artifacts, so that this release can be returned to, and performs the operation. */
async function applyOne(
  step: Step,
  desired: DesiredStack | undefined,
  changeSet: ChangeSetView | undefined,
  job: Job,
): Promise<StackState | undefined> {
  const { bench, world, context } = job
  const stack = readStackInput(step)
  const client = await cloudFormation(bench.session)
  const isDeletion = stack.operation === 'delete'
  const sends = stack.operation === 'create' || stack.operation === 'update'
  const kept = desired === undefined || !sends ? undefined : keepTemplate(desired, bench)
  // CloudFormation reads a template that is too long for the call from where it is kept.
  if (desired?.templateUrl !== undefined) await kept
  const [state] = await Promise.all([
    applyStack(
      client,
      {
        stack,
        release: bench.run,
        tidies: true,
        approvedRisks: step.risks,
        mayPass: (risk) => bench.accept.includes(risk.subject) || mayPass(risk, world.scope.tier),
        ...(changeSet === undefined || isDeletion ? {} : { changeSet }),
      },
      context,
    ),
    kept,
  ])
  return isDeletion ? undefined : state
}

/** What the stack is like now, for the record; as JSON by contract. */
function outcome(desired: DesiredStack, state: StackState, { world }: Job): Json {
  return releasedStack(desired, state, world) as unknown as Json
}

import {
  type Context,
  type Json,
  mayPass,
  type Plan,
  type Problem,
  ProjectError,
  type Refusal,
  type Step,
  type StepResult,
} from '@project-utils/contract'
import type { ChangeSetView } from '../change-set/change-set-view.ts'
import { discardChangeSet } from '../change-set/discard-change-set.ts'
import { readExisting } from '../existing.ts'
import { namesToCheck, planStack } from '../plan/plan.ts'
import { viewOf } from '../plan/plan-stacks.ts'
import type { DesiredStack } from '../state/desired.ts'
import { ownedResources, readStack } from '../state/read.ts'
import type { StackState } from '../state/state.ts'
import { stackGroup } from '../state/status.ts'
import type { Durations } from '../watch/durations.ts'
import { applyStack } from './apply.ts'
import type { Deployment } from './deployment.ts'
import type { StackBench } from './stack-bench.ts'
import { readStackInput } from './stack-input.ts'
import { uploadFor } from './upload.ts'
import { fillParameters, wantStack } from './wanted.ts'

/** What one step of a deployment is performed with. */
export interface StackJob {
  readonly step: Step
  /** What earlier steps made known, by step id. */
  readonly known: ReadonlyMap<string, Json>
  readonly plan: Plan
  readonly deployment: Deployment
  readonly bench: StackBench
  readonly context: Context
}

/** What a step makes known: the stack as it was left; a type and not an interface, so that it counts as JSON. */
export type StackOutcome = {
  readonly name: string
  readonly arn: string
  readonly status: string
  readonly digest: string
  readonly updatedAt: string
  readonly outputs: Readonly<Record<string, string>>
  readonly took: Durations
}

/**
 * Performs one step: a stack as it was planned, or one that was to wait for outputs, planned now.
 *
 * @throws ProjectError those of `applyStack`, `CFN_OUTPUT_UNKNOWN`, and the codes of refusals
 */
export async function applyDeployment(job: StackJob): Promise<StepResult> {
  const input = job.step.input as { readonly operation: string; readonly key: string }
  if (input.operation === 'later') return await applyLater(input.key, job)
  const desired = job.deployment.stacks[input.key]?.desired
  const view = viewOf(input.key, job.plan.prepared)
  const result = await applyOne(job.step, desired, view, job)
  if (desired === undefined || input.operation === 'delete') return { outcome: 'done' }
  return { outcome: 'done', data: outcomeOf(desired, result) }
}

/** What earlier stacks put out is known now: plans the stack as if it had been alone, and applies that. */
async function applyLater(key: string, job: StackJob): Promise<StepResult> {
  const { bench, deployment, known, plan, step } = job
  const settings = bench.project.stacks[key]
  if (settings === undefined) throw new Error(`stack ${key} is not configured`)
  const states: Record<string, Pick<StackState, 'outputs'>> = { ...deployment.states }
  for (const [other, state] of Object.entries(deployment.states)) {
    states[other] = (known.get(`stack.${other}`) as StackOutcome | undefined) ?? state
  }
  const { parameters, open } = fillParameters(settings, { states, references: deployment.references })
  if (open.length > 0) throw outputUnknown(key, open)
  const desired = wantStack(settings, parameters, deployment.code, bench)
  const client = await bench.client()
  const prepared = viewOf(key, plan.prepared)
  if (prepared?.empty === false) await discardChangeSet(client, prepared)
  const state = await readStack(client, desired.name)
  const group = stackGroup(state.status)
  const isThere = group === 'update' || group === 'recreate'
  const owned = isThere ? await ownedResources(client, state.arn ?? state.name) : []
  const names = group === 'create' || isThere ? namesToCheck(desired, state, undefined, owned) : []
  const recorded = deployment.records.stacks[key]
  const later = planStack({
    ...{ desired, state, owned, accept: bench.accept },
    looked: await readExisting(bench.session, names),
    ...(recorded === undefined ? {} : { recorded }),
  })
  refuse(later.refusals)
  let end: Applied = { state, took: {} }
  for (const each of later.steps) end = await applyOne({ ...each, risks: step.risks }, desired, undefined, job)
  return { outcome: later.steps.length === 0 ? 'skipped' : 'done', data: outcomeOf(desired, end) }
}

interface Applied {
  readonly state: StackState
  readonly took: Durations
}

async function applyOne(
  step: Step,
  desired: DesiredStack | undefined,
  changeSet: ChangeSetView | undefined,
  { bench, deployment, context }: StackJob,
): Promise<Applied> {
  const stack = readStackInput(step)
  const { records, code } = deployment
  const makesNow = changeSet === undefined && desired !== undefined
  if (makesNow && (stack.operation === 'create' || stack.operation === 'update')) {
    await Promise.all((['early', 'late'] as const).map((which) => uploadFor(desired, code, bench.records, which)))
  }
  const earlier = records.stacks[stack.key]?.took
  let took: Durations = {}
  const state = await applyStack(
    await bench.client(),
    {
      stack,
      release: bench.run,
      approvedRisks: step.risks,
      mayPass: (risk) => bench.accept.includes(risk.subject) || mayPass(risk, bench.scope.tier),
      timed: (durations) => {
        took = durations
      },
      ...(earlier === undefined ? {} : { earlier }),
      ...(changeSet === undefined || stack.operation === 'delete' ? {} : { changeSet }),
    },
    context,
  )
  return { state, took: { ...earlier, ...took } }
}

function outcomeOf({ name, digest }: DesiredStack, { state, took }: Applied): StackOutcome {
  const { arn = '', status, updatedAt = '', outputs } = state
  return { ...{ name, arn, status, digest, updatedAt, outputs, took } }
}

function refuse(refusals: readonly Refusal[]): void {
  const [first] = refusals
  if (first === undefined) return
  const problems = refusals.map((refusal) => ({ ...refusal, code: refusal.code as Problem['code'] }))
  throw new ProjectError(first.code as Problem['code'], first.message, { problems })
}

function outputUnknown(key: string, open: readonly string[]): ProjectError {
  const message = `parameters ${open.join(', ')} of stack ${key} take outputs that the stacks before it do not have`
  return new ProjectError('CFN_OUTPUT_UNKNOWN', message, {
    hint: 'declare them under Outputs of the template, or mend the references',
  })
}

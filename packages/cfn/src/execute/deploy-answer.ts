import { type Answer, type Ending, isProjectError, type Json } from '@project-utils/contract'
import { usableOutputs } from '../state/usable-outputs.ts'
import type { StackOutcome } from './apply-deployment.ts'
import type { Deployment } from './deployment.ts'
import type { StackBench } from './stack-bench.ts'

/** What a deployment came to: each stack with its outputs, the time of each step, and the command that leads on. */
export async function closingAnswer(ending: Ending, deployment: Deployment, bench: StackBench): Promise<Answer> {
  const isDone = ending.outcome === 'succeeded'
  const known = new Map(ending.done.map(({ step, result }) => [step.id, result.data]))
  const rows = Object.entries(deployment.stacks).map(async ([key, { state }]): Promise<Json> => {
    const made = known.get(`stack.${key}`) as StackOutcome | undefined
    const { name, status, outputs } = made ?? state
    const isOpen = [...ending.open, ...(ending.failed === undefined ? [] : [ending.failed.step])].some(
      ({ id }) => id === `stack.${key}`,
    )
    const outcome = made !== undefined ? 'deployed' : isOpen ? 'not deployed' : 'as it was'
    return {
      stack: key,
      name,
      outcome,
      status: isOpen ? null : status,
      outputs: await usableOutputs(outputs, bench.cloud),
    }
  })
  const outcome = isDone && ending.done.length === 0 ? 'nothing to do' : ending.outcome
  const data = { outcome, stacks: await Promise.all(rows), steps: stepsOf(ending) }
  return { data, findings: bench.findings, ...(isDone ? {} : { next: nextAfter(ending, bench) }) }
}

/** The answer where every stack is as wanted already. */
export function restingAnswer({ stacks, outputs }: Deployment, { findings }: StackBench): Answer {
  const rows = Object.entries(stacks).map(([key, { state }]) => {
    const { name, status } = state
    return { stack: key, name, outcome: 'as it was', status, outputs: { ...outputs[key] } }
  })
  return { data: { outcome: 'nothing to do', stacks: rows }, findings }
}

function nextAfter({ failed }: Ending, { selection }: StackBench): NonNullable<Answer['next']> {
  const error = failed?.error
  const isRunning = isProjectError(error) && error.code === 'CFN_STILL_RUNNING'
  if (isRunning) {
    const command = `project-cfn deploy ${selection}`
    return { command, why: 'the operation goes on in AWS: this watches it to its end, then goes on' }
  }
  return {
    command: `project-cfn deploy ${selection}`,
    why: 'mend the cause, then deploy again: it goes on from what is there',
  }
}

function stepsOf(ending: Ending): Json {
  return [
    ...ending.done.map(({ step, result, ms }) => ({ id: step.id, outcome: result.outcome, ms })),
    ...(ending.failed === undefined ? [] : [{ id: ending.failed.step.id, outcome: 'failed', ms: ending.failed.ms }]),
    ...ending.open.map(({ id }) => ({ id, outcome: 'not started', ms: 0 })),
  ]
}

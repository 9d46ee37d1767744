import type { Context, Finding } from '@project-utils/contract'
import type { SuiteStep } from '@project-utils/project'
import type { StepWorld } from '../step-kind.ts'
import type { ReadyStep } from '../validate.ts'
import type { SuiteStepResult } from './result.ts'
import { type TriedStep, tryStep } from './try-step.ts'

/** A step at its turn. */
export interface StepTurn {
  readonly step: SuiteStep
  /** As it will be tried, where that is known before its turn. */
  readonly ready?: ReadyStep | undefined
  /** Its id in the event stream, and the step there that it is part of. */
  readonly id: string
  readonly parent?: string
  /** Why it is not sent; such a step has failed. */
  readonly obstacle?: string
}

/** How a step ended, and what it captured. */
export interface StepEnd {
  readonly result: SuiteStepResult
  readonly captured: TriedStep['captured']
}

/** Runs one step and tells of it: its start, each further try, its end, and a finding where it failed or was tried again. */
export async function runStep(turn: StepTurn, world: StepWorld, context: Context): Promise<StepEnd> {
  const { step, ready, id, parent, obstacle } = turn
  const told = { type: 'step', id, title: step.name, ...(parent === undefined ? {} : { parent }) } as const
  const begun = performance.now()
  const ms = (): number => Math.round(performance.now() - begun)
  context.emit({ ...told, state: 'started' })
  try {
    const tried = obstacle === undefined ? await tryStep(step, ready, world, context, progress) : notSent(obstacle)
    const result = resultOf(step, tried, ms())
    const finding = findingOf(step, result, tried)
    if (finding !== undefined) context.emit({ type: 'finding', finding })
    const outcome = result.outcome === 'passed' ? 'done' : 'failed'
    context.emit({ ...told, state: 'ended', outcome, ms: result.ms })
    return { result, captured: tried.captured }
  } catch (error) {
    context.emit({ ...told, state: 'ended', outcome: context.signal.aborted ? 'cancelled' : 'failed', ms: ms() })
    throw error
  }

  function progress(note: string): void {
    context.emit({ ...told, state: 'progress', note })
  }
}

function notSent(reason: string): TriedStep {
  return { attempts: 0, differences: [`nothing was sent: ${reason}`], isRetried: false, captured: {} }
}

function resultOf(step: SuiteStep, tried: TriedStep, ms: number): SuiteStepResult {
  const isFailed = tried.differences.length > 0
  const message = isFailed ? tried.differences.join('; ') : tried.note
  return {
    name: step.name,
    kind: step.kind,
    outcome: isFailed ? 'failed' : 'passed',
    ms,
    attempts: tried.attempts,
    ...(message === undefined ? {} : { message }),
    ...(isFailed ? { differences: tried.differences } : {}),
    ...(!isFailed && tried.isRetried ? { retried: true } : {}),
    ...(tried.exchange === undefined || message === undefined ? {} : { exchange: tried.exchange }),
    where: step.where,
  }
}

function findingOf(step: SuiteStep, result: SuiteStepResult, tried: TriedStep): Finding | undefined {
  const isFailed = result.outcome === 'failed'
  if (!isFailed && !tried.isRetried) return undefined
  return {
    rule: isFailed ? `smoke/${step.kind}` : 'smoke/retried',
    category: 'smoke-test',
    severity: isFailed ? 'error' : 'warning',
    message: `${step.name}: ${result.message ?? ''}`,
    where: step.where,
  }
}

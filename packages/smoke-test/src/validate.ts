import type { Problem, Tier } from '@project-utils/contract'
import { isPending, referencesOf, type SuiteStep } from '@project-utils/project'
import { readDuration } from './duration.ts'
import { type Report, reportInto } from './report.ts'
import { type PreparedStep, unresolved } from './step-kind.ts'
import { stepKinds } from './steps.ts'
import { type RetryPolicy, readRetry } from './suite/retry.ts'
import { isMap } from './values.ts'

/** A step that can be run. */
export interface ReadyStep {
  readonly prepared: PreparedStep
  readonly retry: RetryPolicy
}

/**
 * All that is wrong with the settings of a list of steps, each with its place; nothing is sent. With a tier also what that
 * tier refuses: in read-only every step that writes test data, unless it says `writes: allowed`. Texts that still hold
 * references count as right. `judgeSuite` judges a whole suite: how its steps refer to each other, too.
 */
export function validateSuite(steps: readonly SuiteStep[], options: { readonly tier?: Tier } = {}): readonly Problem[] {
  const problems: Problem[] = []
  if (steps.length === 0) {
    const hint = 'add a step, or remove the suite'
    problems.push({ code: 'SMOKE_SUITE_EMPTY', message: 'the suite has no steps, so it would prove nothing', hint })
  }
  for (const step of steps) judgeStep(step, reportInto(problems, step), options.tier)
  return problems
}

/** Reads one step and tells every problem, also what the tier refuses; undefined where it cannot be run. */
export function judgeStep(step: SuiteStep, report: Report, tier?: Tier): ReadyStep | undefined {
  const ready = prepareStep(step, report)
  if (ready?.prepared.writes === true && tier === 'read-only') {
    const hint = 'say writes: false if it writes nothing, writes: allowed if it may, or leave it out here'
    report.tell('SMOKE_WRITES_REFUSED', 'writes test data, which an environment of tier read-only refuses', hint)
  }
  return ready
}

/** Nothing there may mean: not there yet. Only what was seen to have caught up can be said to lack something. */
export function refuseUnfenced(step: SuiteStep, ready: ReadyStep | undefined, report: Report): void {
  const negative = ready?.prepared.negative
  if (negative === undefined || step.fence !== undefined) return
  const hint = 'add fence: and the name of an earlier step that finds what came at the same time or later'
  report.tell('SMOKE_NO_FENCE', `expects ${negative}, which is also so while it has not come yet`, hint)
}

/** Reads one step; tells every problem, and gives undefined where it cannot be run. */
export function prepareStep(step: SuiteStep, report: Report): ReadyStep | undefined {
  const kind = Object.hasOwn(stepKinds, step.kind) ? stepKinds[step.kind] : undefined
  // Mostly there is none, and nothing to be made anew.
  const written = referencesOf(step.settings).length === 0 ? step.settings : withoutReferences(step.settings)
  const isShort = kind?.shorthand !== undefined && !isMap(written) && !Array.isArray(written)
  const settings = isShort ? { [kind.shorthand]: written } : written
  if (kind === undefined || !isMap(settings)) {
    report.tell(
      'SMOKE_SETTING_INVALID',
      `${step.kind} is no kind of step with settings`,
      `known: ${Object.keys(stepKinds).join(', ')}`,
    )
    return undefined
  }
  const prepared = kind.prepare(settings, report)
  const timeout = step.timeout === undefined ? undefined : readDuration(step.timeout, report.at('', 'timeout'))
  if (prepared === undefined) return undefined
  // The step's own word is taken where it says more than the kind knows: a GET can write, too.
  const writes = settings['writes'] === undefined ? (step.writes ?? prepared.writes) : prepared.writes
  return {
    prepared: {
      ...prepared,
      writes,
      timeLimit: timeout ?? prepared.timeLimit,
      attempt: (world, signal) => prepared.attempt(world, signal),
    },
    retry: readRetry(step, writes, report, prepared.eventually),
  }
}

/** References become an address, which is right wherever a text is; such a step is never sent. */
function withoutReferences(value: unknown): unknown {
  if (isPending(value)) return unresolved
  if (Array.isArray(value)) return value.map(withoutReferences)
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutReferences(inner)]))
}

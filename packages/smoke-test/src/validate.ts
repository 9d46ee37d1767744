import type { Problem, Tier } from '@project-utils/contract'
import { isPending, type SuiteStep } from '@project-utils/project'
import { type Report, reportInto } from './report.ts'
import { type RetryPolicy, readRetry } from './retry.ts'
import type { PreparedStep } from './step-kind.ts'
import { stepKinds } from './steps.ts'
import { isMap } from './values.ts'

/** A step that can be run. */
export interface ReadyStep {
  readonly prepared: PreparedStep
  readonly retry: RetryPolicy
}

/**
 * All that is wrong with a suite's steps, each with its place; nothing is sent. With a tier also what that tier refuses:
 * in read-only every step that writes test data, unless it says `writes: allowed`. Texts that still hold references
 * count as right.
 */
export function validateSuite(steps: readonly SuiteStep[], options: { readonly tier?: Tier } = {}): readonly Problem[] {
  const problems: Problem[] = []
  if (steps.length === 0) {
    const hint = 'add a step, or remove the suite'
    problems.push({ code: 'SMOKE_SUITE_EMPTY', message: 'the suite has no steps, so it would prove nothing', hint })
  }
  for (const step of steps) {
    const report = reportInto(problems, step)
    const ready = prepareStep(step, report)
    if (ready?.prepared.writes === true && options.tier === 'read-only') {
      const hint = 'say writes: false if it writes nothing, writes: allowed if it may, or leave it out here'
      report.tell('SMOKE_WRITES_REFUSED', 'writes test data, which an environment of tier read-only refuses', hint)
    }
  }
  return problems
}

/** Reads one step; tells every problem, and gives undefined where it cannot be run. */
export function prepareStep(step: SuiteStep, report: Report): ReadyStep | undefined {
  const kind = Object.hasOwn(stepKinds, step.kind) ? stepKinds[step.kind] : undefined
  const settings = withoutReferences(step.settings)
  if (kind === undefined || !isMap(settings)) {
    report.tell(
      'SMOKE_SETTING_INVALID',
      `${step.kind} is no kind of step with settings`,
      `known: ${Object.keys(stepKinds).join(', ')}`,
    )
    return undefined
  }
  const prepared = kind.prepare(settings, report)
  if (prepared === undefined) return undefined
  // The step's own word is taken where it says more than the kind knows: a GET can write, too.
  const writes = settings['writes'] === undefined ? (step.writes ?? prepared.writes) : prepared.writes
  return { prepared: { ...prepared, writes }, retry: readRetry(step, writes, report) }
}

/** References become an address, which is right wherever a text is; such a step is never sent. */
function withoutReferences(value: unknown): unknown {
  if (isPending(value)) return 'https://unresolved.invalid/'
  if (Array.isArray(value)) return value.map(withoutReferences)
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutReferences(inner)]))
}

import type { SuiteResult, SuiteStepResult } from '../suite/result.ts'

/** The steps of one part of a suite: those are reported apart. */
export interface SuitePart {
  readonly name: 'set-up' | 'checks' | 'clean-up'
  readonly steps: readonly SuiteStepResult[]
}

/** The parts of a suite that have steps, in the order in which they are run. */
export function partsOf({ setup, steps, cleanup }: SuiteResult): readonly SuitePart[] {
  const parts: readonly SuitePart[] = [
    { name: 'set-up', steps: setup },
    { name: 'checks', steps },
    { name: 'clean-up', steps: cleanup },
  ]
  return parts.filter((part) => part.steps.length > 0 || part.name === 'checks')
}

/** What differed, one by one; of a result that was saved without the list the message. */
export function differencesOf({ differences, message, outcome }: SuiteStepResult): readonly string[] {
  if (outcome === 'passed') return []
  return differences ?? (message === undefined ? ['it says nothing'] : [message])
}

/** How many checks passed, failed, and passed only after a retry, and which suites failed beside their checks. */
export interface Totals {
  readonly passed: number
  readonly failed: number
  readonly retried: number
  readonly ms: number
  /** Such as `the clean-up of votes`. */
  readonly beside: readonly string[]
}

/** The sums over suites; their time is the longest, since they may have run side by side, unless told otherwise. */
export function totalsOf(suites: readonly SuiteResult[]): Totals {
  const sum = (of: (suite: SuiteResult) => number): number => suites.reduce((total, suite) => total + of(suite), 0)
  const all = (suite: SuiteResult) => partsOf(suite).flatMap(({ steps }) => steps)
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    retried: sum((suite) => all(suite).filter(({ retried }) => retried === true).length),
    ms: sum(({ ms }) => ms),
    beside: suites.flatMap((suite) =>
      partsOf(suite)
        .filter(({ name, steps }) => name !== 'checks' && steps.some(({ outcome }) => outcome === 'failed'))
        .map(({ name }) => `the ${name} of ${suite.suite}`),
    ),
  }
}

/** The sums in words, such as `11 of 12 checks passed, 1 only after a retry`. */
export function summaryOf({ passed, failed, retried, beside }: Totals): string {
  const parts = [
    `${passed} of ${passed + failed} checks passed`,
    ...(retried === 0 ? [] : [`${retried} only after a retry`]),
    ...(beside.length === 0 ? [] : [`${beside.join(', ')} failed`]),
  ]
  return parts.join(', ')
}

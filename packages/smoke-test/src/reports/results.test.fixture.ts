import type { SuiteResult, SuiteStepResult } from '../suite/result.ts'

/** A step that passed at once. */
export function passed(name: string, more: Partial<SuiteStepResult> = {}): SuiteStepResult {
  return {
    name,
    kind: 'http',
    outcome: 'passed',
    ms: 12,
    attempts: 1,
    where: { file: 'project.yaml', line: 7 },
    ...more,
  }
}

/** A step that failed. */
export function failed(
  name: string,
  differences: readonly string[],
  more: Partial<SuiteStepResult> = {},
): SuiteStepResult {
  return passed(name, { outcome: 'failed', message: differences.join('; '), differences, ...more })
}

/** A step that passed only after a retry. */
export function retried(name: string): SuiteStepResult {
  return passed(name, {
    attempts: 2,
    retried: true,
    message: 'passed only at try 2; at first: expected status 200, got 503',
  })
}

/** The result of a suite. */
export function suite(name: string, parts: Partial<Pick<SuiteResult, 'steps' | 'setup' | 'cleanup'>>): SuiteResult {
  const { steps = [], setup = [], cleanup = [] } = parts
  const count = steps.filter(({ outcome }) => outcome === 'passed').length
  const ok = [...steps, ...setup, ...cleanup].every(({ outcome }) => outcome === 'passed')
  return { suite: name, ok, passed: count, failed: steps.length - count, steps, setup, cleanup, ms: 340 }
}

/** Texts that no report may be broken by. */
export const hostile =
  'a ]]> <b onclick="x">&amp; \u0000\u001b[31m\u0007 \ud800 \uffff ``` ```` | # <!-- --> \' " \r\n::error::x %0A \u2028 ${env} ${secret:x}'

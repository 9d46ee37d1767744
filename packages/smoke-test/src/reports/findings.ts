import type { Finding } from '@project-utils/contract'
import type { SuiteResult, SuiteStepResult } from '../suite/result.ts'
import { differencesOf, partsOf } from './parts.ts'

/** What a person should act on: each step that failed, and each that passed only after a retry. */
export function findingsOf(suites: readonly SuiteResult[]): readonly Finding[] {
  return suites.flatMap((suite) => partsOf(suite).flatMap(({ steps }) => steps.flatMap(findingOf)))
}

function findingOf(step: SuiteStepResult): readonly Finding[] {
  const { name, kind, outcome, retried, message, where } = step
  if (outcome === 'passed' && retried !== true) return []
  const isFailed = outcome === 'failed'
  return [
    {
      rule: isFailed ? `smoke/${kind}` : 'smoke/retried',
      category: 'smoke-test',
      severity: isFailed ? 'error' : 'warning',
      message: `${name}: ${isFailed ? differencesOf(step).join('\n') : (message ?? '')}`,
      ...(where === undefined ? {} : { where }),
    },
  ]
}

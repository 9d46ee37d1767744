import type { ErrorCode, Problem } from '@project-utils/contract'
import { placeOf, type SuiteStep } from '@project-utils/project'

/**
 * Where a parser tells what is wrong; `at` steps into a setting, so that each problem has its own place. What stands beside
 * the kind of a step, such as `retry`, is reached by `at('', 'retry')`.
 */
export interface Report {
  tell(code: ErrorCode, message: string, hint?: string): void
  at(...path: readonly (string | number)[]): Report
}

/** Collects the problems of one step, each with the place where its setting is written, else with the step's. */
export function reportInto(problems: Problem[], step: SuiteStep): Report {
  const make = (path: readonly (string | number)[]): Report => ({
    tell: (code, message, hint = 'correct this setting, or remove it') => {
      const name = path.length === 0 ? '' : ` (${path.join('.').replace(/^\./, '')})`
      const text = `step "${step.name}": ${message}${name}`
      problems.push({ code, message: text, hint, where: placeOf(step, path) })
    },
    at: (...further) => make([...path, ...further]),
  })
  return make([])
}

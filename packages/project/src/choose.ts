import type { LoadOptions } from './load-options.ts'
import { didYouMean } from './nearest.ts'
import type { Problems } from './problems.ts'

/**
 * The environment that is meant: the named one; with target local and no name the one called `local`; else the only one
 * declared, or the first where any will do. Undefined, with a problem, where that leaves a question.
 */
export function chooseEnvironment(
  declared: readonly string[],
  { environment, target, anyEnvironment }: Pick<LoadOptions, 'environment' | 'target' | 'anyEnvironment'>,
  problems: Problems,
): string | undefined {
  if (declared.length === 0) return undefined
  if (environment !== undefined) {
    if (declared.includes(environment)) return environment
    problems.add(undefined, {
      code: 'PROJECT_ENVIRONMENT_UNKNOWN',
      message: `the environment "${environment}" is not declared`,
      hint:
        environment === 'local'
          ? 'add "local: { target: local }" under environments'
          : didYouMean(environment, declared).replace('known here', 'declared'),
    })
    return undefined
  }
  if (target === 'local' && declared.includes('local')) return 'local'
  if (declared.length === 1 || anyEnvironment === true) return declared[0]
  problems.add(undefined, {
    code: 'PROJECT_ENVIRONMENT_REQUIRED',
    message: `several environments are declared: ${declared.join(', ')}`,
    hint: `name one: --env ${declared[0]}`,
  })
  return undefined
}

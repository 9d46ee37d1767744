import { commonCode, errorOver, type Problem, type ProjectError } from '@project-utils/contract'

/** One error for one or many problems: its own where there is one, `LAMBDA_BUILD_FAILED` over all where there are more. */
export function manyProblems(problems: readonly Problem[]): ProjectError {
  const message = `${problems.length} problems keep the functions from being built`
  return errorOver(problems, { code: commonCode(problems) ?? 'LAMBDA_BUILD_FAILED', message })
}

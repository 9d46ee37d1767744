import { type Problem, ProjectError } from '@project-utils/contract'

/** One error for one or many problems: its own where there is one, `LAMBDA_BUILD_FAILED` over all where there are more. */
export function manyProblems(problems: readonly Problem[]): ProjectError {
  const [first] = problems
  if (first !== undefined && problems.length === 1)
    return new ProjectError(first.code, first.message, { ...first, problems })
  const codes = new Set(problems.map((problem) => problem.code))
  const code = codes.size === 1 && first !== undefined ? first.code : 'LAMBDA_BUILD_FAILED'
  return new ProjectError(code, `${problems.length} problems keep the functions from being built`, { problems })
}

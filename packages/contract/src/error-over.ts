import { type ErrorCode, type Problem, ProjectError } from './error.ts'

/**
 * One error for all problems, which has at least one: of a single one its own, of more one over them all.
 *
 * @param over what is said where there are several
 */
export function errorOver(
  problems: readonly Problem[],
  over: { readonly code: ErrorCode; readonly message: string },
): ProjectError {
  const [first] = problems
  if (first !== undefined && problems.length === 1)
    return new ProjectError(first.code, first.message, { ...first, problems })
  return new ProjectError(over.code, over.message, { problems })
}

/** The code that all problems have, where it is one and the same. */
export function commonCode(problems: readonly Problem[]): ErrorCode | undefined {
  const codes = new Set(problems.map(({ code }) => code))
  return codes.size === 1 ? problems[0]?.code : undefined
}

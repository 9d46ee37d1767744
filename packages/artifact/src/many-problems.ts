import { commonCode, errorOver, type Problem, type ProjectError } from '@project-utils/contract'

/** One error for all that is wrong with a folder: its own where all is of one kind, `ARTIFACT_UNPACKABLE` else. */
export function manyProblems(problems: readonly Problem[]): ProjectError {
  const message = `${problems.length} problems keep the folder from being packed`
  return errorOver(problems, { code: commonCode(problems) ?? 'ARTIFACT_UNPACKABLE', message })
}

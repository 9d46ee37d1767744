import { type Problem, ProjectError } from '@project-utils/contract'

/** One error for all that is wrong with a folder: its own where all is of one kind, `ARTIFACT_UNPACKABLE` else. */
export function manyProblems(problems: readonly Problem[]): ProjectError {
  const [first] = problems
  if (first !== undefined && problems.length === 1)
    return new ProjectError(first.code, first.message, { ...first, problems })
  const codes = new Set(problems.map((problem) => problem.code))
  const code = codes.size === 1 && first !== undefined ? first.code : 'ARTIFACT_UNPACKABLE'
  return new ProjectError(code, `${problems.length} problems keep the folder from being packed`, { problems })
}

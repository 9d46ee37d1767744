import { readText } from '@project-utils/artifact'
import { isProjectError, type Problem, ProjectError, problemsOf } from '@project-utils/contract'
import type { StackSettings } from '@project-utils/project'
import { parseTemplate, type Template } from '@project-utils/template'

/**
 * Reads and parses the templates of stacks, by key.
 *
 * @throws ProjectError with the code of the only problem, else `CFN_TEMPLATES_INVALID` with all of them
 */
export function readTemplates(stacks: readonly StackSettings[]): Readonly<Record<string, Template>> {
  const problems: Problem[] = []
  const templates: Record<string, Template> = {}
  for (const { key, template } of stacks) {
    try {
      templates[key] = parseTemplate(readText(template), template)
    } catch (error) {
      if (!isProjectError(error)) throw error
      problems.push(...problemsOf(error))
    }
  }
  if (problems.length > 0) throw manyProblems(problems)
  return templates
}

/** One error for all problems: with the code of the only one, else `CFN_TEMPLATES_INVALID`. */
function manyProblems(problems: readonly Problem[]): ProjectError {
  const [first] = problems
  if (first !== undefined && problems.length === 1) return new ProjectError(first.code, first.message, { problems })
  return new ProjectError('CFN_TEMPLATES_INVALID', 'configuration and templates do not fit together', { problems })
}

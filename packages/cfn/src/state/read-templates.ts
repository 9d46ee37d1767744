import { readText } from '@project-utils/artifact'
import { errorOver, isProjectError, type Problem, type ProjectError, problemsOf } from '@project-utils/contract'
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
  return errorOver(problems, {
    code: 'CFN_TEMPLATES_INVALID',
    message: 'configuration and templates do not fit together',
  })
}

import { errorOver, type Problem, type ProjectError, type Scope } from '@project-utils/contract'
import { type Declared, declaredIn, readTemplates } from '@project-utils/lambda-build'
import type { Project } from '@project-utils/project'
import type { Masker } from '@project-utils/run'
import type { Template } from '@project-utils/template'

/** What the project is made from, as it lies on this machine: the templates, and all functions and layers in them. */
export interface Sources extends Declared {
  /** By stack key. */
  readonly templates: Readonly<Record<string, Template>>
}

/**
 * Reads and parses the templates of all stacks.
 *
 * @throws ProjectError `TEMPLATE_SYNTAX` and others of `template`, `DEPLOY_INVALID` where several templates are wrong
 */
export async function readSources(project: Project, scope: Scope): Promise<Sources> {
  const { templates, problems } = await readTemplates(project)
  if (problems.length > 0) throw manyProblems(problems)
  return { templates, ...declaredIn(templates, project, scope) }
}

/** One error for all problems: with the code of the only one, else `DEPLOY_INVALID`. */
export function manyProblems(problems: readonly Problem[]): ProjectError {
  return errorOver(problems, {
    code: 'DEPLOY_INVALID',
    message: 'the configuration and the templates do not fit together',
  })
}

/** Tells the masker the parameters that the templates mark as `NoEcho`: the values that are written, and the defaults. */
export function keepParameters(project: Project, { templates }: Sources, masker: Pick<Masker, 'add'>): void {
  for (const [key, template] of Object.entries(templates)) {
    for (const { name, default: given, noEcho } of Object.values(template.parameters)) {
      if (!noEcho) continue
      const written = project.stacks[key]?.parameters[name]
      if (typeof written === 'string') masker.add(written)
      if (given !== undefined) masker.add(given)
    }
  }
}

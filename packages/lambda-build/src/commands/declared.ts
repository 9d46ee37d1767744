import { readFile } from 'node:fs/promises'
import { isProjectError, type Problem, ProjectError, problemsOf, type Scope } from '@project-utils/contract'
import type { Project } from '@project-utils/project'
import {
  managedAliases,
  parseTemplate,
  resolveTemplate,
  type TemplateFunction,
  type TemplateLayer,
  templateFunctions,
  templateLayers,
} from '@project-utils/template'

/** A function of a template, and the stack that declares it. */
export interface DeclaredFunction extends TemplateFunction {
  readonly logicalId: string
  /** As CloudFormation knows it. */
  readonly stackName: string
  /** The alias that releases move; its traffic is not on `$LATEST`. */
  readonly managedAlias?: string
}

/** All that the templates of a project declare for Lambda, by logical id; of two with one id the first counts. */
export interface Declared {
  readonly functions: Readonly<Record<string, DeclaredFunction>>
  readonly layers: Readonly<Record<string, TemplateLayer>>
}

/**
 * Reads the templates of all stacks: under the parameters of an environment where a scope is given, else under the
 * defaults alone.
 *
 * @throws ProjectError `TEMPLATE_SYNTAX` and others of `template`; `LAMBDA_BUILD_FAILED` over several
 */
export async function readDeclared(project: Project, scope: Scope | undefined): Promise<Declared> {
  const problems: Problem[] = []
  const functions: Record<string, DeclaredFunction> = {}
  const layers: Record<string, TemplateLayer> = {}
  for (const stack of Object.values(project.stacks)) {
    try {
      const template = parseTemplate(await readFile(stack.template, 'utf8'), stack.template)
      const texts = Object.entries(scope === undefined ? {} : stack.parameters)
      const parameters = Object.fromEntries(texts.filter((one): one is [string, string] => typeof one[1] === 'string'))
      const pseudo = scope === undefined ? {} : { account: scope.account, region: scope.region, stackName: stack.name }
      const resolved = resolveTemplate(template, { parameters, pseudo })
      const aliases = new Map(managedAliases(template, resolved).map(({ functionId, name }) => [functionId, name]))
      for (const [id, settings] of Object.entries(templateFunctions(resolved))) {
        const alias = aliases.get(id)
        const managed = alias === undefined ? {} : { managedAlias: alias }
        functions[id] ??= { ...settings, logicalId: id, stackName: stack.name, ...managed }
      }
      for (const [id, layer] of Object.entries(templateLayers(resolved))) layers[id] ??= layer
    } catch (error) {
      if (!isProjectError(error)) throw error
      problems.push(...problemsOf(error))
    }
  }
  const [first] = problems
  if (first === undefined) return { functions, layers }
  if (problems.length === 1) throw new ProjectError(first.code, first.message, { ...first, problems })
  throw new ProjectError('LAMBDA_BUILD_FAILED', `${problems.length} problems in the templates`, { problems })
}

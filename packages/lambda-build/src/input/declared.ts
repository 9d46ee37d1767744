import { readText } from '@project-utils/artifact'
import { isProjectError, type Problem, problemsOf, type Scope } from '@project-utils/contract'
import type { Project } from '@project-utils/project'
import {
  managedAliases,
  parseTemplate,
  resolveTemplate,
  type Template,
  type TemplateFunction,
  type TemplateLayer,
  templateFunctions,
  templateLayers,
} from '@project-utils/template'

/** A function of a template, and the stack that declares it. */
export interface DeclaredFunction extends TemplateFunction {
  readonly logicalId: string
  /** The stack's key in the configuration. */
  readonly stack: string
  /** As CloudFormation knows it. */
  readonly stackName: string
  /** The alias that releases move, and the parameter with its version; its traffic is not on `$LATEST`. */
  readonly alias?: { readonly name: string; readonly parameter: string }
}

/** A layer of a template, and the stack that declares it. */
export interface DeclaredLayer extends TemplateLayer {
  readonly logicalId: string
  readonly stack: string
}

/** All that the templates of a project declare for Lambda, by logical id; of two with one id the first counts. */
export interface Declared {
  readonly functions: Readonly<Record<string, DeclaredFunction>>
  readonly layers: Readonly<Record<string, DeclaredLayer>>
}

/** The templates of all stacks, by the stack's key, and what is wrong with those that cannot be parsed. */
export async function readTemplates(
  project: Project,
): Promise<{ readonly templates: Readonly<Record<string, Template>>; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = []
  const read = await Promise.all(
    Object.values(project.stacks).map(async ({ key, template }) => {
      try {
        return [[key, parseTemplate(readText(template), template)] as const]
      } catch (error) {
        if (!isProjectError(error)) throw error
        problems.push(...problemsOf(error))
        return []
      }
    }),
  )
  return { templates: Object.fromEntries(read.flat()), problems }
}

/**
 * What templates declare: under the parameters of an environment where a scope is given, else under the defaults alone.
 */
export function declaredIn(
  templates: Readonly<Record<string, Template>>,
  project: Project,
  scope: Scope | undefined,
): Declared {
  const functions: Record<string, DeclaredFunction> = {}
  const layers: Record<string, DeclaredLayer> = {}
  for (const [key, template] of Object.entries(templates)) {
    const stack = project.stacks[key]
    if (stack === undefined) continue
    const texts = Object.entries(scope === undefined ? {} : stack.parameters)
    const parameters = Object.fromEntries(texts.filter((one): one is [string, string] => typeof one[1] === 'string'))
    const pseudo = scope === undefined ? {} : { account: scope.account, region: scope.region, stackName: stack.name }
    const resolved = resolveTemplate(template, { parameters, pseudo })
    const aliases = managedAliases(template, resolved)
    for (const [logicalId, settings] of Object.entries(templateFunctions(resolved))) {
      const managed = aliases.find(({ functionId }) => functionId === logicalId)
      functions[logicalId] ??= {
        ...settings,
        logicalId,
        stack: key,
        stackName: stack.name,
        ...(managed === undefined ? {} : { alias: { name: managed.name, parameter: managed.parameter } }),
      }
    }
    for (const [logicalId, layer] of Object.entries(templateLayers(resolved))) {
      layers[logicalId] ??= { ...layer, logicalId, stack: key }
    }
  }
  return { functions, layers }
}

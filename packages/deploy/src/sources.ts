import { readFile } from 'node:fs/promises'
import { isProjectError, type Problem, ProjectError, problemsOf, type Scope } from '@project-utils/contract'
import type { Project } from '@project-utils/project'
import type { Masker } from '@project-utils/run'
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
import type { FunctionPlace, LayerPlace } from './world.ts'

/** What the project is made from, as it lies on this machine. */
export interface Sources {
  /** By stack key. */
  readonly templates: Readonly<Record<string, Template>>
  /** Every function that the templates declare, by logical id; one that two templates declare stands under the first. */
  readonly functions: Readonly<Record<string, PlacedFunction>>
  /** Every layer likewise. */
  readonly layers: Readonly<Record<string, PlacedLayer>>
}

/** A function of a template, and the stack that declares it. */
interface PlacedFunction {
  readonly place: FunctionPlace
  readonly settings: TemplateFunction
}

/** A layer of a template, and the stack that declares it. */
interface PlacedLayer {
  readonly place: LayerPlace
  readonly settings: TemplateLayer
}

/**
 * Reads and parses the templates of all stacks.
 *
 * @throws ProjectError `TEMPLATE_SYNTAX` and others of `template`, `DEPLOY_INVALID` where several templates are wrong
 */
export async function readSources(project: Project, scope: Scope): Promise<Sources> {
  const problems: Problem[] = []
  const read = await Promise.all(
    Object.values(project.stacks).map(async ({ key, template }) => {
      try {
        return [[key, parseTemplate(await readFile(template, 'utf8'), template)] as const]
      } catch (error) {
        if (!isProjectError(error)) throw error
        problems.push(...problemsOf(error))
        return []
      }
    }),
  )
  if (problems.length > 0) throw manyProblems(problems)
  const templates = Object.fromEntries(read.flat())
  return { templates, ...placesOf(project, scope, templates) }
}

/** One error for all problems: with the code of the only one, else `DEPLOY_INVALID`. */
export function manyProblems(problems: readonly Problem[]): ProjectError {
  const [first] = problems
  if (first !== undefined && problems.length === 1) return new ProjectError(first.code, first.message, { problems })
  return new ProjectError('DEPLOY_INVALID', 'the configuration and the templates do not fit together', { problems })
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

function placesOf(
  project: Project,
  scope: Scope,
  templates: Readonly<Record<string, Template>>,
): Pick<Sources, 'functions' | 'layers'> {
  const functions: Record<string, PlacedFunction> = {}
  const layers: Record<string, PlacedLayer> = {}
  for (const [key, template] of Object.entries(templates)) {
    const stack = project.stacks[key]
    if (stack === undefined) continue
    const known = Object.entries(stack.parameters).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
    const pseudo = { account: scope.account, region: scope.region, stackName: stack.name }
    const resolved = resolveTemplate(template, { parameters: Object.fromEntries(known), pseudo })
    const aliases = managedAliases(template, resolved)
    for (const [logicalId, settings] of Object.entries(templateFunctions(resolved))) {
      const managed = aliases.find((one) => one.functionId === logicalId)
      functions[logicalId] ??= {
        settings,
        place: {
          logicalId,
          stack: key,
          ...(settings.name === undefined ? {} : { name: settings.name }),
          ...(managed === undefined ? {} : { alias: { name: managed.name, parameter: managed.parameter } }),
          ...(settings.layers === undefined ? {} : { layers: settings.layers }),
        },
      }
    }
    for (const [logicalId, settings] of Object.entries(templateLayers(resolved))) {
      layers[logicalId] ??= { settings, place: { logicalId, stack: key } }
    }
  }
  return { functions, layers }
}

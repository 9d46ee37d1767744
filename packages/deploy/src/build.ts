import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Context, ProjectError } from '@project-utils/contract'
import { buildFunctions } from '@project-utils/lambda-build'
import { buildSite } from '@project-utils/site'
import {
  managedAliases,
  parseTemplate,
  resolveTemplate,
  type Template,
  templateFindings,
  templateFunctions,
} from '@project-utils/template'
import { runBeforeBuild } from './before-build.ts'
import { bucketStack } from './bootstrap.ts'
import type { Workbench } from './workbench.ts'
import type { Desired, FunctionPlace } from './world.ts'

/**
 * Reads the templates and builds what changed. Works on this machine only.
 *
 * @throws ProjectError those of `template`, `lambda-build` and `site`, `DEPLOY_HOOK_FAILED`, `DEPLOY_FUNCTION_UNKNOWN`
 */
export async function buildDesired(bench: Workbench, context: Context): Promise<Desired> {
  const { project, cache, environment: childEnvironment } = bench
  const templates = await readTemplates(bench)
  const places = functionPlaces(bench, templates)
  await runBeforeBuild(bench, context)
  const { root, build } = project
  const [artifacts, site] = await Promise.all([
    buildFunctions(
      {
        functions: Object.values(project.functions),
        template: Object.fromEntries(Object.entries(places).map(([id, { settings }]) => [id, settings])),
        root,
        cache,
        environment: build.environment,
      },
      context,
    ),
    project.site === undefined
      ? undefined
      : buildSite(
          {
            site: project.site,
            root,
            cache,
            environment: build.environment,
            childEnvironment,
            inputs: generated(project),
          },
          context,
        ),
  ])
  return {
    templates,
    artifacts: Object.fromEntries(artifacts.map((artifact) => [artifact.logicalId, artifact])),
    functions: Object.fromEntries(Object.entries(places).map(([id, { place }]) => [id, place])),
    ...(site === undefined ? {} : { site }),
    findings: Object.entries(templates).flatMap(([key, template]) => {
      const name = project.stacks[key]?.name ?? key
      return templateFindings(template, resolveTemplate(template, { parameters: {}, pseudo: { stackName: name } }))
    }),
    bucketStack: bucketStack(bench),
  }
}

/** What the hook before-build makes: the site may depend on it although git ignores it. */
function generated({ root, hooks }: Workbench['project']): readonly string[] {
  return (hooks['before-build']?.outputs ?? []).map((path) => join(root, path))
}

async function readTemplates({ project }: Workbench): Promise<Readonly<Record<string, Template>>> {
  const entries = Object.values(project.stacks).map(async ({ key, template }) => {
    return [key, parseTemplate(await readFile(template, 'utf8'), template)] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

interface Placed {
  readonly place: FunctionPlace
  readonly settings: ReturnType<typeof templateFunctions>[string]
}

/** Every function that the project builds, in the stack whose template declares it. */
function functionPlaces(
  { project, scope }: Workbench,
  templates: Readonly<Record<string, Template>>,
): Readonly<Record<string, Placed>> {
  const places: Record<string, Placed> = {}
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
      if (project.functions[logicalId] === undefined) continue
      const managed = aliases.find((one) => one.functionId === logicalId)
      places[logicalId] = {
        settings,
        place: {
          logicalId,
          stack: key,
          ...(settings.name === undefined ? {} : { name: settings.name }),
          ...(managed === undefined ? {} : { alias: { name: managed.name, parameter: managed.parameter } }),
        },
      }
    }
  }
  const lost = Object.values(project.functions).filter(({ logicalId }) => places[logicalId] === undefined)
  if (lost.length === 0) return places
  const names = Object.keys(templates).join(', ')
  throw new ProjectError('DEPLOY_FUNCTION_UNKNOWN', 'the configuration builds functions that no template declares', {
    problems: lost.map(({ logicalId, where }) => ({
      code: 'DEPLOY_FUNCTION_UNKNOWN',
      message: `no template of stacks ${names || '(none)'} declares the function ${logicalId}`,
      hint: `remove functions.${logicalId}, or declare an AWS::Lambda::Function of that logical id`,
      where,
    })),
  })
}

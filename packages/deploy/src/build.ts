import { join } from 'node:path'
import type { Context, Finding } from '@project-utils/contract'
import { buildArtifacts, type DeclaredFunction, judgeDeclared, planImages } from '@project-utils/lambda-build'
import { buildSite } from '@project-utils/site'
import { resolveTemplate, templateFindings } from '@project-utils/template'
import { runBeforeBuild } from './before-build.ts'
import { bucketStack } from './bootstrap.ts'
import { buildInput } from './build-input.ts'
import type { Sources } from './sources.ts'
import type { Workbench } from './workbench.ts'
import type { Desired, FunctionPlace } from './world.ts'

/**
 * Builds what changed, as the checked templates declare it. Works on this machine only; images are planned, not built.
 *
 * @throws ProjectError those of `lambda-build` and `site`, `DEPLOY_HOOK_FAILED`
 */
export async function buildDesired(bench: Workbench, context: Context): Promise<Desired> {
  const { project, environment: childEnvironment } = bench
  const sources = await bench.sources()
  await runBeforeBuild(bench, context)
  const { root, build } = project
  const input = await buildInput(bench)
  const { cache } = input
  const repository = `${project.name}-${project.environment}-repository`
  const [artifacts, images, site] = await Promise.all([
    buildArtifacts(input, context),
    planImages({ functions: input.functions, template: input.template, repository, cache }, context),
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
  return desiredFrom({ artifacts, images, ...(site === undefined ? {} : { site }) }, sources, bench)
}

/** What was made of the project's code: built here, or kept by an earlier run. */
export interface Built {
  readonly artifacts: readonly Desired['artifacts'][string][]
  readonly images: readonly Desired['images'][string][]
  readonly site?: NonNullable<Desired['site']>
}

/** What the project wants, from its templates and what was made of its code. */
export function desiredFrom({ artifacts, images, site }: Built, sources: Sources, bench: Workbench): Desired {
  const { project } = bench
  return {
    templates: sources.templates,
    artifacts: Object.fromEntries(artifacts.map((artifact) => [artifact.logicalId, artifact])),
    functions: chosen(sources.functions, project.functions, functionPlace),
    layers: chosen(sources.layers, project.layers, ({ logicalId, stack }) => ({ logicalId, stack })),
    images: Object.fromEntries(images.map((image) => [image.logicalId, image])),
    ...(site === undefined ? {} : { site }),
    findings: [
      ...templatesFindings(bench, sources),
      ...judgeDeclared(project, sources.functions, bench.now()).findings,
    ],
    bucketStack: bucketStack(bench),
  }
}

/** Where the stacks declare what the project builds. */
function chosen<From, To>(
  declared: Readonly<Record<string, From>>,
  built: Readonly<Record<string, unknown>>,
  place: (from: From) => To,
): Readonly<Record<string, To>> {
  const own = Object.entries(declared).filter(([id]) => built[id] !== undefined)
  return Object.fromEntries(own.map(([id, each]) => [id, place(each)]))
}

function functionPlace({ logicalId, stack, name, alias, layers }: DeclaredFunction): FunctionPlace {
  return {
    logicalId,
    stack,
    ...(name === undefined ? {} : { name }),
    ...(alias === undefined ? {} : { alias }),
    ...(layers === undefined ? {} : { layers }),
  }
}

function templatesFindings({ project }: Workbench, { templates }: Sources): readonly Finding[] {
  return Object.entries(templates).flatMap(([key, template]) => {
    const stackName = project.stacks[key]?.name ?? key
    return templateFindings(template, resolveTemplate(template, { parameters: {}, pseudo: { stackName } }))
  })
}

/** What the hook before-build makes: the site may depend on it although git ignores it. */
function generated({ root, hooks }: Workbench['project']): readonly string[] {
  return (hooks['before-build']?.outputs ?? []).map((path) => join(root, path))
}

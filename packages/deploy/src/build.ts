import { join } from 'node:path'
import type { Context } from '@project-utils/contract'
import { buildArtifacts } from '@project-utils/lambda-build'
import { buildSite } from '@project-utils/site'
import { resolveTemplate, templateFindings } from '@project-utils/template'
import { runBeforeBuild } from './before-build.ts'
import { bucketStack } from './bootstrap.ts'
import type { Workbench } from './workbench.ts'
import type { Desired } from './world.ts'

/**
 * Builds what changed, as the checked templates declare it. Works on this machine only.
 *
 * @throws ProjectError those of `lambda-build` and `site`, `DEPLOY_HOOK_FAILED`
 */
export async function buildDesired(bench: Workbench, context: Context): Promise<Desired> {
  const { project, cache, environment: childEnvironment } = bench
  const { templates, functions } = await bench.sources()
  const places = Object.entries(functions).filter(([id]) => project.functions[id] !== undefined)
  await runBeforeBuild(bench, context)
  const { root, build } = project
  const [artifacts, site] = await Promise.all([
    buildArtifacts(
      {
        functions: Object.values(project.functions),
        template: Object.fromEntries(places.map(([id, { settings }]) => [id, settings])),
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
    functions: Object.fromEntries(places.map(([id, { place }]) => [id, place])),
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

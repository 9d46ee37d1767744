import { type Invocation, openProject } from '@project-utils/cli'
import type { Envelope } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { errors } from '../errors.ts'

/** `project-lambda build`: builds what changed, and tells what came of it. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { project, findings } = await openProject(invocation)
  const question = {
    command: 'lambda build',
    scopes: project.scopes,
    ask: async (context: Parameters<typeof buildArtifacts>[1]) => {
      const artifacts = await buildArtifacts(
        {
          functions: Object.values(project.functions),
          layers: Object.values(project.layers),
          template: {},
          root: project.root,
          cache: `${invocation.cwd}/.cache`,
          environment: project.build.environment,
          childEnvironment: invocation.environment,
        },
        context,
      )
      return { data: artifacts.map(({ logicalId, bytes, why }) => ({ logicalId, bytes, why })), findings }
    },
  }
  return await ask(question, invocation.options([errors]))
}

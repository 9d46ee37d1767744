import { type Invocation, openProject } from '@project-utils/cli'
import type { Envelope, ErrorTable, Json } from '@project-utils/contract'
import { describeProject } from '@project-utils/project'
import { ask } from '@project-utils/run'
import { checkSources } from '../check-sources.ts'
import { checkSuites } from '../check-suites.ts'
import { keepParameters, readSources } from '../sources.ts'
import { errorTables } from './error-tables.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy config`: validates, and prints the resolved project with the origin of each value. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { project, findings } = await openProject(invocation)
  await checkSuites(project)
  for (const scope of project.scopes.slice(0, 1)) {
    const sources = await readSources(project, scope)
    keepParameters(project, sources, invocation.masker)
    checkSources(project, sources)
  }
  const question = {
    command: 'deploy config',
    scopes: project.scopes,
    ask: async () => ({ data: describeProject(project) as Json, findings }),
  }
  return await ask(question, invocation.options(errorTables))
}

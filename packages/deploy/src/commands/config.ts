import { type Invocation, openProject } from '@project-utils/cli'
import type { Envelope, ErrorTable, Json } from '@project-utils/contract'
import { describeProject } from '@project-utils/project'
import { ask } from '@project-utils/run'
import { checkSuites } from '../check-suites.ts'
import { errorTables } from './error-tables.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy config`: validates, and prints the resolved project with the origin of each value. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { project, findings } = await openProject(invocation)
  checkSuites(project)
  const question = {
    command: 'deploy config',
    scopes: project.scopes,
    ask: async () => ({ data: describeProject(project) as Json, findings }),
  }
  return await ask(question, invocation.options(errorTables))
}

import { type Invocation, openProject } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { errorTables } from './error-tables.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-test list`: each suite with its steps. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { project, findings } = await openProject(invocation)
  const data = Object.entries(project.suites).flatMap(([suite, { setup, steps, cleanup }]) =>
    Object.entries({ setup, check: steps, cleanup }).flatMap(([part, list]) =>
      list.map(({ name, kind }) => ({ suite, part, step: name, kind })),
    ),
  )
  const question = { command: 'test list', scopes: project.scopes, ask: async () => ({ data, findings }) }
  return await ask(question, invocation.options(errorTables))
}

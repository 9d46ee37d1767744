import { type Invocation, openProject } from '@project-utils/cli'
import type { Envelope, ErrorTable, Problem } from '@project-utils/contract'
import type { SuiteStep } from '@project-utils/project'
import { ask } from '@project-utils/run'
import { reportInto } from '../report.ts'
import { prepareStep } from '../validate.ts'
import { errorTables } from './error-tables.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-test list`: each suite with its steps, and whether they write. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { project, findings } = await openProject(invocation)
  const data = Object.entries(project.suites).flatMap(([suite, { setup, steps, cleanup }]) =>
    Object.entries({ setup, check: steps, cleanup }).flatMap(([part, list]) =>
      list.map((step) => ({ suite, part, step: step.name, kind: step.kind, writes: writesOf(step) })),
    ),
  )
  const question = { command: 'test list', scopes: project.scopes, ask: async () => ({ data, findings }) }
  return await ask(question, invocation.options(errorTables))
}

/** Whether a step writes test data, in words; of one that is not written right nobody knows. */
function writesOf(step: SuiteStep): string {
  const problems: Problem[] = []
  const writes = prepareStep(step, reportInto(problems, step))?.prepared.writes
  if (writes === undefined) return `unknown: ${problems[0]?.message ?? 'it cannot be read'}`
  return writes === 'allowed' ? 'yes, everywhere' : writes ? 'yes' : 'no'
}

import { type Invocation, openProject } from '@project-utils/cli'
import type { Envelope, ErrorTable, Problem } from '@project-utils/contract'
import { type Loaded, loadProject, errors as projectErrors, type SuiteStep } from '@project-utils/project'
import { ask } from '@project-utils/run'
import { reportInto } from '../report.ts'
import { prepareStep } from '../validate.ts'
import { errorTables } from './error-tables.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-test list`: each suite with its steps, and whether they write. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { project, findings, environments } = await openAny(invocation)
  const data = Object.entries(project.suites).flatMap(([suite, { setup, steps, cleanup }]) =>
    Object.entries({ setup, check: steps, cleanup }).flatMap(([part, list]) =>
      list.map((step) => ({ suite, part, step: step.name, kind: step.kind, writes: writesOf(step) })),
    ),
  )
  const scopes = isChosen(invocation) || environments.length === 1 ? project.scopes : []
  const question = { command: 'test list', scopes, ask: async () => ({ data, findings }) }
  return await ask(question, invocation.options(errorTables))
}

function isChosen({ flags }: Invocation): boolean {
  return flags['env'] !== undefined || flags['target'] !== undefined
}

/** Suites are the same in every environment but for values of theirs, so where none is named the first one will do. */
async function openAny(invocation: Invocation): Promise<Loaded> {
  if (isChosen(invocation)) return await openProject(invocation)
  const { flags, cwd } = invocation
  invocation.know(projectErrors)
  const text = (name: string): string | undefined => (typeof flags[name] === 'string' ? flags[name] : undefined)
  const { set } = flags
  return await loadProject({
    cwd,
    config: text('config'),
    project: text('project'),
    region: text('region'),
    anyEnvironment: true,
    ...(Array.isArray(set) ? { set } : {}),
  })
}

/** Whether a step writes test data, in words; of one that is not written right nobody knows. */
function writesOf(step: SuiteStep): string {
  const problems: Problem[] = []
  const writes = prepareStep(step, reportInto(problems, step))?.prepared.writes
  if (writes === undefined) return `unknown: ${problems[0]?.message ?? 'it cannot be read'}`
  return writes === 'allowed' ? 'yes, everywhere' : writes ? 'yes' : 'no'
}

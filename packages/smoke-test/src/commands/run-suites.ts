import { type Invocation, openProject } from '@project-utils/cli'
import {
  type Answer,
  type Context,
  type Envelope,
  ExitCode,
  type Problem,
  ProjectError,
  type Scope,
} from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { runSuites } from '../run-suite.ts'
import type { SuiteInput } from '../suite/input.ts'
import { judgeSuite } from '../suite/judge.ts'
import type { SuiteResult } from '../suite/result.ts'
import { errorTables } from './error-tables.ts'
import { openSuitesOf, suiteOf } from './open-suites.ts'
import { writeReports } from './write-reports.ts'

/** Runs suites of the project by name: judges them before anything is asked, then reads what they need, then runs them. */
export async function runByName(invocation: Invocation, title: string, names: readonly string[]): Promise<Envelope> {
  for (const table of errorTables) invocation.know(table)
  const parallel = readLimit(invocation.flags['parallel'])
  const { project, findings } = await openProject(invocation)
  const problems = await Promise.all(
    names.map(
      async (name) => (await judgeSuite(suiteOf(project, name), { tier: project.tier, folder: project.root })).problems,
    ),
  )
  const [first, ...others] = problems.flat()
  if (first !== undefined) {
    const isRefused = [first, ...others].every(({ code }) => code === 'SMOKE_WRITES_REFUSED')
    const code = isRefused ? 'SMOKE_WRITES_REFUSED' : 'SMOKE_SUITE_INVALID'
    throw new ProjectError(code, `${names.join(', ')} cannot be run as written; nothing was sent`, {
      problems: [first, ...others],
    })
  }
  const opened = await openSuitesOf(invocation, project, findings)
  const question = {
    command: title,
    scopes: [opened.scope],
    ask: async (context: Context): Promise<Answer> => {
      const inputs = await opened.prepare(names, context)
      const { results, problems } = await runReported(inputs, parallel, context, invocation, opened.scope)
      const answer = answerOf(results, opened.selection, findings, invocation.flags['fail-on'] === 'warning')
      return { ...answer, problems }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

/** Runs suites and writes the reports that were asked for; of an interrupted run they tell what was ended. */
async function runReported(
  inputs: readonly SuiteInput[],
  parallel: number,
  context: Context,
  invocation: Invocation,
  { project, environment }: Scope,
): Promise<{ readonly results: readonly SuiteResult[]; readonly problems: readonly Problem[] }> {
  const report = async (suites: readonly SuiteResult[]): Promise<readonly Problem[]> =>
    await writeReports(invocation, { suites, title: `${project} ${environment}`, run: invocation.run })
  const ended: SuiteResult[] = []
  const emit: Context['emit'] = (notice) => {
    // The fact of a suite is its result, but for what only reports need.
    if (notice.type === 'fact' && notice.name === 'suite.result') ended.push(notice.data as unknown as SuiteResult)
    context.emit(notice)
  }
  try {
    const results = await runSuites(inputs, { parallel }, { ...context, emit })
    return { results, problems: await report(results) }
  } catch (error) {
    if (ended.length > 0) await report(ended)
    throw error
  }
}

function answerOf(
  results: readonly SuiteResult[],
  selection: string,
  findings: Answer['findings'],
  isStrict: boolean,
): Answer {
  const failed = results.filter(({ ok }) => !ok).map(({ suite }) => suite)
  const isRetried = results.some((one) =>
    [...one.setup, ...one.steps, ...one.cleanup].some(({ retried }) => retried === true),
  )
  const isRed = failed.length > 0 || (isStrict && isRetried)
  const again = failed.length > 0 ? failed : results.map(({ suite }) => suite)
  const next = { command: `project-test run ${again.join(' ')} ${selection}`, why: 'after mending what differs' }
  return {
    data: JSON.parse(JSON.stringify({ ok: !isRed, suites: results })),
    ...(findings === undefined ? {} : { findings }),
    ...(isRed ? { exitCode: ExitCode.failed, next } : {}),
  }
}

function readLimit(value: Invocation['flags'][string]): number {
  const limit = value === undefined ? 1 : Number(value)
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit
  throw new ProjectError('SMOKE_SETTING_INVALID', `--parallel ${String(value)} is no number of suites`, {
    hint: 'a whole number from 1 to 100',
  })
}

import { type Invocation, openProject } from '@project-utils/cli'
import { type Answer, type Context, type Envelope, ExitCode, ProjectError } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { runSuites } from '../run-suite.ts'
import { judgeSuite } from '../suite/judge.ts'
import type { SuiteResult } from '../suite/result.ts'
import { errorTables } from './error-tables.ts'
import { openSuitesOf, suiteOf } from './open-suites.ts'

/** Runs suites of the project by name: judges them before anything is asked, then reads what they need, then runs them. */
export async function runByName(invocation: Invocation, title: string, names: readonly string[]): Promise<Envelope> {
  for (const table of errorTables) invocation.know(table)
  const parallel = readLimit(invocation.flags['parallel'])
  const { project, findings } = await openProject(invocation)
  const problems = await Promise.all(
    names.map(async (name) => (await judgeSuite(suiteOf(project, name), { tier: project.tier, folder: project.root })).problems),
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
      const results = await runSuites(inputs, { parallel }, context)
      return answerOf(results, opened.selection, findings, invocation.flags['fail-on'] === 'warning')
    },
  }
  return await ask(question, invocation.options(errorTables))
}

function answerOf(
  results: readonly SuiteResult[],
  selection: string,
  findings: Answer['findings'],
  isStrict: boolean,
): Answer {
  const failed = results.filter(({ ok }) => !ok).map(({ suite }) => suite)
  const isRetried = results.some((one) =>
    [...one.setup, ...one.steps, ...one.cleanup].some(
      ({ outcome, message }) => outcome === 'passed' && message !== undefined,
    ),
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

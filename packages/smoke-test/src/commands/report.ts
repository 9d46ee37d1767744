import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Invocation } from '@project-utils/cli'
import { type Answer, type Envelope, type ErrorTable, ExitCode, ProjectError } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { findingsOf } from '../reports/findings.ts'
import { readResults } from '../reports/read-results.ts'
import { errorTables } from './error-tables.ts'
import { writeReports } from './write-reports.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-test report`: other forms of results that were saved; red results stay red. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const [file = ''] = invocation.arguments
  const question = {
    command: 'test report',
    scopes: [],
    ask: async (): Promise<Answer> => {
      const { suites, ok, title, run: saved } = readResults(await readText(resolve(invocation.cwd, file), file), file)
      const reported = { suites, title: title ?? file, ...(saved === undefined ? {} : { run: saved }) }
      const problems = await writeReports(invocation, reported)
      return {
        data: JSON.parse(JSON.stringify({ ok, suites })),
        findings: findingsOf(suites),
        problems,
        ...(ok ? {} : { exitCode: ExitCode.failed }),
      }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ProjectError('SMOKE_RESULT_INVALID', `${file} cannot be read: ${reason}`, {
      cause,
      where: { file },
      hint: 'save results by: project-test smoke --env dev --json > result.json',
    })
  }
}

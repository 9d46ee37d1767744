import type { Invocation } from '@project-utils/cli'
import { type Envelope, type ErrorTable, ExitCode } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { explainBuilds } from '../cache/explain.ts'
import { errorTables } from './error-tables.ts'
import { openBuild } from './open-build.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-lambda why`: what the next build would build, and because of what. Builds nothing. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { input, scopes, findings } = await openBuild(invocation, { names: invocation.arguments })
  const question = {
    command: 'lambda why',
    scopes,
    ask: async () => {
      const rows = (await explainBuilds(input)).map(({ reasons, ...row }) => ({ ...row, reasons: [...reasons] }))
      const isStale = rows.some(({ would }) => would === 'rebuild')
      const isChange = invocation.flags['detailed-exitcode'] === true && isStale
      return { data: rows, findings, exitCode: isChange ? ExitCode.changes : ExitCode.done }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

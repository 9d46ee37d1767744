import type { Invocation } from '@project-utils/cli'
import { type Envelope, type ErrorTable, ExitCode } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { explainBuilds } from '../cache/explain.ts'
import { errorTables } from './error-tables.ts'
import { openBuild } from './open-build.ts'
import { withShared } from './with-shared.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-lambda why`: what the next build would build, and because of what. Builds nothing. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const opened = await openBuild(invocation, { names: invocation.arguments })
  const { scopes, findings } = opened
  const input = withShared(invocation, opened)
  const question = {
    command: 'lambda why',
    scopes,
    ask: async (context: Parameters<typeof explainBuilds>[1]) => {
      const rows = (await explainBuilds(input, context)).map(({ reasons, ...row }) => ({
        ...row,
        reasons: [...reasons],
      }))
      const isStale = rows.some(({ would }) => would === 'rebuild')
      const isChange = invocation.flags['detailed-exitcode'] === true && isStale
      return { data: rows, findings, exitCode: isChange ? ExitCode.changes : ExitCode.done }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

import type { Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { errorTables } from './error-tables.ts'
import { runByName } from './run-suites.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-test run`: suites by name. */
export async function run(invocation: Invocation): Promise<Envelope> {
  return await runByName(invocation, 'test run', [...new Set(invocation.arguments)])
}

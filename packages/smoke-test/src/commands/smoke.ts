import type { Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { errorTables } from './error-tables.ts'
import { runByName } from './run-suites.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-test smoke`: the suite that proves an environment. */
export async function run(invocation: Invocation): Promise<Envelope> {
  return await runByName(invocation, 'test smoke', ['smoke'])
}

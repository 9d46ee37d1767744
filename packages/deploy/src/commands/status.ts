import type { Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { statusQuestion } from '../status.ts'
import { errorTables } from './error-tables.ts'
import { openBench, runOptions } from './open-bench.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy status`: what is deployed, and whether all still agrees with the record. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { bench } = await openBench(invocation)
  return await ask(statusQuestion(bench), runOptions(invocation, bench))
}

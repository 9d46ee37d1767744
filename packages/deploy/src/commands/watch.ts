import type { Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { watchQuestion } from '../watch.ts'
import { errorTables } from './error-tables.ts'
import { openBench, runOptions } from './open-bench.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy watch`: follows the events of deployments until Ctrl-C. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { bench } = await openBench(invocation)
  return await ask(watchQuestion(bench), runOptions(invocation, bench))
}

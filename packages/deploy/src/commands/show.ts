import type { Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { showQuestion } from '../history/show.ts'
import { errorTables } from './error-tables.ts'
import { openBench, runOptions } from './open-bench.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy show`: everything that is recorded of one release. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { bench } = await openBench(invocation)
  const release = invocation.arguments[0] ?? 'latest'
  const options = { release, events: invocation.flags['events'] === true }
  return await ask(showQuestion(bench, options), runOptions(invocation, bench))
}

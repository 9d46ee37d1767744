import { runSuite, type SuiteResult } from '@project-utils/smoke-test'
import { lambda } from './clients.ts'
import { functionName } from './function-name.ts'
import { fillAll } from './lookup.ts'
import { usableOutputs } from './outputs.ts'
import type { Job } from './step-kind.ts'

/** Runs a suite of the project; steps that name a function reach the given versions. */
export async function playSuite(
  name: string,
  job: Job,
  versions: Readonly<Record<string, string>>,
): Promise<SuiteResult> {
  const { world, bench } = job
  const outputs = await usableOutputs(job)
  const steps = (world.project.suites[name] ?? []).map((step) => ({
    ...step,
    settings: fillAll(step.settings, world, outputs) as typeof step.settings,
  }))
  const functions: Record<string, string> = {}
  for (const logicalId of Object.keys(world.desired.functions))
    functions[logicalId] = await functionName(logicalId, job)
  const client = await lambda(bench.session)
  return await runSuite(
    { name, steps, parent: job.step.id, environment: world.scope, lambda: client, functions, versions },
    job.context,
  )
}

import type { SuiteStep } from '@project-utils/project'
import { runSuite, type SuiteResult } from '@project-utils/smoke-test'
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
  const suite = world.project.suites[name]
  const fill = (steps: readonly SuiteStep[] = []): readonly SuiteStep[] =>
    steps.map((step) => ({ ...step, settings: fillAll(step.settings, world, outputs) as typeof step.settings }))
  const functions: Record<string, string> = {}
  for (const logicalId of Object.keys(world.desired.functions))
    functions[logicalId] = await functionName(logicalId, job)
  return await runSuite(
    {
      name,
      steps: fill(suite?.steps),
      parent: job.step.id,
      environment: world.scope,
      client: bench.session.client,
      functions,
      versions,
      folder: world.project.root,
      masker: bench.masker,
    },
    job.context,
  )
}

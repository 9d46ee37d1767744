import { ownedResources } from '@project-utils/cfn'
import type { Suite, SuiteStep } from '@project-utils/project'
import { type NamedResource, runSuite, type SuiteResult } from '@project-utils/smoke-test'
import { cloudFormation } from './clients.ts'
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
      setup: fill(suite?.setup),
      steps: fill(suite?.steps),
      cleanup: fill(suite?.cleanup),
      parallel: suite?.parallel ?? 1,
      parent: job.step.id,
      environment: world.scope,
      client: bench.session.client,
      functions,
      versions,
      resources: await resourcesFor(suite, job),
      stacks: Object.fromEntries(Object.values(world.project.stacks).map(({ key, name: stack }) => [key, stack])),
      childEnvironment: bench.environment,
      folder: world.project.root,
      masker: bench.masker,
    },
    job.context,
  )
}

/** Steps beside requests and calls name tables, buckets and queues by their logical ids; for others nobody is asked. */
async function resourcesFor(
  suite: Suite | undefined,
  { world, bench }: Job,
): Promise<Readonly<Record<string, NamedResource>>> {
  const steps = suite === undefined ? [] : [...suite.setup, ...suite.steps, ...suite.cleanup]
  if (steps.every(({ kind }) => kind === 'http' || kind === 'lambda')) return {}
  const client = await cloudFormation(bench.session)
  const stacks = Object.values(world.project.stacks).map(async ({ name }) =>
    (await ownedResources(client, name)).map(({ logicalId, physicalId, type }) => [
      logicalId,
      { physicalId, type, stack: name },
    ]),
  )
  return Object.fromEntries((await Promise.all(stacks)).flat())
}

import type { Act, Answer, Ending, Prepared } from '@project-utils/contract'
import { saveLocalCloud } from '@project-utils/local-cloud'
import { recordStacks } from '../state/stack-records.ts'
import { applyDeployment } from './apply-deployment.ts'
import { closingAnswer, restingAnswer } from './deploy-answer.ts'
import { recordedStacks } from './deploy-records.ts'
import type { Deployment, SeenBefore } from './deployment.ts'
import { leavesChanges } from './leaves-changes.ts'
import { planDeployment } from './plan-deployment.ts'
import { discardDeployment, prepareDeployment } from './prepare-deployment.ts'
import { readDeployment } from './read-deployment.ts'
import type { StackBench } from './stack-bench.ts'

/** How a deployment differs from the usual one. */
export interface DeployOptions {
  /** Tool and verb; default: `cfn deploy`. */
  readonly command?: string
  /** Change sets that were made and shown before: they are executed, and none is made. */
  readonly prepared?: readonly Prepared[]
  /** True: a preview makes all that an application would make, and keeps it, so that it can be executed later. */
  readonly keeps?: boolean
}

/**
 * The act of deploying stacks, in their order: what `project-cfn deploy` performs. `project-cfn plan` performs the same
 * with `dryRun`, so that it shows exactly this; with `keeps` its change sets stay, and a later deployment is given them as
 * `prepared`. The world is a `Deployment` (a `StacksWorld` and more), `bench` comes from `commands/open-bench.ts`.
 */
export function deployAct(bench: StackBench, options: DeployOptions = {}): Act<Deployment> {
  const { selection, scope } = bench
  let before: SeenBefore | undefined
  return {
    command: options.command ?? 'cfn deploy',
    scopes: [scope],
    read: (context) => readDeployment(bench, before, context),
    plan: (deployment, prepared) => planDeployment(deployment, prepared, selection),
    prepare: async (deployment, _draft, purpose, context) => {
      const wanted = options.keeps === true ? 'apply' : purpose
      const prepared = options.prepared ?? (await prepareDeployment(deployment, bench, wanted, context))
      before = { deployment, prepared }
      return prepared
    },
    discard: async (prepared) => {
      if (options.keeps !== true && options.prepared === undefined) await discardDeployment(prepared, bench)
    },
    guard: () => bench.session.guard(scope),
    apply: (step, known, plan, deployment, context) =>
      applyDeployment({ step, known, plan, deployment, bench, context }),
    close: (ending, _plan, deployment) => close(ending, deployment, bench),
    leavesChanges,
    nothing: (deployment) => restingAnswer(deployment, bench),
  }
}

async function close(ending: Ending, deployment: Deployment, bench: StackBench): Promise<Answer> {
  const unrecorded = await recordStacks(
    bench.records,
    deployment.records,
    recordedStacks(ending, deployment, bench.run),
  )
  if (bench.cloud !== undefined && ending.done.length > 0) await saveLocalCloud(bench.cloud)
  const answer = await closingAnswer(ending, deployment, bench)
  return { ...answer, findings: [...(answer.findings ?? []), ...unrecorded] }
}

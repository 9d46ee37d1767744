import type { Step, StepResult } from '@project-utils/contract'
import type { Job, StepKind } from './step-kind.ts'
import { alias } from './steps/alias.ts'
import { announce } from './steps/announce.ts'
import { blobs } from './steps/blobs.ts'
import { bucket } from './steps/bucket.ts'
import { gate } from './steps/gate.ts'
import { afterDeployHook, beforeDeployHook, testHook } from './steps/hook.ts'
import { images } from './steps/images.ts'
import { invalidation } from './steps/invalidation.ts'
import { publish } from './steps/publish.ts'
import { firstSiteAssets, siteAssets } from './steps/site-assets.ts'
import { sitePages } from './steps/site-pages.ts'
import { stack } from './steps/stack.ts'
import { suite } from './steps/suite.ts'
import type { World } from './world.ts'

/** The kinds of step of a deployment, in the order in which they are performed. */
const kinds: readonly StepKind[] = [
  bucket,
  testHook,
  beforeDeployHook,
  blobs,
  images,
  siteAssets,
  stack,
  publish,
  gate,
  alias,
  firstSiteAssets,
  sitePages,
  invalidation,
  suite,
  afterDeployHook,
  announce,
]

/** All steps of a deployment. Each needs every step of the kinds before its own; within a kind they say so themselves. */
export function deploymentSteps(world: World): readonly Step[] {
  const steps: Step[] = []
  for (const kind of kinds) {
    const earlier = steps.map((step) => step.id)
    steps.push(...kind.plan(world).map((step) => ({ ...step, needs: [...earlier, ...step.needs] })))
  }
  return steps
}

/** Performs one step by its kind. */
export async function applyStep(job: Job): Promise<StepResult> {
  const kind = kinds.find((one) => one.kind === job.step.kind)
  if (kind === undefined) throw new Error(`no kind of step is called ${job.step.kind}`)
  return await kind.apply(job)
}

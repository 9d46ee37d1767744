import { hasChanges } from '../changes.ts'
import { bucketStep, makeBucket } from '../make-bucket.ts'
import type { StepKind } from '../step-kind.ts'

/** Makes the bucket in which lock, records and artifacts live, where the tier lets a deployment do that. */
export const bucket: StepKind = {
  kind: 'bucket',
  plan: (world) => {
    const { actual, scope } = world
    const mayMake = actual.current === 'no-bucket' && scope.tier === 'full' && hasChanges(world)
    return mayMake ? [bucketStep(world.desired.bucketStack, scope)] : []
  },
  apply: ({ bench, world, context }) => makeBucket(world.desired.bucketStack, bench, context),
}

import type { Context, Json, Prepared, Purpose } from '@project-utils/contract'
import type { ChangeSetView } from '../change-set/change-set-view.ts'
import { discardChangeSet } from '../change-set/discard-change-set.ts'
import { readExisting } from '../existing.ts'
import { namesToCheck } from '../plan/plan.ts'
import { stackPlans } from '../plan/plan-stacks.ts'
import type { StackWorld } from '../plan/stacks-world.ts'
import { prepareStack } from '../prepare.ts'
import { stackGroup } from '../state/status.ts'
import type { Deployment } from './deployment.ts'
import type { StackBench } from './stack-bench.ts'
import { uploadFor } from './upload.ts'

/**
 * Makes the change set of every stack that changes and whose values are all known, side by side, and uploads its code
 * meanwhile: what is shown is what is executed. A preview makes none of a stack that does not exist yet (all of it is
 * created), and none that would need an upload first, so that it leaves nothing behind.
 *
 * @throws ProjectError those of `prepareStack` and of `records`; what was made until then is removed
 */
export async function prepareDeployment(
  deployment: Deployment,
  bench: StackBench,
  purpose: Purpose,
  context: Context,
): Promise<readonly Prepared[]> {
  const open = stackPlans(deployment).flatMap(([key, { decision, steps }]) => {
    const stack = deployment.stacks[key]
    const isNow = steps.some(({ id, input }) => id === `stack.${key}` && operationOf(input) !== 'later')
    if (stack === undefined || !isNow || (decision !== 'update' && decision !== 'create')) return []
    return purpose === 'preview' && !isPreviewable(stack, deployment) ? [] : [stack]
  })
  const made: Prepared[] = []
  const ended = await Promise.allSettled(
    open.map(async (stack) => {
      for await (const prepared of prepareOne(stack, deployment, bench, purpose, context)) made.push(prepared)
    }),
  )
  const failed = ended.find((one) => one.status === 'rejected')
  if (failed === undefined) return made
  await discardDeployment(made, bench)
  throw failed.reason
}

/** Removes change sets that will not be executed, and the empty stacks that they made. */
export async function discardDeployment(prepared: readonly Prepared[], { client }: StackBench): Promise<void> {
  const sets = prepared.filter(({ kind }) => kind === 'change-set')
  if (sets.length === 0) return
  const asked = await client()
  for (const { detail } of sets) {
    const view = detail as unknown as ChangeSetView
    if (!view.empty) await discardChangeSet(asked, view)
  }
}

async function* prepareOne(
  { desired, state, previous }: StackWorld,
  { code }: Deployment,
  bench: StackBench,
  purpose: Purpose,
  context: Context,
): AsyncGenerator<Prepared> {
  yield* await uploadFor(desired, code, bench.records, 'early')
  const uploads = purpose === 'apply' ? uploadFor(desired, code, bench.records, 'late') : []
  const client = await bench.client()
  const [made, uploaded] = await Promise.allSettled([
    prepareStack(client, desired, state, bench.run, context, previous),
    uploads,
  ])
  if (made.status === 'fulfilled') {
    const view = made.value
    // Nobody reads the code while the change set is made, only once it is executed.
    const names = stackGroup(state.status) === 'update' ? namesToCheck(desired, state, view) : []
    const looked = names.length === 0 ? {} : { looked: await readExisting(bench.session, names) }
    yield {
      kind: 'change-set',
      step: `stack.${desired.key}`,
      id: view.name,
      detail: { ...view, ...looked } as unknown as Json,
    }
  }
  if (uploaded.status === 'fulfilled') yield* uploaded.value
  for (const each of [made, uploaded]) if (each.status === 'rejected') throw each.reason
}

function isPreviewable({ desired, state, codeOnly }: StackWorld, { code }: Deployment): boolean {
  const isUploaded = (code.blobs[desired.key] ?? []).some(({ kind }) => kind === 'template')
  return stackGroup(state.status) === 'update' && desired.templateUrl === undefined && !isUploaded && codeOnly !== true
}

function operationOf(input: Json | undefined): unknown {
  return typeof input === 'object' && input !== null && 'operation' in input ? input['operation'] : undefined
}

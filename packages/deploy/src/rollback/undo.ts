import { type Context, type Ending, ProjectError, type Release, type Step, type Undoing } from '@project-utils/contract'
import type { PublishedSite } from '@project-utils/site'
import type { Workbench } from '../workbench.ts'
import type { World } from '../world.ts'
import { planReturn } from './plan.ts'
import { readReturn } from './read.ts'
import { remainsOf } from './remains.ts'
import { returnedParts } from './returned-release.ts'
import type { ReturnWorld } from './world.ts'

/** A failed release on its way back to the last good one. */
export interface Undo extends Undoing {
  readonly back: ReturnWorld
}

/**
 * How to take back a release whose gate or check failed: to the last good one, by what that one recorded. Undefined where
 * another step failed, or where there is nothing to return to.
 *
 * @throws ProjectError `DEPLOY_UNDO_REFUSED`, and what looking throws
 */
export async function undoDeployment(
  ending: Ending,
  world: World,
  bench: Workbench,
  context: Context,
): Promise<Undo | undefined> {
  const { good, current, settled } = world.actual
  if (ending.failed?.step.action !== 'check' || good === undefined || typeof current !== 'object') return undefined
  const done = new Map(ending.done.map(({ step, result }) => [step.id, result]))
  const isDone = (id: string): boolean => done.get(id)?.outcome === 'done'
  const site = settled ? publishedNow(done.get('site.pages')?.data, world) : undefined
  // After an earlier run that did not end well, all may differ from what was recorded.
  const stacks = Object.keys(good.stacks).filter((key) => !settled || isDone(`stack.${key}`))
  const back = await readReturn({ target: good, current, good, settled: false, stacks, site }, bench, context)
  const draft = planReturn(back)
  const [refusal] = draft.refusals
  if (refusal !== undefined) {
    throw new ProjectError('DEPLOY_UNDO_REFUSED', draft.refusals.map(({ message }) => message).join('; '), {
      ...(refusal.hint === undefined ? {} : { hint: refusal.hint }),
    })
  }
  const steps = draft.steps.map((step) => undoing(step, ending))
  return { steps, remains: remainsOf(ending, back, world), back }
}

/** The site as this run left it. */
function publishedNow(data: unknown, { actual, desired }: World): PublishedSite | undefined {
  if (data !== undefined && desired.site !== undefined) {
    return { manifest: desired.site.manifest, config: (data as { readonly config: string }).config }
  }
  const released = actual.good?.site
  if (released === undefined) return undefined
  // Nothing was published, so nothing is to be published back.
  return { manifest: { sha256: released.manifest, files: [] }, config: released.config }
}

/** What the release itself made may go again without anybody's word; nothing else that holds data may. */
function undoing(step: Step, { done }: Ending): Step {
  const made = done.find((one) => one.step.id === step.id)?.step.changes ?? []
  const risks = made.flatMap(({ action, subject }) =>
    action === 'create'
      ? [{ kind: 'data-loss' as const, subject, message: `${subject} was made by this release`, accepted: true }]
      : [],
  )
  return { ...step, id: `undo.${step.id}`, needs: step.needs.map((need) => `undo.${need}`), risks }
}

/** The last good release as it stands again: the same, with the times of now. */
export function restoredRelease(good: Release, { back }: Undo, { undone }: Ending): Release {
  return { ...good, ...returnedParts(back, undone?.done ?? []) }
}

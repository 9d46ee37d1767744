import type { Act, Context, Ending, Finding, Plan, Prepared, Release } from '@project-utils/contract'
import { saveLocalCloud } from '@project-utils/local-cloud'
import { closingAnswer, notUndone, restingAnswer } from './answer.ts'
import { hasChanges } from './changes.ts'
import { forgottenFindings } from './forgotten-stacks.ts'
import { keepTemplate } from './keep-template.ts'
import { leavesChanges } from './leaves-changes.ts'
import { maskedRelease } from './masked-release.ts'
import { planDeployment } from './plan.ts'
import { discardPrepared, prepareDeployment } from './prepare.ts'
import { onceBuilt, readWorld } from './read.ts'
import { endedRelease, startedRelease, stepOutcomes } from './record.ts'
import type { Undo } from './rollback/undo.ts'
import { applyStep } from './steps.ts'
import type { Workbench } from './workbench.ts'
import type { World } from './world.ts'

/** The act of deploying a project to one target; `findings` about its configuration are told with its answer. */
export function deployAct(bench: Workbench, findings: readonly Finding[] = []): Act<World> {
  const build = onceBuilt(bench)
  let record: Started | undefined
  let undo: Undo | undefined
  return {
    command: 'deploy',
    scopes: [bench.scope],
    read: (context) => readWorld(bench, build, context),
    prepare: (world, _draft, purpose, context) => prepareDeployment(world, bench, purpose, context),
    plan: (world, prepared) => planDeployment({ ...world, prepared }),
    discard: (prepared: readonly Prepared[]) => discardPrepared(prepared, bench),
    guard: () => bench.session.guard(bench.scope),
    open: async (plan, world, context) => {
      record = await openRelease(plan, world, bench, context)
    },
    apply: async (step, known, plan, world, context) => {
      const job = { step, known, bench, context }
      if (!step.kind.startsWith('back-')) {
        return await applyStep({ ...job, world: { ...world, prepared: plan.prepared } })
      }
      const { applyBack } = await import('./rollback/apply.ts')
      return await applyBack({ ...job, prepared: [], taken: true })
    },
    undo: async (ending, plan, world, context) => {
      const { undoDeployment } = await import('./rollback/undo.ts')
      undo = await undoDeployment(ending, { ...world, prepared: plan.prepared }, bench, context)
      return undo
    },
    close: async (ending, plan, world, context) => {
      const closing = { ...world, prepared: plan.prepared }
      if (record !== undefined) await closeRelease({ ...record, undo }, ending, closing, bench, context)
      const found = [...findings, ...foundIn(world), ...notUndone(ending, closing)]
      return { ...(await closingAnswer(ending, closing, bench)), findings: found }
    },
    leavesChanges,
    nothing: (world) => ({ ...restingAnswer(world), findings: [...findings, ...foundIn(world)] }),
    preview: (plan, world) => ({ changes: hasChanges({ ...world, prepared: plan.prepared }) }),
  }
}

function foundIn({ desired, project, actual, selection }: World): readonly Finding[] {
  return [...desired.findings, ...forgottenFindings(project, actual.good, selection)]
}

/** A stack that needed no step, though it is not the one that was recorded, has its template kept all the same. */
async function keepUnchanged({ done }: Ending, { wanted, actual }: World, bench: Workbench): Promise<void> {
  const stepped = new Set(done.map(({ step }) => step.id))
  const open = Object.values(wanted).filter(
    ({ desired: { key, templateSha } }) =>
      !stepped.has(`stack.${key}`) && actual.good?.stacks[key]?.templateKey !== templateSha,
  )
  await Promise.all(open.map(({ desired }) => keepTemplate(desired, bench)))
}

interface Started {
  readonly release: Release
  readonly undo?: Undo | undefined
}

async function openRelease(plan: Plan, world: World, bench: Workbench, context: Context): Promise<Started> {
  const release = startedRelease(plan, world, bench, await bench.commit())
  await bench.records.releases.start(release, world.actual.current)
  context.emit({ type: 'fact', name: 'release.started', data: { release: release.id, seq: release.seq } })
  return { release }
}

async function closeRelease(
  { release, undo }: Started,
  ending: Ending,
  world: World,
  bench: Workbench,
  context: Context,
): Promise<void> {
  const { releases } = bench.records
  const { good } = world.actual
  const isBack = undo !== undefined && good !== undefined && ending.undone?.outcome === 'succeeded'
  const outcome = isBack ? 'rolled-back' : ending.outcome
  if (isBack) {
    const { restoredRelease } = await import('./rollback/undo.ts')
    const restored = maskedRelease(restoredRelease(good, undo, ending), bench.masker)
    const { stacks, functions } = restored
    const endedAt = bench.now().toISOString()
    await releases.finish({ ...release, stacks, functions, outcome, endedAt, steps: stepOutcomes(ending) }, restored)
  } else {
    const ended = endedRelease(release, outcome, ending, world, bench.now())
    if (outcome === 'succeeded') await keepUnchanged(ending, world, bench)
    await releases.finish(maskedRelease(ended, bench.masker))
  }
  context.emit({ type: 'fact', name: 'release.ended', data: { release: release.id, outcome } })
  if (bench.cloud !== undefined) await saveLocalCloud(bench.cloud)
}

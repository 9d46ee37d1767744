import type { Act, Context, Ending, Finding, Plan, Prepared, Release } from '@project-utils/contract'
import { saveLocalCloud } from '@project-utils/local-cloud'
import { closingAnswer, restingAnswer } from './answer.ts'
import { hasChanges } from './changes.ts'
import { forgottenFindings } from './forgotten-stacks.ts'
import { keepTemplate } from './keep-template.ts'
import { leavesChanges } from './leaves-changes.ts'
import { maskedRelease } from './masked-release.ts'
import { planDeployment } from './plan.ts'
import { discardPrepared, prepareDeployment } from './prepare.ts'
import { onceBuilt, readWorld } from './read.ts'
import { endedRelease, startedRelease } from './record.ts'
import { applyStep } from './steps.ts'
import type { Workbench } from './workbench.ts'
import type { World } from './world.ts'

/** The act of deploying a project to one target; `findings` about its configuration are told with its answer. */
export function deployAct(bench: Workbench, findings: readonly Finding[] = []): Act<World> {
  const build = onceBuilt(bench)
  let record: Started | undefined
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
    apply: (step, known, plan, world, context) =>
      applyStep({ step, known, bench, world: { ...world, prepared: plan.prepared }, context }),
    close: async (ending, plan, world, context) => {
      const closing = { ...world, prepared: plan.prepared }
      if (record !== undefined) await closeRelease(record, ending, closing, bench, context)
      return { ...(await closingAnswer(ending, closing, bench)), findings: [...findings, ...foundIn(world)] }
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
}

async function openRelease(plan: Plan, world: World, bench: Workbench, context: Context): Promise<Started> {
  const release = startedRelease(plan, world, bench, await bench.commit())
  await bench.records.releases.start(release, world.actual.current)
  context.emit({ type: 'fact', name: 'release.started', data: { release: release.id, seq: release.seq } })
  return { release }
}

async function closeRelease(
  { release }: Started,
  ending: Ending,
  world: World,
  bench: Workbench,
  context: Context,
): Promise<void> {
  const ended = endedRelease(release, ending.outcome, ending, world, bench.now())
  if (ending.outcome === 'succeeded') await keepUnchanged(ending, world, bench)
  await bench.records.releases.finish(maskedRelease(ended, bench.masker))
  context.emit({ type: 'fact', name: 'release.ended', data: { release: release.id, outcome: ending.outcome } })
  if (bench.cloud !== undefined) await saveLocalCloud(bench.cloud)
}

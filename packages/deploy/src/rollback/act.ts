import { prepareStack } from '@project-utils/cfn'
import {
  type Act,
  type Answer,
  type Context,
  type Ending,
  isProjectError,
  type Json,
  type Plan,
  type Prepared,
  ProjectError,
  type Release,
} from '@project-utils/contract'
import { saveLocalCloud } from '@project-utils/local-cloud'
import { cloudFormation } from '../clients.ts'
import { leavesChanges } from '../leaves-changes.ts'
import { maskedRelease } from '../masked-release.ts'
import { discardPrepared } from '../prepare.ts'
import { readReferences } from '../read.ts'
import { stepOutcomes } from '../record.ts'
import type { Workbench } from '../workbench.ts'
import { applyBack } from './apply.ts'
import { findTarget, isSettled } from './find-target.ts'
import { planReturn } from './plan.ts'
import { readReturn } from './read.ts'
import { readSiteManifest } from './read-site.ts'
import { returnedParts } from './returned-release.ts'
import type { ReturnWorld } from './world.ts'

/** How many of the newest releases are looked at for one to return to. */
const looked = 100

/**
 * The act of returning to a kept release, by id or number; without one to the good release before what stands, or to the
 * last good one where the newest run did not end well. It is a release of its own.
 */
export function rollbackAct(bench: Workbench, wanted: string | undefined): Act<ReturnWorld> {
  let record: Release | undefined
  return {
    command: 'deploy rollback',
    scopes: [bench.scope],
    read: (context) => readRollback(bench, wanted, context),
    plan: (world, prepared) => planReturn({ ...world, prepared }),
    prepare: (world, _draft, _purpose, context) => prepareReturn(world, bench, context),
    discard: (prepared) => discardPrepared(prepared, bench),
    guard: () => bench.session.guard(bench.scope),
    open: async (plan, world, context) => {
      record = startedReturn(plan, world, bench)
      if (world.current === 'no-bucket') return
      await bench.records.releases.start(record, world.current)
      context.emit({ type: 'fact', name: 'release.started', data: { release: record.id, seq: record.seq } })
    },
    apply: (step, known, plan, _world, context) => applyBack({ step, known, bench, prepared: plan.prepared, context }),
    close: async (ending, _plan, world, context) => {
      if (record !== undefined) await closeReturn(record, ending, world, bench, context)
      return answerOf(ending, world, bench)
    },
    leavesChanges,
    nothing: ({ good, target }) => ({ data: { outcome: 'nothing to do', release: good.id, rollbackOf: target.id } }),
    preview: (_plan, { target }) => ({ rollbackOf: target.id }),
  }
}

async function readRollback(bench: Workbench, wanted: string | undefined, context: Context): Promise<ReturnWorld> {
  const { records, session, scope, selection } = bench
  // What there is to return to must be said of the right account.
  await session.guard(scope)
  const [current] = await Promise.all([records.releases.current(), knowSecrets(bench, context)])
  if (current === undefined || current === 'no-bucket') {
    throw new ProjectError('DEPLOY_NOTHING_BEFORE', 'nothing has been deployed yet: there is nothing to return to', {
      hint: `project-deploy ${selection}`,
    })
  }
  const releases = await records.releases.list(looked)
  const named = wanted === undefined ? undefined : await records.releases.read(wanted)
  const isOlder = named !== undefined && releases.every(({ id }) => id !== named.id)
  const target = findTarget({ releases: isOlder ? [...releases, named] : releases, current, wanted, selection })
  const good = current.value.good ?? target
  const settled = isSettled(current.value.latest.outcome)
  const manifest = settled && good.site !== undefined ? await readSiteManifest(good.site, bench) : undefined
  const site = manifest === undefined || good.site === undefined ? undefined : { manifest, config: good.site.config }
  return await readReturn({ target, current, good, settled, site }, bench, context)
}

/** What goes into the record is masked; a configuration that cannot be read now must not stand in the way of going back. */
async function knowSecrets(bench: Workbench, { emit, signal }: Context): Promise<void> {
  try {
    await Promise.all([readReferences(bench), bench.sources()])
  } catch (error) {
    if (signal.aborted || !isProjectError(error)) throw error
    emit({ type: 'warning', message: `secrets that are not known cannot be masked: ${error.message}` })
  }
}

/** A change set for every stack that goes back, also for a preview: only it tells what would be removed or made anew. */
async function prepareReturn(world: ReturnWorld, bench: Workbench, context: Context): Promise<readonly Prepared[]> {
  const keys = planReturn(world).steps.flatMap(({ kind, id }) =>
    kind === 'back-stack' ? [id.replace(/^stack\./, '')] : [],
  )
  if (keys.length === 0) return []
  const client = await cloudFormation(bench.session)
  const made: Prepared[] = []
  try {
    for (const key of keys) {
      const stack = world.stacks[key]
      if (stack === undefined) continue
      const view = await prepareStack(client, stack.desired, stack.state, bench.run, context)
      made.push({ kind: 'change-set', step: `stack.${key}`, id: view.name, detail: view as unknown as Json })
    }
    return made
  } catch (error) {
    await discardPrepared(made, bench)
    throw error
  }
}

/** Until it has ended, the environment counts as what it was. */
function startedReturn(plan: Plan, { good, current, target }: ReturnWorld, bench: Workbench): Release {
  const latest = typeof current === 'object' ? current.value.latest : undefined
  const { stacks, functions, layers, site } = good
  return {
    v: 1,
    id: bench.run,
    seq: (latest?.seq ?? 0) + 1,
    run: bench.run,
    outcome: 'started',
    startedAt: bench.now().toISOString(),
    actor: bench.actor,
    toolVersion: bench.toolVersion,
    ...(target.commit === undefined ? {} : { commit: target.commit }),
    rollbackOf: target.id,
    fingerprint: plan.fingerprint ?? '',
    ...{ stacks, functions },
    ...(layers === undefined ? {} : { layers }),
    ...(site === undefined ? {} : { site }),
    checks: [],
    steps: plan.steps.map(({ id }) => ({ id, outcome: 'open', ms: 0 })),
  }
}

async function closeReturn(
  record: Release,
  ending: Ending,
  world: ReturnWorld,
  bench: Workbench,
  context: Context,
): Promise<void> {
  const { outcome } = ending
  const parts = outcome === 'succeeded' ? returnedParts(world, ending.done) : {}
  const endedAt = bench.now().toISOString()
  const ended: Release = { ...record, ...parts, outcome, endedAt, steps: stepOutcomes(ending) }
  await bench.records.releases.finish(maskedRelease(ended, bench.masker))
  context.emit({ type: 'fact', name: 'release.ended', data: { release: record.id, outcome } })
  if (bench.cloud !== undefined) await saveLocalCloud(bench.cloud)
}

function answerOf(ending: Ending, { good, target }: ReturnWorld, bench: Workbench): Answer {
  const isWell = ending.outcome === 'succeeded'
  const data = {
    outcome: ending.outcome,
    release: bench.run,
    rollbackOf: target.id,
    previous: good.id,
    steps: stepOutcomes(ending),
  } as unknown as Json
  const command = `project-deploy rollback ${target.id} ${bench.selection}`
  return isWell
    ? { data }
    : { data, next: { command, why: 'mend the cause, then again: it goes on from what is there' } }
}

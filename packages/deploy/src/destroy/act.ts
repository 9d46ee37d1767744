import { deleteStack } from '@project-utils/cfn'
import type { Act, Answer, Context, Json, Release, Step, StepResult } from '@project-utils/contract'
import { saveLocalCloud } from '@project-utils/local-cloud'
import { emptyBucket } from '@project-utils/site'
import { cloudFormation, s3 } from '../clients.ts'
import { leavesChanges } from '../leaves-changes.ts'
import { stepOutcomes } from '../record.ts'
import type { Workbench } from '../workbench.ts'
import { deleteResource } from './delete-resource.ts'
import { planDestruction } from './plan.ts'
import { readDoomed } from './read.ts'
import type { DestroyWorld } from './world.ts'

/** The act of destroying an environment: its stacks and site, and of what holds data only what was named. */
export function destroyAct(bench: Workbench, named: readonly string[]): Act<DestroyWorld> {
  let record: Release | undefined
  return {
    command: 'deploy destroy',
    alwaysAsk: 'everything named above will be deleted',
    scopes: [bench.scope],
    read: async () => {
      // "Nothing to destroy" must be said of the right account.
      await bench.session.guard(bench.scope)
      return await readDoomed(bench, named)
    },
    plan: (world) => planDestruction(world),
    guard: () => bench.session.guard(bench.scope),
    open: async (plan, world) => {
      if (world.current === 'no-bucket') return
      record = {
        v: 1,
        kind: 'destroy',
        id: bench.run,
        seq: (world.current?.value.latest.seq ?? 0) + 1,
        run: bench.run,
        outcome: 'started',
        startedAt: bench.now().toISOString(),
        actor: bench.actor,
        toolVersion: bench.toolVersion,
        fingerprint: plan.fingerprint ?? '',
        stacks: world.good?.stacks ?? {},
        functions: world.good?.functions ?? {},
        checks: [],
        steps: [],
      }
      await bench.records.releases.start(record, world.current)
    },
    apply: (step, _known, _plan, _world, context) => applyStep(step, bench, context),
    close: async (ending) => {
      const steps = stepOutcomes(ending)
      if (record !== undefined) {
        const gone = ending.outcome === 'succeeded' ? { stacks: {}, functions: {} } : {}
        const endedAt = bench.now().toISOString()
        await bench.records.releases.finish({ ...record, ...gone, outcome: ending.outcome, endedAt, steps })
      }
      if (bench.cloud !== undefined) await saveLocalCloud(bench.cloud)
      const outcome = ending.outcome === 'succeeded' ? 'destroyed' : ending.outcome
      const data = { outcome, steps } as unknown as Json
      return ending.outcome === 'succeeded' ? { data } : { data, next: goOn(bench, named) }
    },
    leavesChanges,
    nothing: () => ({ data: { outcome: 'nothing to destroy' } }),
  }
}

function goOn({ selection }: Workbench, named: readonly string[]): NonNullable<Answer['next']> {
  const flags = named.map((name) => ` --delete ${name}`).join('')
  const command = `project-deploy destroy ${selection}${flags}`
  return { command, why: 'mend the cause, then destroy again: it goes on with what is left' }
}

async function applyStep(step: Step, { session }: Workbench, context: Context): Promise<StepResult> {
  const input = step.input as Readonly<Record<string, string>>
  if (step.kind === 'empty') await emptyBucket(await s3(session), input['bucket'] ?? '', context)
  else if (step.kind === 'delete-stack') {
    await deleteStack(await cloudFormation(session), input['arn'] ?? '', {}, context)
  } else if (step.kind === 'delete-resource') {
    await deleteResource(session, { type: input['type'] ?? '', physicalId: input['physicalId'] ?? '' }, context)
  } else if (step.kind !== 'record') throw new Error(`no kind of step is called ${step.kind}`)
  return { outcome: 'done' }
}

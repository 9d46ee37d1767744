import { confirmDecision, type Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { type Keeping, planAct } from '../saved/plan-act.ts'
import { planFile, savedRelease, writeRelease } from '../saved/saved-plan.ts'
import type { Workbench } from '../workbench.ts'
import { errorTables } from './error-tables.ts'
import { openBench, runOptions } from './open-bench.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy plan`: what a deployment would do; with `--out` it is kept, to be applied as it was reviewed. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { bench, holder, findings } = await openBench(invocation, { builds: true })
  const { out } = invocation.flags
  const keeping = typeof out === 'string' ? await keepIn(planFile(out, invocation.cwd), bench) : undefined
  return await perform(planAct(bench, findings, keeping), {
    ...runOptions(invocation, bench),
    ports: { lock: bench.records.lock, audit: bench.records.audit },
    holder,
    dryRun: true,
    decide: confirmDecision(invocation),
  })
}

async function keepIn(file: string, bench: Workbench): Promise<Keeping> {
  const { run, toolVersion, now, masker } = bench
  const commit = await bench.commit()
  return {
    write: (plan, world) => {
      writeRelease(file, savedRelease(plan, world, { run, toolVersion, now: now(), mask: masker.maskJson, commit }))
    },
    told: { file, apply: `project-deploy apply ${file} ${bench.selection}` },
  }
}

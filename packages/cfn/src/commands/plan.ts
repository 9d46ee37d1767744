import { confirmDecision, flagValues, type Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable, Json, Plan } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { type PreviewOptions, planAct } from '../plan/plan-act.ts'
import { planFile, savedPlan, writePlan } from '../plan/saved-plan.ts'
import { errorTables } from './error-tables.ts'
import { openBench } from './open-bench.ts'

export const errors: readonly ErrorTable[] = errorTables

/**
 * `project-cfn plan`: what deploying stacks would do. Nothing is left behind; with `--out` the change sets stay, and the
 * plan is written to be executed as it was reviewed.
 */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { flags, program, run: id, cwd } = invocation
  const { formatPlanMarkdown } = await import('@project-utils/report')
  const inMarkdown = (plan: Plan): Readonly<Record<string, Json>> =>
    flags['markdown'] === true ? { markdown: formatPlanMarkdown(plan) } : {}
  if (typeof flags['against'] === 'string') {
    const { compare } = await import('./compare.ts')
    return await compare(invocation, flags['against'], inMarkdown)
  }
  const { bench, holder, records } = await openBench(invocation, { names: invocation.arguments, judges: true })
  const out = planFile(flags['out'], cwd)
  const running = invocation.options(errorTables)
  // Its name tells others that somebody means to come back to it.
  const named = out === undefined ? bench : { ...bench, run: `plan-${bench.run}` }
  const options: PreviewOptions = {
    ...(out === undefined
      ? {}
      : {
          keep: (plan, deployment) => {
            const saving = { run: id, toolVersion: program.version, now: running.now(), mask: bench.masker.maskJson }
            writePlan(out, savedPlan(plan, deployment, saving))
          },
        }),
    tell: (plan) => ({
      ...(out === undefined
        ? {}
        : {
            file: out,
            deploy: `project-cfn deploy --plan ${out} ${[bench.selection, ...flagValues(flags['import']).map((one) => `--import ${one}`)].join(' ')}`,
          }),
      ...inMarkdown(plan),
    }),
  }
  return await perform(planAct(named, options), {
    ...running,
    ports: { lock: records.lock, audit: records.audit },
    holder,
    dryRun: true,
    decide: confirmDecision(invocation),
  })
}

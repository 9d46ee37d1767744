import { confirmDecision, type Invocation } from '@project-utils/cli'
import { type Act, type Envelope, type ErrorTable, ProjectError } from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { deployAct } from '../execute/deploy-act.ts'
import type { Deployment } from '../execute/deployment.ts'
import { errorTables } from './error-tables.ts'
import { type OpenedBench, openBench } from './open-bench.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-cfn deploy`: creates and updates stacks in their order, exactly as the plan shows it. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const isPreview = invocation.flags['dry-run'] === true
  const { act, holder, records } = await openAct(invocation, !isPreview)
  return await perform(act, {
    ...invocation.options(errorTables),
    ports: { lock: records.lock, audit: records.audit },
    holder,
    dryRun: isPreview,
    decide: confirmDecision(invocation),
  })
}

/** The usual act, or with `--plan` that of executing what was reviewed. */
async function openAct(
  invocation: Invocation,
  waits: boolean,
): Promise<OpenedBench & { readonly act: Act<Deployment> }> {
  const { flags, cwd, arguments: names } = invocation
  if (typeof flags['plan'] !== 'string') {
    const opened = await openBench(invocation, { names, waits, judges: true })
    return { ...opened, act: deployAct(opened.bench) }
  }
  if (names.length > 0) {
    throw new ProjectError(
      'CFN_PLAN_FILE',
      `a plan says itself which stacks it is about, so ${names.join(', ')} is too much`,
      {
        hint: `leave the names away: project-cfn deploy --plan ${flags['plan']}`,
      },
    )
  }
  const [{ savedAct }, { planFile, readPlan }] = await Promise.all([
    import('../plan/saved-act.ts'),
    import('../plan/saved-plan.ts'),
  ])
  const saved = readPlan(planFile(flags['plan'], cwd) ?? '')
  const opened = await openBench(invocation, { names: saved.keys, waits })
  return { ...opened, act: savedAct(opened.bench, saved, invocation.options(errorTables).now) }
}

import type { Act, Draft, Finding, Json, Plan, Prepared } from '@project-utils/contract'
import { fingerprint, planDays } from '@project-utils/run'
import { deployAct } from '../deploy.ts'
import { planDeployment } from '../plan.ts'
import { discardPrepared, prepareDeployment } from '../prepare.ts'
import type { Workbench } from '../workbench.ts'
import type { World } from '../world.ts'
import { keepBuilt } from './keep-built.ts'

/** What is done with a plan that is kept. */
export interface Keeping {
  /** Writes it, once it is whole. */
  readonly write: (plan: Plan, world: World) => void
  /** Told besides the plan: where it is, and the command that applies it. */
  readonly told: Readonly<Record<string, Json>>
}

/**
 * The act of deploying up to the question whether to do it, for a dry run. With `keeping` all that the release needs is
 * prepared and stays: artifacts, the site's files, change sets under a name that says so.
 */
export function planAct(bench: Workbench, findings: readonly Finding[], keeping?: Keeping): Act<World> {
  const act = deployAct(bench, findings)
  const command = 'deploy plan'
  if (keeping === undefined) return { ...act, command }
  const named = { ...bench, run: `plan-${bench.run}` }
  let isKept = false
  const keep = (plan: Plan, world: World): Readonly<Record<string, Json>> => {
    keeping.write(plan, world)
    isKept = true
    return { ...keeping.told, goodForDays: planDays }
  }
  return {
    ...act,
    command,
    plan: (world, prepared) => withoutBucket(planPrepared(world, prepared), world),
    prepare: async (world, _draft, _purpose, context) => {
      const changeSets = await prepareDeployment(world, named, 'apply', context)
      try {
        return [...changeSets, ...(await keepBuilt(world, bench))]
      } catch (error) {
        await discardPrepared(changeSets, bench)
        throw error
      }
    },
    discard: async (prepared) => {
      if (!isKept) await discardPrepared(prepared, bench)
    },
    preview: (plan, world) => ({ ...act.preview?.(plan, world), ...keep(plan, world) }),
    nothing: (world) => {
      const answer = act.nothing(world)
      const draft = planPrepared(world, [])
      const plan: Plan = { ...draft, prepared: [], fingerprint: fingerprint(draft) }
      const data = typeof answer.data === 'object' && !Array.isArray(answer.data) ? answer.data : {}
      return { ...answer, data: { ...data, ...keep(plan, world) } }
    },
  }
}

/** The plan of a deployment for which bytes are kept: those need no step of their own any more. */
export function planPrepared(world: World, prepared: readonly Prepared[]): Draft {
  const kept = new Set(prepared.filter(({ kind }) => kind === 'blob').map(({ id }) => id))
  const missing = world.actual.missing.filter((sha) => !kept.has(sha))
  return planDeployment({ ...world, prepared, actual: { ...world.actual, missing } })
}

/** Without the bucket there is no place to keep anything. */
function withoutBucket(draft: Draft, { actual, scope, selection }: World): Draft {
  if (actual.current !== 'no-bucket' || draft.steps.length === 0) return draft
  const command = `project-deploy bootstrap ${selection}`
  const message = `account ${scope.account} has no project-utils bucket in ${scope.region} to keep a plan in`
  return {
    ...draft,
    refusals: [
      ...draft.refusals.filter(({ code }) => code !== 'DEPLOY_NO_BUCKET'),
      { code: 'DEPLOY_NO_BUCKET', message, hint: command, next: command },
    ],
  }
}

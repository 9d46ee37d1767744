import { type DesiredStack, planStack, type StackState, stackGroup } from '@project-utils/cfn'
import type { Draft, Refusal, ReleasedStack, Step } from '@project-utils/contract'
import { viewOf } from '../stack-plans.ts'
import { functionSteps } from './function-steps.ts'
import { siteSteps } from './site-steps.ts'
import type { ReturnWorld } from './world.ts'

/**
 * Decides how to return to a release: aliases first, for that takes seconds, then the site, then the stacks, and after
 * them the functions whose recorded version is gone. Pure.
 */
export function planReturn(world: ReturnWorld): Draft {
  const { target, current } = world
  const stacks = stackSteps(world)
  const aliases = functionSteps(world, stacks.steps.length > 0)
  const groups = [aliases.first, ...siteSteps(world), stacks.steps, aliases.publish, aliases.again]
  const steps: Step[] = []
  for (const group of groups) {
    const earlier = steps.map(({ id }) => id)
    steps.push(...group.map((step) => ({ ...step, needs: [...earlier, ...step.needs] })))
  }
  return {
    kind: 'rollback',
    scopes: [world.scope],
    steps,
    assumes: {
      release: typeof current === 'object' ? current.value.latest.id : null,
      target: target.id,
      ...stacks.assumes,
    },
    refusals: [...goneRefusals(world), ...stacks.refusals],
    notes: steps.length === 0 ? [] : [...stacks.notes, ...remaining(world)],
  }
}

type StackSteps = Pick<Draft, 'steps' | 'assumes' | 'refusals' | 'notes'>

function stackSteps(world: ReturnWorld): StackSteps {
  const { target, good, settled, accept, prepared } = world
  const steps: Step[] = []
  const plans = Object.entries(world.stacks).map(([key, { desired, state, owned }]) => {
    const recorded = settled ? good.stacks[key] : undefined
    if (isAsRecorded(recorded, desired, state)) return { steps: [], refusals: [], assumes: {}, notes: [] }
    const view = viewOf(key, prepared)
    const plan = planStack({
      ...{ desired, state, accept, needs: steps.map(({ id }) => id) },
      ...(view === undefined ? {} : { changeSet: view }),
      ...(owned === undefined ? {} : { owned }),
    })
    const isGone = ['create', 'recreate'].includes(stackGroup(state.status))
    if (isGone) return { ...plan, refusals: [absent(key, state.name, world)] }
    steps.push(
      ...plan.steps.map((step): Step => {
        const title = step.title.replace(/^Update stack/, 'Take back stack')
        return {
          ...step,
          kind: 'back-stack',
          title,
          why: `release ${target.id} had another template or other parameters`,
        }
      }),
    )
    return plan
  })
  return {
    steps,
    assumes: Object.assign({}, ...plans.map(({ assumes }) => assumes)),
    refusals: plans.flatMap(({ refusals }) => refusals),
    notes: plans.flatMap(({ notes }) => notes),
  }
}

/** Also a stack that once rolled an update back is what was recorded of it since. */
function isAsRecorded(recorded: ReleasedStack | undefined, desired: DesiredStack, { updatedAt }: StackState): boolean {
  return recorded?.digest === desired.digest && recorded.updatedAt === updatedAt
}

function absent(key: string, name: string, { target, selection }: ReturnWorld): Refusal {
  const message = `stack ${name}, which release ${target.id} left, is not there any more`
  const hint = `deploy its commit instead: project-deploy ${selection}`
  return { code: 'DEPLOY_NOT_KEPT', message, hint, where: { resource: key } }
}

function goneRefusals({ gone, target, selection }: ReturnWorld): readonly Refusal[] {
  if (gone.length === 0) return []
  const message = `release ${target.id} cannot be returned to, for it is not kept any more: ${gone.join(', ')}`
  const commit = target.commit === undefined ? 'its source' : `its commit ${target.commit.slice(0, 12)}`
  return [{ code: 'DEPLOY_NOT_KEPT', message, hint: `deploy ${commit} instead: project-deploy ${selection}` }]
}

/** What going back leaves as it is. */
function remaining({ target, good, stacks, remains }: ReturnWorld): readonly string[] {
  const secrets = Object.entries(stacks).flatMap(([key, { secret }]) =>
    secret.length === 0
      ? []
      : [`stack ${key}: ${secret.join(', ')} keep their present values, for no record holds secrets`],
  )
  const later = Object.keys(good.stacks).filter((key) => target.stacks[key] === undefined)
  return [
    'what was written to tables, buckets and queues since then stays, and so does what hooks did',
    ...(later.length === 0 ? [] : [`made since then and left as it is: stack ${later.join(', ')}`]),
    ...secrets,
    ...remains,
  ]
}

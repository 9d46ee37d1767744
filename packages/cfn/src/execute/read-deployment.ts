import { resolveReferences } from '@project-utils/aws'
import { type Context, ProjectError } from '@project-utils/contract'
import { referencesOf, type StackSettings } from '@project-utils/project'
import { readExisting } from '../existing.ts'
import { namesToCheck } from '../plan/plan.ts'
import { planStacks } from '../plan/plan-stacks.ts'
import type { StackWorld } from '../plan/stacks-world.ts'
import { ownedResources, readStack } from '../state/read.ts'
import { readStackRecords } from '../state/stack-records.ts'
import type { StackState } from '../state/state.ts'
import { isBusy, stackGroup } from '../state/status.ts'
import { usableOutputs } from '../state/usable-outputs.ts'
import { settleStack } from './delete.ts'
import type { Deployment, SeenBefore } from './deployment.ts'
import { type StackOrder, stackOrder } from './order.ts'
import type { StackBench } from './stack-bench.ts'
import { fillParameters, wantStack } from './wanted.ts'

/**
 * Looks at stacks as they are wanted and as they are: one call for each, one for what was recorded. Only where one is to
 * be created the resources that it would name are looked up besides, side by side.
 *
 * Under the lock (`before`) a stack that has its change set is read again only where another run recorded something
 * meanwhile: whatever else changed it, CloudFormation then refuses the change set.
 *
 * @throws ProjectError `CFN_OUTPUT_UNKNOWN`, those of `wantStack`, `aws` and `records`
 */
export async function readDeployment(
  bench: StackBench,
  before: SeenBefore | undefined,
  context: Context,
): Promise<Deployment> {
  const known = before?.deployment
  const [records, references, code, first] = await Promise.all([
    readStackRecords(bench.records),
    known?.references ?? readReferences(bench),
    bench.code(context),
    before === undefined ? readStates(neededStacks(bench), bench) : undefined,
  ])
  const states = { ...(first ?? (await lookAgain(bench, before, records.etag))) }
  if (bench.waits) await awaitOthers(states, bench, context)
  const { project, scope, accept, templates } = bench
  const pseudo = { account: scope.account, region: scope.region }
  const filled = new Map(bench.stacks.map((one) => [one.key, fillParameters(one, { states, references })]))
  const linked = Object.entries(templates).map(([key, template]) => {
    const settings = project.stacks[key]
    const { parameters } = filled.get(key) ?? fillParameters(settings as StackSettings, { states, references })
    return [key, { template, parameters, pseudo: { ...pseudo, stackName: settings?.name ?? key } }] as const
  })
  const orders = stackOrder(project.stacks, Object.fromEntries(linked))
  const stacks: Record<string, StackWorld> = {}
  for (const settings of bench.stacks) {
    const { key } = settings
    const { parameters = {}, open = [] } = filled.get(key) ?? {}
    const order = orders[key] ?? { after: [], takes: [], imports: [] }
    if (open.length > 0) refuseUnchosen(settings, open, states, bench)
    const recorded = records.stacks[key]
    stacks[key] = {
      desired: wantStack(settings, parameters, code, bench),
      state: states[key] as StackState,
      after: order.after.filter((other) => bench.stacks.some((one) => one.key === other)),
      takes: order.takes,
      pending: open.length > 0 || waitsForExports(order, states),
      ...(recorded === undefined ? {} : { recorded }),
    }
  }
  const outputs = await outputsOf(states, bench)
  const deployment: Deployment = { scope, accept, stacks, states, outputs, records, hasBucket: true, references, code }
  return await lookCloser(deployment, known, bench)
}

/** The chosen stacks, and those whose outputs they take. */
function neededStacks({ project, stacks }: StackBench): readonly StackSettings[] {
  const keys = new Set(stacks.map(({ key }) => key))
  for (const one of referencesOf(stacks.map(({ parameters }) => parameters))) {
    if (one.kind === 'outputs') keys.add(one.stack)
  }
  return Object.values(project.stacks).filter(({ key }) => keys.has(key))
}

async function readStates(
  stacks: readonly StackSettings[],
  { client }: StackBench,
): Promise<Readonly<Record<string, StackState>>> {
  const asked = await client()
  const read = stacks.map(async ({ key, name }) => [key, await readStack(asked, name)] as const)
  return Object.fromEntries(await Promise.all(read))
}

async function outputsOf(states: Deployment['states'], { cloud }: StackBench): Promise<Deployment['outputs']> {
  const usable = Object.entries(states).map(
    async ([key, { outputs }]) => [key, await usableOutputs(outputs, cloud)] as const,
  )
  return Object.fromEntries(await Promise.all(usable))
}

async function lookAgain(
  bench: StackBench,
  before: SeenBefore | undefined,
  etag: string | undefined,
): Promise<Deployment['states']> {
  if (before === undefined) return {}
  const { deployment, prepared } = before
  const hasSet = new Set(prepared.filter(({ kind }) => kind === 'change-set').map(({ step }) => step))
  const isPinned = (key: string): boolean => etag === deployment.records.etag && hasSet.has(`stack.${key}`)
  const open = neededStacks(bench).filter(({ key }) => !isPinned(key))
  return { ...deployment.states, ...(await readStates(open, bench)) }
}

/** An operation that somebody else runs is watched to its end, so that a command that was cut off goes on where it was. */
async function awaitOthers(
  states: Record<string, StackState>,
  { client, stacks }: StackBench,
  context: Context,
): Promise<void> {
  const busy = stacks.filter(({ key }) => isBusy(states[key]?.status ?? 'ABSENT'))
  if (busy.length === 0) return
  const asked = await client()
  const waits = busy.map(async ({ key, name }) => {
    const arn = states[key]?.arn ?? name
    context.emit({ type: 'warning', message: `stack ${name} is in ${states[key]?.status}; its end is awaited` })
    states[key] = await settleStack(asked, { arn, name, leaves: true }, context)
  })
  await Promise.all(waits)
}

async function readReferences({ stacks, session, masker }: StackBench): Promise<ReadonlyMap<string, string>> {
  const references = referencesOf(stacks.map(({ parameters }) => parameters)).filter(({ kind }) => kind !== 'outputs')
  return await resolveReferences(references, session, masker)
}

/** An export that is not there yet cannot be imported: the stack gets its change set at its turn. */
function waitsForExports({ imports }: StackOrder, states: Deployment['states']): boolean {
  return imports.some(({ key, output }) => states[key] !== undefined && states[key].outputs[output] === undefined)
}

/** What this run does not make will not be known later either. */
function refuseUnchosen(
  settings: StackSettings,
  open: readonly string[],
  states: Deployment['states'],
  { stacks, selection }: StackBench,
): void {
  for (const name of open) {
    const reference = referencesOf(settings.parameters[name])[0]
    if (reference?.kind !== 'outputs' || stacks.some(({ key }) => key === reference.stack)) continue
    const { stack, output } = reference
    const has = Object.keys(states[stack]?.outputs ?? {})
    const there =
      states[stack]?.status === 'ABSENT'
        ? 'does not exist yet'
        : `has no output ${output}; it has ${has.join(', ') || 'none'}`
    throw new ProjectError(
      'CFN_OUTPUT_UNKNOWN',
      `stack ${settings.key} takes ${output} of stack ${stack}, which ${there}`,
      {
        hint: `deploy both: project-cfn deploy ${stack} ${settings.key} ${selection}`,
        where: settings.where,
      },
    )
  }
}

/** What only a change makes worth knowing. */
async function lookCloser(
  deployment: Deployment,
  known: Deployment | undefined,
  bench: StackBench,
): Promise<Deployment> {
  const { steps } = planStacks(deployment)
  if (steps.length === 0) return deployment
  const changing = new Set(steps.map(({ id }) => id.split('.')[1]))
  const looks = Object.entries(deployment.stacks).map(async ([key, stack]) => {
    const group = stackGroup(stack.state.status)
    if (!changing.has(key) || (group !== 'create' && group !== 'recreate')) return [key, stack] as const
    const before = known?.stacks[key]
    const owned =
      group === 'recreate' ? await ownedResources(await bench.client(), stack.state.arn ?? stack.state.name) : undefined
    // A name that was free before the lock is not looked up again: CloudFormation refuses what is taken meanwhile.
    const looked = before?.looked ?? (await readExisting(bench.session, namesToCheck(stack.desired, stack.state)))
    return [key, { ...stack, looked, ...(owned === undefined ? {} : { owned }) }] as const
  })
  const isUnsure = deployment.records.etag === undefined && known === undefined
  const [stacks, hasBucket] = await Promise.all([
    Promise.all(looks),
    isUnsure ? bench.records.releases.current().then((current) => current !== 'no-bucket') : (known?.hasBucket ?? true),
  ])
  return { ...deployment, stacks: Object.fromEntries(stacks), hasBucket }
}

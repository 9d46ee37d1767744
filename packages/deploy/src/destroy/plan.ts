import type { Change, Draft, Refusal, Risk, Step } from '@project-utils/contract'
import type { DestroyWorld, Doomed, DoomedStack } from './world.ts'

/** Decides what destroying an environment would delete and what it would leave; pure. */
export function planDestruction(world: DestroyWorld): Draft {
  const standing = world.stacks.filter(({ state }) => state.status !== 'ABSENT')
  const steps: Step[] = []
  for (const stack of standing) {
    const earlier = steps.map((step) => step.id)
    steps.push(...stackSteps(stack, world).map((step) => ({ ...step, needs: [...earlier, ...step.needs] })))
  }
  const kept = [...standing.flatMap(({ resources }) => resources).filter((one) => one.retained), ...world.leftovers]
  for (const resource of kept.filter((one) => isNamed(one, world))) {
    steps.push(
      retainedStep(
        resource,
        steps.map((step) => step.id),
      ),
    )
  }
  return {
    kind: 'destroy',
    scopes: [world.scope],
    steps: steps.length > 0 ? steps : closingSteps(world),
    assumes: Object.fromEntries(
      standing.map(({ key, state }) => [`stack.${key}`, `${state.status} ${state.arn ?? ''}`]),
    ),
    refusals: [...unknownNames(world), ...standing.flatMap((stack) => stackRefusals(stack, world))],
    notes: [
      ...kept
        .filter((one) => !isNamed(one, world))
        .map(
          (one) => `stays: ${one.logicalId} (${one.type} ${one.physicalId}); --delete ${one.logicalId} deletes it too`,
        ),
      ...world.named
        .filter((name) => !known(world).includes(name) && world.declared.includes(name))
        .map((name) => `not there: ${name}`),
    ],
  }
}

/** Where all is gone and the newest run was killed, its record still says that it goes on, or failed, and needs an end. */
function closingSteps({ current }: DestroyWorld): readonly Step[] {
  const latest = typeof current === 'object' ? current.value.latest : undefined
  if (latest === undefined || latest.outcome === 'succeeded') return []
  const why = `nothing is there any more, but the record says of run ${latest.run}: ${latest.outcome}`
  return [
    {
      id: 'record',
      kind: 'record',
      title: 'Record that the environment is gone',
      why,
      needs: [],
      action: 'modify',
      undo: 'automatic',
      risks: [],
      input: { run: latest.run },
    },
  ]
}

function isNamed({ logicalId }: Pick<Doomed, 'logicalId'>, { named }: DestroyWorld): boolean {
  return named.includes(logicalId)
}

function stackSteps(stack: DoomedStack, world: DestroyWorld): readonly Step[] {
  const { key, state, resources } = stack
  const emptied = resources.filter(
    (one) => !one.retained && one.type === 'AWS::S3::Bucket' && mayEmpty(one, stack, world),
  )
  const empties = emptied.map((bucket): Step => {
    const id = `empty.${bucket.logicalId}`
    const why = isSite(bucket, world) ? 'it holds the published site' : 'named for deletion'
    const input = { bucket: bucket.physicalId }
    const title = `Empty bucket ${bucket.physicalId}`
    return { id, kind: 'empty', title, why, needs: [], action: 'remove', undo: 'impossible', risks: [], input }
  })
  const gone = resources.filter((one) => !one.retained)
  return [
    ...empties,
    {
      id: `delete.${key}`,
      kind: 'delete-stack',
      title: `Delete stack ${state.name}`,
      why: 'the environment is destroyed',
      needs: empties.map((step) => step.id),
      action: 'remove',
      undo: 'impossible',
      risks: gone.filter((one) => holdsData(one) && !isSite(one, world)).map((one) => loss(one, world)),
      changes: gone.map(removal),
      input: { key, name: state.name, arn: state.arn ?? state.name },
    },
  ]
}

/** Logs are traces of the environment and end with it; the plan names them like everything else. */
function holdsData({ stateful, type }: Doomed): boolean {
  return stateful && type !== 'AWS::Logs::LogGroup'
}

function retainedStep(resource: Doomed, needs: readonly string[]): Step {
  const { logicalId, type, physicalId } = resource
  return {
    id: `resource.${logicalId}`,
    kind: 'delete-resource',
    title: `Delete ${type} ${physicalId} with all it holds`,
    why: 'named for deletion',
    needs,
    action: 'remove',
    undo: 'impossible',
    risks: [
      { kind: 'data-loss', subject: logicalId, message: `${logicalId} and its data are deleted`, accepted: true },
    ],
    changes: [removal(resource)],
    input: { logicalId, type, physicalId },
  }
}

function removal({ logicalId, type, physicalId }: Doomed): Change {
  return { subject: logicalId, action: 'remove', type, before: physicalId }
}

function loss(resource: Doomed, world: DestroyWorld): Risk {
  const { logicalId, type, physicalId } = resource
  const isAccepted = isNamed(resource, world) || world.accept.includes(logicalId)
  const accepted = isAccepted ? { accepted: true } : {}
  return { kind: 'data-loss', subject: logicalId, message: `${type} ${physicalId} would be deleted`, ...accepted }
}

function isSite({ physicalId }: Doomed, { site }: DestroyWorld): boolean {
  return site !== undefined && site.bucket === physicalId
}

/** Our own site may go with the environment; anything else in a bucket only when told by name. */
function mayEmpty(bucket: Doomed, { blocks }: DoomedStack, world: DestroyWorld): boolean {
  if (!blocks.some((block) => block.logicalId === bucket.logicalId)) return false
  return isNamed(bucket, world) || (isSite(bucket, world) && world.site?.strangers.length === 0)
}

function stackRefusals(stack: DoomedStack, world: DestroyWorld): readonly Refusal[] {
  const { state, blocks, resources } = stack
  const refusals: Refusal[] = []
  if (state.terminationProtection) {
    const next =
      stack.forgotten === true
        ? `aws cloudformation update-termination-protection --stack-name ${state.name} --no-enable-termination-protection`
        : `project-cfn protect off ${stack.key} ${world.selection}`
    const message = `stack ${state.name} has termination protection`
    refusals.push({ code: 'DEPLOY_PROTECTED', message, hint: `lift it: ${next}`, next })
  }
  for (const block of blocks) {
    const resource = resources.find((one) => one.logicalId === block.logicalId)
    if (resource === undefined || resource.retained || mayEmpty(resource, stack, world)) continue
    const strangers = isSite(resource, world) ? (world.site?.strangers ?? []) : []
    const found =
      strangers.length === 0
        ? ''
        : `, among it what was not published by this tool: ${strangers.slice(0, 5).join(', ')}`
    const isBucket = block.type === 'AWS::S3::Bucket'
    const hint = isBucket ? `to delete what it holds as well: --delete ${block.logicalId}` : block.hint
    refusals.push({ code: 'DEPLOY_HOLDS_DATA', message: `${block.logicalId}: ${block.reason}${found}`, hint })
  }
  return refusals
}

/** Logical ids of what is there. */
function known({ stacks, leftovers }: DestroyWorld): readonly string[] {
  return [...stacks.flatMap(({ resources }) => resources), ...leftovers].map((one) => one.logicalId)
}

/** What is declared and gone already is no mistake: the same command again must not fail for having worked. */
function unknownNames(world: DestroyWorld): readonly Refusal[] {
  const names = [...new Set([...known(world), ...world.declared])]
  return world.named
    .filter((name) => !names.includes(name))
    .map((name) => ({
      code: 'DEPLOY_UNKNOWN_RESOURCE',
      message: `--delete ${name}: the environment has no such resource`,
      hint: `its resources: ${names.join(', ') || 'none'}`,
    }))
}

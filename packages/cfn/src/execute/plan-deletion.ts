import type { Draft, Refusal, Risk, Step } from '@project-utils/contract'
import { isBusy } from '../state/status.ts'
import type { DeletionWorld, DoomedResource, DoomedStack } from './deletion.ts'

/** What deleting one stack takes; a type and not an interface, so that it counts as JSON. */
export type DeletionInput = {
  readonly key: string
  readonly name: string
  readonly arn: string
  readonly retain: readonly string[]
}

/** Decides what deleting stacks would delete and what it would leave. Pure. */
export function planDeletion(world: DeletionWorld, selection: string): Draft {
  const standing = world.stacks.filter(({ state }) => state.status !== 'ABSENT')
  const kept = standing.flatMap(({ state, resources }) =>
    resources
      .filter((one) => staysOf(one, world))
      .map(
        ({ path, type, physicalId }) => `stays in the account: ${path} of stack ${state.name} (${type} ${physicalId})`,
      ),
  )
  return {
    kind: 'delete',
    scopes: [world.scope],
    steps: standing.map((stack) => deletionStep(stack, world)),
    assumes: Object.fromEntries(
      standing.map(({ key, state }) => [`stack.${key}`, `${state.status} ${state.arn ?? ''} ${state.updatedAt ?? ''}`]),
    ),
    refusals: standing.flatMap((stack) => refusalsOf(stack, world, selection)),
    notes: kept,
  }
}

function staysOf({ retained, path }: DoomedResource, { retain }: Pick<DeletionWorld, 'retain'>): boolean {
  return retained || retain.includes(path)
}

function deletionStep({ key, state, resources, after }: DoomedStack, world: DeletionWorld): Step {
  const gone = resources.filter((one) => !staysOf(one, world))
  const isThere = (other: string): boolean =>
    world.stacks.some((one) => one.key === other && one.state.status !== 'ABSENT')
  const retain =
    state.status === 'DELETE_FAILED' ? world.retain.filter((id) => resources.some(({ path }) => path === id)) : []
  const input: DeletionInput = { key, name: state.name, arn: state.arn ?? state.name, retain }
  return {
    id: `delete.${key}`,
    kind: 'delete-stack',
    title: `Delete stack ${state.name} (${gone.length === 1 ? '1 resource' : `${gone.length} resources`})`,
    why: state.status === 'DELETE_FAILED' ? 'its deletion stopped half-way' : 'it was named for deletion',
    needs: after.filter(isThere).map((other) => `delete.${other}`),
    action: 'remove',
    undo: 'impossible',
    risks: gone.filter(holdsData).map((one) => loss(one, world)),
    changes: gone.map(({ path, type, physicalId }) => ({ subject: path, action: 'remove', type, before: physicalId })),
    input,
  }
}

/** Logs are traces of the environment and end with it; the plan names them like everything else. */
function holdsData({ stateful, type }: DoomedResource): boolean {
  return stateful && type !== 'AWS::Logs::LogGroup'
}

function loss({ path, type, physicalId }: DoomedResource, { accept }: DeletionWorld): Risk {
  const accepted = accept.includes(path) ? { accepted: true } : {}
  return {
    kind: 'data-loss',
    subject: path,
    message: `${type} ${physicalId} would be deleted with its content`,
    ...accepted,
  }
}

function refusalsOf(
  { key, state, blocks, imported }: DoomedStack,
  world: DeletionWorld,
  selection: string,
): readonly Refusal[] {
  const { name, status } = state
  const refusals: Refusal[] = []
  if (isBusy(status)) {
    const hint = `wait for its end: project-cfn events ${key} --follow ${selection}`
    refusals.push({ code: 'CFN_STACK_BUSY', message: `stack ${name} is in ${status}: an operation runs on it`, hint })
  }
  if (state.terminationProtection) {
    const next = `project-cfn protect off ${key} ${selection}`
    refusals.push({
      code: 'CFN_STACK_PROTECTED',
      message: `stack ${name} is protected from deletion`,
      hint: `lift the protection: ${next}`,
      next,
    })
  }
  for (const one of imported) {
    const message = `stack ${name}: export ${one.name} is imported by ${one.importers.join(', ')}`
    const hint = `delete ${one.importers.join(', ')} first, or in the same command`
    refusals.push({ code: 'CFN_EXPORT_IN_USE', message, hint })
  }
  for (const { logicalId, reason, hint } of blocks) {
    const message = `stack ${name}: ${logicalId} cannot be deleted as it is: ${reason}`
    refusals.push({ code: 'CFN_DELETE_BLOCKED', message, hint, where: { resource: logicalId } })
  }
  if (world.retain.length > 0 && status !== 'DELETE_FAILED') {
    const message = `stack ${name} is in ${status}: resources can be retained only once a deletion has failed`
    const hint = 'set DeletionPolicy: Retain in the template and deploy, then delete without --retain'
    refusals.push({ code: 'CFN_RETAIN_TOO_EARLY', message, hint })
  }
  return refusals
}

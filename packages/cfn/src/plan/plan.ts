import type { Change, Json, Refusal, ReleasedStack, Risk, Step } from '@project-utils/contract'
import { type NamedResource, namedResources } from '@project-utils/template'
import { type ChangeSetView, viewChanges } from '../change-set/change-set-view.ts'
import type { ResourceChange } from '../change-set/resource-change.ts'
import { importRefusals } from '../execute/imports.ts'
import { type Delete, stackInput } from '../execute/stack-input.ts'
import type { ExistingLook } from '../existing.ts'
import type { DesiredStack } from '../state/desired.ts'
import type { OwnedResource } from '../state/read.ts'
import type { StackState } from '../state/state.ts'
import { type StackGroup, stackGroup } from '../state/status.ts'
import { outputLines } from './output-lines.ts'
import { type PreviousTemplate, resolvePrevious } from './previous-template.ts'
import { existingRefusals, recreateRefusals, stateRefusal } from './refusals.ts'
import { creationChanges, type Replaces, templateChanges } from './template-changes.ts'

/** What a stack's plan is made from; the more is given, the more the plan can say. */
export interface PlanStackInput {
  readonly desired: DesiredStack
  readonly state: StackState
  /** The stack as the last good release left it. */
  readonly recorded?: Pick<ReleasedStack, 'digest' | 'updatedAt'>
  readonly changeSet?: ChangeSetView
  /** What `readExisting` found for `namesToCheck`. */
  readonly looked?: ExistingLook
  /** What the stack holds; needed where it is in ROLLBACK_COMPLETE or ROLLBACK_FAILED. */
  readonly owned?: readonly OwnedResource[]
  /** The template in force, where it is recorded: without a change set the plan compares with it. */
  readonly previous?: PreviousTemplate
  /** What changes inside its nested stacks, where templates are compared. */
  readonly nested?: readonly ResourceChange[]
  /** What changes of properties replace, as far as that is published: used where templates are compared. */
  readonly replaces?: Replaces
  /** Logical ids whose risks the person accepted. */
  readonly accept?: readonly string[]
  readonly needs?: readonly string[]
}

/** What is to be done about one stack. */
export interface StackPlan {
  readonly decision: StackGroup | 'nothing'
  readonly steps: readonly Step[]
  readonly refusals: readonly Refusal[]
  readonly assumes: Readonly<Record<string, Json>>
  readonly notes: readonly string[]
}

/**
 * Decides about one stack from its state: create, update, nothing, delete and create, or refuse with the next step. A
 * stack that ever had a good state is never deleted. Pure.
 */
export function planStack(input: PlanStackInput): StackPlan {
  const { desired, state } = input
  const group = stackGroup(state.status)
  const assumes = { [`stack.${desired.key}`]: assumption(state, group) }
  switch (group) {
    case 'create':
    case 'recreate': {
      const told = toldOf(input)
      const owned = input.owned ?? []
      const refusals = [
        ...(group === 'recreate' ? recreateRefusals(state, owned) : []),
        ...existingRefusals(desired, input.looked?.existing ?? [], owned),
        ...importRefusals(desired, input.changeSet, input.looked),
        ...(input.changeSet?.refusals ?? []),
      ]
      const removal = group === 'recreate' ? [deletionStep(desired.key, state, input.needs ?? [])] : []
      const steps = [
        ...removal,
        creationStep(
          input,
          told,
          removal.map(({ id }) => id),
        ),
      ]
      return { decision: group, steps, refusals, assumes, notes: notesOf(input, told) }
    }
    case 'update': {
      if (isCurrent(input)) return { decision: 'nothing', steps: [], refusals: [], assumes, notes: [] }
      const told = toldOf(input)
      const refusals = [
        ...existingRefusals(desired, input.looked?.existing ?? [], input.owned ?? []),
        ...importRefusals(desired, input.changeSet, undefined),
        ...(input.changeSet?.refusals ?? []),
      ]
      return { decision: 'update', steps: [updateStep(input, told)], refusals, assumes, notes: notesOf(input, told) }
    }
    default:
      return { decision: group, steps: [], refusals: [stateRefusal(state, group)], assumes, notes: [] }
  }
}

/** Types whose physical id is the name: another name in the template makes another resource. */
const namedById: ReadonlySet<string> = new Set(
  [
    'CloudWatch::Alarm',
    'DynamoDB::Table',
    'IAM::Role',
    'Lambda::Function',
    'Logs::LogGroup',
    'S3::Bucket',
    'SSM::Parameter',
  ].map((name) => `AWS::${name}`),
)

/**
 * The named resources that the deployment would make, to be looked up before: all of a new stack; of an existing one
 * those that it does not hold under that name, or, where what it holds is not given, those that the change set adds.
 */
export function namesToCheck(
  desired: Pick<DesiredStack, 'resolved'>,
  state: Pick<StackState, 'status'>,
  changeSet?: Pick<ChangeSetView, 'changes'>,
  owned?: readonly Pick<OwnedResource, 'logicalId' | 'physicalId'>[],
): readonly NamedResource[] {
  const named = namedResources(desired.resolved)
  const group = stackGroup(state.status)
  if (group === 'create' || group === 'recreate') return named
  if (owned !== undefined) {
    const held = new Map(owned.map(({ logicalId, physicalId }) => [logicalId, physicalId]))
    return named.filter(({ logicalId, type, name }) => {
      const id = held.get(logicalId)
      return id === undefined || (namedById.has(type) && id !== name)
    })
  }
  const added = new Set(
    (changeSet?.changes ?? []).filter(({ action }) => action === 'create').map(({ subject }) => subject),
  )
  return named.filter(({ logicalId }) => added.has(logicalId))
}

/** A shell that only holds a change set counts as no stack: making the preview must not make the plan another one. */
function assumption(state: StackState, group: StackGroup): Json {
  if (group === 'create') return { status: 'none' }
  return {
    status: state.status,
    ...(state.arn === undefined ? {} : { arn: state.arn }),
    ...(state.updatedAt === undefined ? {} : { updatedAt: state.updatedAt }),
  }
}

function isCurrent({ desired, state, recorded, changeSet }: PlanStackInput): boolean {
  if (changeSet !== undefined) return changeSet.empty
  const isWell = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(state.status)
  return isWell && recorded?.digest === desired.digest && recorded.updatedAt === state.updatedAt
}

function deletionStep(key: string, state: StackState, needs: readonly string[]): Step {
  const input: Delete = { operation: 'delete', key, name: state.name, arn: state.arn ?? state.name }
  return {
    id: `stack.${key}.delete`,
    kind: 'stack',
    title: `Delete stack ${state.name}, whose creation failed`,
    why: `it is in ${state.status} and never had a good state: it can only be deleted`,
    needs,
    action: 'remove',
    undo: 'impossible',
    risks: [],
    changes: [{ subject: state.name, action: 'remove', type: 'AWS::CloudFormation::Stack' }],
    input,
  }
}

function creationStep(input: PlanStackInput, { changes, risks }: Told, after: readonly string[]): Step {
  const { desired, state } = input
  return {
    id: `stack.${desired.key}`,
    kind: 'stack',
    title: `Create stack ${desired.name} (${count(changes)})`,
    why: after.length > 0 ? 'the failed one is deleted first' : 'it does not exist yet',
    needs: [...(input.needs ?? []), ...after],
    action: 'create',
    undo: 'automatic',
    risks: accepted(risks, input.accept),
    changes,
    input: stackInput(desired, state, 'create'),
  }
}

function updateStep(input: PlanStackInput, { changes, risks }: Told): Step {
  const { desired, state, recorded } = input
  const isForeign = recorded !== undefined && recorded.digest === desired.digest
  return {
    id: `stack.${desired.key}`,
    kind: 'stack',
    title: `Update stack ${desired.name}${changes.length === 0 ? '' : ` (${count(changes)})`}`,
    why: isForeign ? 'somebody else changed it since the last release' : whatChanged(input),
    needs: input.needs ?? [],
    action: 'modify',
    undo: 'automatic',
    risks: accepted(risks, input.accept),
    changes,
    input: stackInput(desired, state, 'update'),
  }
}

function whatChanged({ changeSet }: PlanStackInput): string {
  return changeSet?.changes.length === 0
    ? 'none of its resources changes, only its outputs, tags or description'
    : 'its template, code, parameters or tags changed'
}

/** What the change set tells; without one, what comparing the templates does. The outputs are told by the templates alone. */
function toldOf({ desired, state, changeSet, previous, replaces, nested = [] }: PlanStackInput): Told {
  const step = `stack.${desired.key}`
  const isNew = stackGroup(state.status) !== 'update'
  const before = isNew ? undefined : resolvePrevious(previous, state)
  const outputs = before === undefined ? [] : outputLines(before, desired.resolved, desired.name)
  if (changeSet !== undefined) return { notes: [], ...changeSet, changes: [...changeSet.changes, ...outputs] }
  const { resolved } = desired
  if (isNew) return viewChanges([...takenOver(creationChanges(desired), desired), ...nested], { resolved }, step)
  if (previous === undefined || before === undefined) return { changes: [], risks: [], notes: [] }
  const compared = takenOver(templateChanges(desired, previous, state.arn, replaces), desired)
  const told = viewChanges([...compared, ...nested], { resolved, before, previous: before.template }, step)
  return { ...told, changes: [...told.changes, ...outputs] }
}

/** What is taken over is there already: nothing about it changes. */
function takenOver(changes: readonly ResourceChange[], { imports }: DesiredStack): readonly ResourceChange[] {
  const taken = new Set([...(imports?.byName ?? []), ...(imports?.byIdentifier ?? []).map((one) => one.logicalId)])
  return changes.map((change) =>
    change.action === 'create' && taken.has(change.logicalId)
      ? { ...change, action: 'modify', untouched: 'imported' }
      : change,
  )
}

type Told = Required<Pick<ChangeSetView, 'changes' | 'risks' | 'notes'>>

function notesOf(input: PlanStackInput, told: Told): readonly string[] {
  const { desired, state, looked, changeSet, previous, replaces } = input
  const unlooked = (looked?.unlooked ?? []).map(
    ({ logicalId, type, name, why }) => `${logicalId}: not known whether ${type} "${name}" exists already (${why})`,
  )
  const isBlind = stackGroup(state.status) === 'update' && changeSet === undefined
  const blind =
    previous === undefined
      ? 'what changes in it is'
      : replaces === undefined
        ? 'which changes replace a resource is'
        : ''
  const what = 'known only with its change set'
  return [
    ...told.notes,
    ...unlooked,
    ...(isBlind && blind !== '' ? [`stack ${desired.name}: ${blind} ${what}`] : []),
    ...(isBlind && blind === ''
      ? [`stack ${desired.name}: compared by template; what follows from that is ${what}`]
      : []),
  ]
}

function accepted(risks: readonly Risk[], accept: readonly string[] = []): readonly Risk[] {
  return risks.map((risk) => (accept.includes(risk.subject) ? { ...risk, accepted: true } : risk))
}

function count(changes: readonly Change[]): string {
  const resources = changes.filter(({ path }) => path?.startsWith('Outputs.') !== true)
  const subjects = new Set(resources.map(({ subject }) => subject)).size
  return subjects === 1 ? '1 resource' : `${subjects} resources`
}

import type { Refusal } from '@project-utils/contract'
import { namedResources, statefulTypes } from '@project-utils/template'
import type { FoundResource } from '../existing.ts'
import type { DesiredStack } from '../state/desired.ts'
import type { OwnedResource } from '../state/read.ts'
import type { StackState } from '../state/state.ts'

/** The refusal for a stack that is busy or needs a repair first, with the one command that is right next. */
export function stateRefusal(state: StackState, group: 'wait' | 'repair' | 'continue' | 'delete' | 'person'): Refusal {
  const { name, status } = state
  const stack = `stack ${name} is in ${status}`
  const because = state.reason === undefined ? '' : ` (${state.reason})`
  const at = regionFlag(state)
  switch (group) {
    case 'wait':
      return {
        code: 'CFN_STACK_BUSY',
        message: `${stack}: an operation runs on it`,
        hint: `wait for its end and run the command again; see it: aws cloudformation describe-stacks --stack-name ${name}${at}`,
      }
    case 'repair':
      return {
        code: 'CFN_STACK_PAUSED',
        message: `${stack}${because}: its resources are live, half-way between two states`,
        hint: `return to the last good state: aws cloudformation rollback-stack --stack-name ${name}${at}`,
      }
    case 'continue':
      return {
        code: 'CFN_ROLLBACK_FAILED',
        message: `${stack}${because}: its rollback stopped half-way`,
        hint: `remove the cause, then: aws cloudformation continue-update-rollback --stack-name ${name}${at}`,
      }
    case 'delete':
      return {
        code: 'CFN_DELETE_FAILED',
        message: `${stack}${because}: its deletion stopped half-way`,
        hint: `remove what blocks, then: aws cloudformation delete-stack --stack-name ${name}${at}`,
      }
    case 'person':
      return {
        code: 'CFN_IMPORT_FAILED',
        message: `${stack}${because}: the rollback of an import failed`,
        hint: `look at its events: aws cloudformation describe-stack-events --stack-name ${name}${at}`,
      }
  }
}

/** Why a stack that never had a good state must not be deleted all the same; none where it may. */
export function recreateRefusals(state: StackState, owned: readonly OwnedResource[]): readonly Refusal[] {
  const at = regionFlag(state)
  const refusals: Refusal[] = []
  if (state.terminationProtection) {
    refusals.push({
      code: 'CFN_STACK_PROTECTED',
      message: `stack ${state.name} is in ${state.status} and must be deleted before it can be created, but is protected`,
      hint: `lift the protection: aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${state.name}${at}`,
    })
  }
  const kept = owned.filter(({ type, status, physicalId }) => {
    if (physicalId === '' || status === 'DELETE_COMPLETE') return false
    return status === 'DELETE_SKIPPED' || statefulTypes.has(type)
  })
  if (kept.length > 0) {
    refusals.push({
      code: 'CFN_STACK_PROTECTED',
      message: `stack ${state.name} is in ${state.status} and still holds ${kept.map(describe).join(', ')}`,
      hint: `save or delete what it holds, then: aws cloudformation delete-stack --stack-name ${state.name}${at}`,
    })
  }
  return refusals
}

/** One refusal for each named resource that is there already and does not belong to the stack. */
export function existingRefusals(
  desired: DesiredStack,
  existing: readonly FoundResource[],
  owned: readonly OwnedResource[],
): readonly Refusal[] {
  const held = owned.filter(({ status }) => status !== 'DELETE_SKIPPED')
  const isOwn = ({ type, name }: FoundResource): boolean =>
    held.some(({ type: other, physicalId }) => other === type && isNamed(physicalId, name))
  const places = new Map(namedResources(desired.resolved).map(({ logicalId, place }) => [logicalId, place]))
  const taken = new Set(desired.imports?.byName ?? [])
  for (const { logicalId } of desired.imports?.byIdentifier ?? []) taken.add(logicalId)
  return existing
    .filter((one) => !isOwn(one) && !taken.has(one.logicalId))
    .map(({ logicalId, type, name }): Refusal => {
      return {
        code: 'CFN_RESOURCE_EXISTS',
        message: `${logicalId}: ${type} "${name}" exists already and does not belong to stack ${desired.name}`,
        hint: `import it into the stack (DeletionPolicy: Retain, then project-cfn deploy ${desired.key} --import ${logicalId}), name it differently in ${desired.template.file}, or delete "${name}" if nobody needs it`,
        where: { ...places.get(logicalId), resource: logicalId },
      }
    })
}

/** The physical id of a topic is an ARN, that of a queue an address: the name is their end. */
function isNamed(physicalId: string, name: string): boolean {
  return physicalId === name || physicalId.endsWith(`:${name}`) || physicalId.endsWith(`/${name}`)
}

/** The flag that makes a printed AWS command work anywhere; empty where the region is not known. */
export function regionFlag({ arn }: Pick<StackState, 'arn'>): string {
  const region = arn?.split(':')[3]
  return region === undefined ? '' : ` --region ${region}`
}

function describe({ logicalId, type, physicalId }: OwnedResource): string {
  return `${logicalId} (${type} ${physicalId})`
}

import { ProjectError, type Sha256, type Step } from '@project-utils/contract'
import type { DesiredStack } from '../state/desired.ts'
import type { StackState } from '../state/state.ts'
import type { StackHandling } from './handling.ts'

/** What a stack step needs to be applied, as data; a type and not an interface, so that it counts as JSON. */
export type StackInput = CreateOrUpdate | Delete | Settle

/** Creating or updating a stack. */
export type CreateOrUpdate = {
  readonly operation: 'create' | 'update'
  readonly key: string
  readonly name: string
  /** The stack that was read, pinned; absent on create. */
  readonly arn?: string
  /** When the stack that was read had last changed; absent on create. */
  readonly updatedAt?: string
  /** Absent where `templateUrl` is given. */
  readonly body?: string
  readonly templateUrl?: string
  readonly parameters: Readonly<Record<string, string>>
  /** Parameters that keep the value the stack has. */
  readonly keep: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly handling?: StackHandling
  /** Resources that are there already and are taken into the stack; where there are any, nothing else may change. */
  readonly imports?: readonly ImportedResource[]
  /** Resources that are there already are taken into the stack by their names. */
  readonly importsNamed?: true
  readonly digest: Sha256
  readonly templateSha: Sha256
}

/** A resource that a stack takes over, by what identifies its type, such as `{ TableName: "reports" }`. */
export type ImportedResource = {
  readonly logicalId: string
  readonly type: string
  readonly identifier: Readonly<Record<string, string>>
}

/** Deleting a stack that never had a good state. */
export type Delete = {
  readonly operation: 'delete'
  readonly key: string
  readonly name: string
  readonly arn: string
}

/** Setting policy and protection of a stack whose resources stay as they are. */
export type Settle = {
  readonly operation: 'settle'
  readonly key: string
  readonly name: string
  readonly arn: string
  readonly handling: StackHandling
}

/** The data by which a desired stack is applied to the stack as it is. Pure. */
export function stackInput(desired: DesiredStack, state: StackState, operation: 'create' | 'update'): CreateOrUpdate {
  const { key, name, body, templateUrl, parameters, managed, tags, capabilities, handling, digest, templateSha } =
    desired
  const { imports } = desired
  const isUpdate = operation === 'update'
  return {
    ...{ operation, key, name },
    ...(isUpdate && state.arn !== undefined ? { arn: state.arn } : {}),
    ...(isUpdate && state.updatedAt !== undefined ? { updatedAt: state.updatedAt } : {}),
    ...(templateUrl === undefined ? { body } : { templateUrl }),
    parameters,
    // A parameter that the present template does not have has no previous value to keep.
    keep: isUpdate ? managed.filter((parameter) => state.parameters[parameter] !== undefined) : [],
    ...{ tags, capabilities, digest, templateSha },
    ...(Object.keys(handling).length === 0 ? {} : { handling }),
    ...(imports === undefined || imports.byIdentifier.length === 0 ? {} : { imports: imports.byIdentifier }),
    ...(imports === undefined || imports.byName.length === 0 ? {} : { importsNamed: true }),
  }
}

const operations: ReadonlySet<unknown> = new Set<StackInput['operation']>(['create', 'update', 'delete', 'settle'])

/**
 * Reads a stack step's input back.
 *
 * @throws ProjectError `CFN_STEP_INVALID`
 */
export function readStackInput(step: Pick<Step, 'id' | 'input'>): StackInput {
  const { input } = step
  const operation = typeof input === 'object' && input !== null && 'operation' in input ? input['operation'] : undefined
  if (operations.has(operation)) return input as unknown as StackInput
  throw new ProjectError('CFN_STEP_INVALID', `step ${step.id} of the plan holds no stack operation`, {
    hint: 'make the plan again with this version',
  })
}

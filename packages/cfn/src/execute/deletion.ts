import type { Scope } from '@project-utils/contract'
import type { StackRecords } from '../state/stack-records.ts'
import type { StackState } from '../state/state.ts'
import type { DeletionBlock } from './deletion-blocks.ts'

/** A resource of a stack that is to be deleted. */
export interface DoomedResource {
  /** `Child/Resource` for one of a nested stack. */
  readonly path: string
  readonly type: string
  readonly physicalId: string
  /** Its deletion policy keeps it in the account. */
  readonly retained: boolean
  /** Its type holds data. */
  readonly stateful: boolean
}

/** A stack that is to be deleted, and all that goes or stays with it. */
export interface DoomedStack {
  readonly key: string
  readonly state: StackState
  readonly resources: readonly DoomedResource[]
  readonly blocks: readonly DeletionBlock[]
  /** Exports that stacks import which stay. */
  readonly imported: readonly { readonly name: string; readonly importers: readonly string[] }[]
  /** Keys of chosen stacks that go first, since they take something of it. */
  readonly after: readonly string[]
}

/** All that a deletion is planned from. */
export interface DeletionWorld {
  readonly scope: Scope
  readonly stacks: readonly DoomedStack[]
  readonly records: StackRecords
  readonly accept: readonly string[]
  /** Logical ids to leave in the account; CloudFormation takes them only in DELETE_FAILED. */
  readonly retain: readonly string[]
}

/** What the fake remembers: stacks as CloudFormation keeps them. */
import type { StackEvent } from './events.ts'

/** Anything that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonMap = { readonly [key: string]: Json }

/** A template as it was sent, and as data. */
export interface Template {
  readonly body: string
  readonly value: JsonMap
  /** The template once its macros have run; the same where there are none. */
  readonly transforms: readonly string[]
}

/** What makes a stack what it is: all that a rollback brings back. */
export interface Definition {
  readonly template: Template
  /** As CloudFormation holds them, secret ones too. */
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
}

/** One resource of a stack. */
export interface Resource {
  readonly logicalId: string
  readonly type: string
  /** Empty until it is made. */
  readonly physicalId: string
  readonly status: string
  readonly reason?: string
  readonly changedAt: Date
  /** Evaluated. */
  readonly properties: JsonMap
  /** DeletionPolicy, UpdateReplacePolicy, Metadata and what else stands beside the properties. */
  readonly attributes: JsonMap
  readonly dependsOn: readonly string[]
  /** What somebody made of it outside of the stack; absent where nobody did. */
  readonly live?: JsonMap | 'deleted'
  readonly drift?: 'IN_SYNC' | 'MODIFIED' | 'DELETED'
}

/** One output of a stack. */
export interface Output {
  readonly key: string
  readonly value: string
  readonly description?: string
  readonly exportName?: string
}

/** An operation that runs: each step is one tick. */
export type Running = Generator<void, void>

/** An operation on a stack, as DescribeEvents tells of it. */
export interface Operation {
  readonly id: string
  readonly type: string
  readonly token?: string
  readonly startedAt: Date
  endedAt?: Date
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'
}

/** A stack. Its status is what the next look shows. */
export interface Stack {
  readonly id: string
  readonly name: string
  readonly parentId?: string
  readonly rootId?: string
  readonly createdAt: Date
  updatedAt?: Date
  deletedAt?: Date
  status: string
  reason?: string
  definition: Definition
  resources: Map<string, Resource>
  outputs: readonly Output[]
  /** Oldest first. */
  readonly events: StackEvent[]
  readonly operations: Operation[]
  /** The state to go back to; absent while there has never been one. */
  stable?: Stable
  /** New ones that a rollback has given up and has yet to delete. */
  replaced?: readonly Resource[]
  protected: boolean
  policy?: string
  notifications: readonly string[]
  roleArn?: string
  disableRollback: boolean
  changeSetId?: string
  deletionMode?: string
  mode?: string
  drift?: { readonly status: 'IN_SYNC' | 'DRIFTED'; readonly at: Date }
  running?: Running
  /** Somebody asked to cancel the update that runs. */
  cancelled?: boolean
  /** How often the state before is still shown; see `stale` of the options. */
  stale?: { readonly shown: Shown; looks: number }
}

/** The state of a stack to which a rollback returns. */
export interface Stable {
  readonly definition: Definition
  readonly resources: ReadonlyMap<string, Resource>
  readonly outputs: readonly Output[]
}

/** What a look at a stack shows of its state. */
export interface Shown {
  readonly status: string
  readonly reason?: string
  readonly updatedAt?: Date
}

/** A resource that a stack made, or that was there before. */
export interface Physical {
  readonly type: string
  readonly id: string
  /** The stack that it belongs to; absent for a stranger's. */
  readonly owner?: string
}

import type { Definition } from '../cloud/model.ts'
import type { Difference } from './compare.ts'

/** A change set. */
export interface ChangeSet {
  readonly id: string
  readonly name: string
  readonly stackId: string
  readonly type: 'CREATE' | 'UPDATE' | 'IMPORT'
  readonly description?: string
  readonly createdAt: Date
  readonly definition: Definition
  readonly notifications: readonly string[]
  readonly roleArn?: string
  readonly onStackFailure?: string
  readonly includesNested: boolean
  readonly importsExisting: boolean
  readonly mode?: string
  readonly express?: string
  readonly parentId?: string
  readonly rootId?: string
  /** Physical ids of what is imported, by logical id. */
  readonly imports: ReadonlyMap<string, string>
  /** Of nested stacks, by logical id. */
  readonly children: ReadonlyMap<string, string>
  differences: readonly Difference[]
  status: string
  reason?: string
  execution: string
  /** The operation that made it, for its events. */
  readonly operation: string
  /** Looks until it is made. */
  looks: number
  /** What it becomes once made. */
  readonly becomes: { readonly status: string; readonly execution: string; readonly reason?: string }
}

import type { Scope } from '@project-utils/contract'
import type { LockState } from '@project-utils/records'

/** What removing a lock is decided from. */
export interface UnlockWorld {
  readonly scope: Scope
  /** See `Workbench.selection`. */
  readonly selection: string
  /** The lock as it was found; absent where nobody holds it. */
  readonly lock?: LockState
  /** The run that was named as the lock's holder. */
  readonly named?: string
}

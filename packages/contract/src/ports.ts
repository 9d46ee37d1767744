import type { Approval } from './approval.ts'
import type { Emit, Event, Outcome } from './event.ts'
import type { Sha256 } from './hash.ts'
import type { Scope } from './scope.ts'

/** Who holds a lock. */
export interface Holder {
  readonly run: string
  readonly actor: string
  readonly command: string
  readonly host: string
  readonly pid: number
  /** Link to the CI run, where there is one. */
  readonly link?: string
  /** The branch that a CI run is about; what runs on a laptop is of none. */
  readonly branch?: string
  /** Tells one boot of one machine and one process namespace from another. */
  readonly boot?: string
  /** The process's start, so that a reused pid is not taken for the holder. */
  readonly processStart?: string
}

/** A lock that is held. `lost` is aborted when a renewal fails: then no new mutation may begin. */
export interface HeldLock {
  readonly lost: AbortSignal
  release(): Promise<void>
}

/**
 * The right to change one target of one environment. `acquire` throws `RECORDS_LOCKED` while somebody else holds it, or
 * waits for it and tells `emit` what it waits for.
 */
export interface LockPort {
  acquire(scope: Scope, holder: Holder, signal: AbortSignal, emit?: Emit): Promise<HeldLock>
}

/** One line of the audit trail: written as intent before the first step and as outcome after the last, chained by hash. */
export interface AuditEntry {
  readonly kind: 'intent' | 'outcome'
  readonly command: string
  readonly actor: string
  readonly fingerprint: Sha256
  readonly approval?: Approval
  readonly steps: readonly { readonly id: string; readonly title: string; readonly outcome?: Outcome }[]
  readonly outcome?: 'succeeded' | 'failed' | 'interrupted'
}

export interface AuditPort {
  write(scope: Scope, entry: AuditEntry, run: string): Promise<void>
}

/** Takes a run's events as they come; `flush` resolves when all are kept. A failing log never fails the act. */
export interface EventLogPort {
  append(event: Event): void
  flush(): Promise<void>
}

/** What an act needs besides its own code; `records` implements them in the bucket. */
export interface Ports {
  /** Absent for an act that takes no lock, because it removes one. */
  readonly lock?: LockPort
  readonly audit: AuditPort
  readonly log?: EventLogPort
}

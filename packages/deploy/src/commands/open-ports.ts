import { durationOf, type Invocation } from '@project-utils/cli'
import type { LockPort, Ports } from '@project-utils/contract'
import type { Workbench } from '../workbench.ts'

/** The ports of an act that changes the environment: its lock, for which `--wait` queues, the audit trail and the event log. */
export function openPorts(invocation: Pick<Invocation, 'flags'>, bench: Workbench): Ports {
  const { records, run } = bench
  return { lock: lockPort(invocation, bench), audit: records.audit, log: records.runs.log(run) }
}

/** The lock, or with `--wait` that of a run which queues for it. */
export function lockPort({ flags }: Pick<Invocation, 'flags'>, { records }: Pick<Workbench, 'records'>): LockPort {
  const wait = flags['wait']
  return typeof wait === 'string' ? records.waitingLock({ limit: durationOf(wait, 'wait') }) : records.lock
}

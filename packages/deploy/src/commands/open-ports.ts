import type { Invocation } from '@project-utils/cli'
import { type LockPort, type Ports, ProjectError } from '@project-utils/contract'
import type { Workbench } from '../workbench.ts'
import { durationOf } from './duration.ts'

/** The ports of an act that changes the environment: its lock, for which `--wait` queues, the audit trail and the event log. */
export function openPorts(invocation: Pick<Invocation, 'flags'>, bench: Workbench): Ports {
  const { records, run } = bench
  return { lock: lockPort(invocation, bench), audit: records.audit, log: records.runs.log(run) }
}

/**
 * The lock, or with `--wait` that of a run which queues for it.
 *
 * @throws ProjectError `CLI_FLAG_VALUE` where that is no duration
 */
export function lockPort({ flags }: Pick<Invocation, 'flags'>, { records }: Pick<Workbench, 'records'>): LockPort {
  const wait = flags['wait']
  return typeof wait === 'string' ? records.waitingLock({ limit: limitOf(wait) }) : records.lock
}

function limitOf(wait: string): number {
  const limit = durationOf(wait)
  if (limit !== undefined) return limit
  throw new ProjectError('CLI_FLAG_VALUE', `--wait takes a duration, not "${wait}"`, {
    hint: 'write a number and its unit, such as --wait 90s, --wait 10m or --wait 2h',
  })
}

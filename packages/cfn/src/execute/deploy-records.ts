import type { Ending } from '@project-utils/contract'
import type { RecordedStack } from '../state/stack-records.ts'
import { stackGroup } from '../state/status.ts'
import type { StackOutcome } from './apply-deployment.ts'
import type { Deployment } from './deployment.ts'

/** What a deployment leaves to be recorded: stacks that it changed, and those that it found to be as wanted. Pure. */
export function recordedStacks(
  { done, failed, open }: Ending,
  { stacks, records }: Deployment,
  run: string,
): Readonly<Record<string, RecordedStack | undefined>> {
  const known = new Map(done.map(({ step, result }) => [step.id, result.data]))
  const unsure = new Set([...(failed === undefined ? [] : [failed.step]), ...open].map(({ id }) => id.split('.')[1]))
  const changed: Record<string, RecordedStack | undefined> = {}
  for (const [key, { desired, state }] of Object.entries(stacks)) {
    const before = records.stacks[key]
    const made = known.get(`stack.${key}`) as StackOutcome | undefined
    if (made !== undefined) {
      const { name, arn, digest, updatedAt, took } = made
      changed[key] = { name, arn, digest, updatedAt, run, took }
      continue
    }
    if (unsure.has(key) || stackGroup(state.status) !== 'update') continue
    const { name, digest } = desired
    const { arn = '', updatedAt = '' } = state
    if (before?.digest === digest && before.updatedAt === updatedAt) continue
    changed[key] = { name, arn, digest, updatedAt, run, took: before?.took ?? {} }
  }
  return changed
}

import { isUnclear } from '@project-utils/aws'

/**
 * Whether a call that failed in the end may have begun its operation all the same: its answer was lost, or an earlier try
 * of the SDK had one that was. Only looking tells.
 */
export function mayHaveBegun(error: unknown): boolean {
  return isUnclear(error) || attemptsOf(error) > 1
}

function attemptsOf(error: unknown): number {
  const metadata: unknown = error instanceof Error && '$metadata' in error ? error.$metadata : undefined
  const attempts = typeof metadata === 'object' && metadata !== null && 'attempts' in metadata ? metadata.attempts : 1
  return typeof attempts === 'number' ? attempts : 1
}

import { isUnclear } from '@project-utils/aws'
import type { Ending } from '@project-utils/contract'

/**
 * Whether an act on stacks that did not all end well may have left them different from before: one that was done, or one
 * whose answer was lost. A stack that failed says by its own error whether it was restored.
 */
export function leavesChanges({ done, failed }: Ending): boolean {
  if (done.some(({ result }) => result.outcome === 'done')) return true
  const error: unknown = failed?.error
  return isUnclear(error instanceof Error && error.cause instanceof Error ? error.cause : error)
}

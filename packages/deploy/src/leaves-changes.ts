import { isUnclear } from '@project-utils/aws'
import type { Ending } from '@project-utils/contract'

/** Kinds of step that change what is served or kept, one thing after the other: a failed one has changed a part. */
const inParts: ReadonlySet<string> = new Set(['site-assets', 'site-pages', 'back-site', 'empty', 'delete-resource'])
/** Kinds that change all or nothing: a failed one has changed nothing, unless its answer was lost. */
const atOnce: ReadonlySet<string> = new Set(['stack', 'alias', 'back-stack', 'back-alias', 'delete-stack'])

/** Whether a deployment or destruction that did not end well may have left the environment different from before. */
export function leavesChanges({ done, failed }: Ending): boolean {
  if (done.some(({ step, result }) => result.outcome === 'done' && touches(step.kind))) return true
  if (failed === undefined) return false
  return inParts.has(failed.step.kind) || (atOnce.has(failed.step.kind) && mayHaveBeenDone(failed.error))
}

/** Whether the last thing heard of a failed step leaves open that it was done. */
export function mayHaveBeenDone(error: unknown): boolean {
  return isUnclear(error instanceof Error && error.cause instanceof Error ? error.cause : error)
}

function touches(kind: string): boolean {
  return inParts.has(kind) || atOnce.has(kind)
}

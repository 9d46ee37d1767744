import type { Json, Sha256 } from '@project-utils/contract'
import { fillReferences, isPending } from '@project-utils/project'
import { hashJson } from '@project-utils/run'
import { lookupIn, type Outputs } from './lookup.ts'
import type { World } from './world.ts'

/**
 * The site's run-time configuration with all references filled; undefined while one waits for a stack.
 * Outputs are given in the form that browsers can use.
 */
function siteConfig(world: World, outputs: Outputs = world.actual.outputs): Readonly<Record<string, Json>> | undefined {
  const filled = fillReferences(world.project.site?.config ?? {}, lookupIn(world, outputs))
  return Object.values(filled).some(isPending) ? undefined : (filled as Readonly<Record<string, Json>>)
}

/** Hash of the run-time configuration, as the release record keeps it; empty while it cannot be known. */
export function hashConfig(world: World, outputs?: Outputs): Sha256 {
  const config = siteConfig(world, outputs)
  return config === undefined ? '' : hashJson(config)
}

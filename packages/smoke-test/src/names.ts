import { resourceName } from '@project-utils/contract'
import type { StepWorld } from './step-kind.ts'

/**
 * The physical name that a step means: a logical id of the project's templates, `{type} {word}` of the naming convention
 * left to its prefix (`-reports` means `{project}-{env}-{type}-reports`), else the name as it is written.
 *
 * @param type the convention's word for the kind of resource, such as `table`
 */
export function physicalName(
  written: string,
  type: string,
  world: Pick<StepWorld, 'resources' | 'environment'>,
): string {
  const found = Object.hasOwn(world.resources, written) ? world.resources[written] : undefined
  if (found !== undefined) return found.physicalId
  if (!written.startsWith('-')) return written
  const { project, environment } = world.environment
  return resourceName({ project, environment, type, word: written.slice(1) }, longestName)
}

/** Characters of the longest names that AWS takes; each service refuses what is longer than its own. */
const longestName = 256

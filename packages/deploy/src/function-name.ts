import { ownedResources } from '@project-utils/cfn'
import { ProjectError } from '@project-utils/contract'
import { cloudFormation } from './clients.ts'
import type { Job } from './step-kind.ts'

/**
 * The physical name of a function: the template's where it sets one, else what CloudFormation made of it.
 *
 * @throws ProjectError `DEPLOY_FUNCTION_UNKNOWN`
 */
export async function functionName(logicalId: string, { world, bench }: Pick<Job, 'world' | 'bench'>): Promise<string> {
  const place = world.desired.functions[logicalId]
  if (place?.name !== undefined) return place.name
  const stack = world.project.stacks[place?.stack ?? '']
  if (stack !== undefined) {
    const owned = await ownedResources(await cloudFormation(bench.session), stack.name)
    const found = owned.find((resource) => resource.logicalId === logicalId)
    if (found !== undefined) return found.physicalId
  }
  throw new ProjectError('DEPLOY_FUNCTION_UNKNOWN', `no stack of the project has a function ${logicalId}`, {
    hint: `remove functions.${logicalId} from the configuration, or declare it in a template`,
  })
}

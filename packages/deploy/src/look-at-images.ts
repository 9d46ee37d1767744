import type { Context } from '@project-utils/contract'
import { ecrClient, findEngine, readImage } from '@project-utils/lambda-build'
import type { Workbench } from './workbench.ts'
import type { Actual, Desired } from './world.ts'

/**
 * Finds the images that are pushed already: those of the last good release without asking, others by asking ECR. Where one
 * must be built, what that needs is made sure of now, before anything is written.
 *
 * @throws ProjectError `LAMBDA_IMAGE_REPOSITORY_MISSING`, `LAMBDA_IMAGE_ENGINE_MISSING` and others of `findEngine`
 */
export async function lookAtImages(
  { images }: Desired,
  { good, settled }: Pick<Actual, 'good' | 'settled'>,
  { session, environment }: Workbench,
  context: Context,
): Promise<Actual['images']> {
  const found: Record<string, string> = {}
  const open = Object.values(images).filter(({ logicalId, identity }) => {
    const released = good?.functions[logicalId]
    if (!settled || released?.image === undefined || released.manifest !== identity) return true
    found[logicalId] = released.image
    return false
  })
  if (open.length === 0) return found
  const ecr = await ecrClient(session)
  const states = await Promise.all(open.map(async (plan) => ({ plan, ...(await readImage(ecr, plan)) })))
  for (const { plan, image } of states) if (image !== undefined) found[plan.logicalId] = image.reference
  const platforms = states.filter(({ image }) => image === undefined).map(({ plan }) => plan.platform)
  if (platforms.length > 0) await findEngine([...new Set(platforms)], environment, context)
  return found
}

import { ecrClient, findEngine, type PushedImage, pushImage } from '@project-utils/lambda-build'
import type { StepKind } from '../step-kind.ts'

/** Builds and pushes the container images that ECR does not hold yet; nobody is served from them before their stack names them. */
export const images: StepKind = {
  kind: 'image',
  plan: ({ desired, actual }) =>
    Object.values(desired.images)
      .filter(({ logicalId }) => actual.images[logicalId] === undefined)
      .map(({ logicalId, repository, identity, platform }) => ({
        id: `image.${logicalId}`,
        kind: 'image',
        title: `Build the image of ${logicalId} and push it to ${repository}`,
        why: 'the repository does not hold this build context yet',
        needs: [],
        action: 'create' as const,
        undo: 'automatic' as const,
        risks: [],
        changes: [
          {
            subject: logicalId,
            action: 'create' as const,
            after: `${repository}:${identity.slice(0, 12)}, ${platform}`,
          },
        ],
        input: { logicalId },
      })),
  apply: async ({ step, bench, world, context }) => {
    const { logicalId } = step.input as { readonly logicalId: string }
    const plan = world.desired.images[logicalId]
    if (plan === undefined) throw new Error(`${logicalId} is no image of this project`)
    const engine = await findEngine([plan.platform], bench.environment, context)
    const options = { ecr: await ecrClient(bench.session), engine, masker: bench.masker }
    const pushed = await pushImage(plan, options, context)
    return { outcome: 'done', data: { ...pushed } }
  },
}

/** The images that are known at a step: those that were pushed before, and those that this run has pushed. */
export function knownImages({
  world,
  known,
}: Pick<Parameters<StepKind['apply']>[0], 'world' | 'known'>): Readonly<Record<string, string>> {
  const pushed = Object.keys(world.desired.images).flatMap((id): [string, string][] => {
    const data = known.get(`image.${id}`) as unknown as PushedImage | undefined
    return data === undefined ? [] : [[id, data.reference]]
  })
  return { ...world.actual.images, ...Object.fromEntries(pushed) }
}

import type { Context, Place, Sha256 } from '@project-utils/contract'
import type { FunctionBuild, ImageBuild } from '@project-utils/project'
import type { TemplateFunction } from '../artifact/artifact.ts'
import { manyProblems } from '../build/many-problems.ts'
import { contextProblems } from './context-files.ts'
import { imageIdentity } from './identity.ts'

/** An image to build, named by the hash of all that decides what it is. */
export interface ImagePlan {
  readonly logicalId: string
  readonly build: ImageBuild
  /** Such as `linux/arm64`. */
  readonly platform: string
  /** The ECR repository's name. */
  readonly repository: string
  /** Hash of the build context and of how it is built; also the image's tag. */
  readonly identity: Sha256
  readonly where: Place
}

/** What images are planned from. */
export interface ImageInput {
  /** Those without an image are left out. */
  readonly functions: readonly FunctionBuild[]
  readonly template: Readonly<Record<string, TemplateFunction>>
  /** The repository of an image that names none. */
  readonly repository: string
  /** Folder for what is known of files; it may vanish at any time. */
  readonly cache: string
}

/**
 * What images there are to be, by the hash of their build contexts. Starts no engine and asks nobody.
 *
 * @throws ProjectError `LAMBDA_IMAGE_CONTEXT`
 */
export async function planImages(
  input: ImageInput,
  { signal }: Pick<Context, 'signal'>,
): Promise<readonly ImagePlan[]> {
  const problems = input.functions.flatMap(contextProblems)
  if (problems.length > 0) throw manyProblems(problems)
  const plans: ImagePlan[] = []
  for (const { logicalId, image, architecture, where } of input.functions) {
    if (image === undefined) continue
    const wanted = input.template[logicalId]?.architecture ?? architecture
    const platform = wanted === 'arm64' ? 'linux/arm64' : 'linux/amd64'
    const identity = await imageIdentity(image, platform, input.cache, signal)
    const repository = image.repository ?? input.repository
    plans.push({ logicalId, build: image, platform, repository, identity, where })
  }
  return plans
}

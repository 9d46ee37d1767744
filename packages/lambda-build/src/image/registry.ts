import type { ECRClient, ImageDetail } from '@aws-sdk/client-ecr'
import { explain, isCode, type Session } from '@project-utils/aws'
import { ProjectError, type Sha256 } from '@project-utils/contract'
import type { ImagePlan } from './plan-images.ts'

/** Where an image's repository is, and the image, where it holds it. */
export interface ImageState {
  /** Such as `111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop-dev-repository`. */
  readonly repositoryUri: string
  /** Absent where nothing has been pushed for this identity. */
  readonly image?: PushedImage
}

/** An image that ECR holds. */
export interface PushedImage {
  /** `{repository}@sha256:…`, as a function refers to it. */
  readonly reference: string
  readonly digest: string
}

/** How an engine signs in to a registry. */
export interface RegistryLogin {
  readonly registry: string
  readonly user: string
  readonly password: string
}

/** The session's ECR client; loaded when first asked for. */
export async function ecrClient(session: Session): Promise<ECRClient> {
  return session.client((await import('./sdk.ts')).ECRClient)
}

/**
 * Asks ECR for an image by its identity.
 *
 * @throws ProjectError `LAMBDA_IMAGE_REPOSITORY_MISSING`, `LAMBDA_IMAGE_PUSH_FAILED` for an image of many platforms, and `AWS_*`
 */
export async function readImage(ecr: ECRClient, plan: ImagePlan): Promise<ImageState> {
  const { DescribeImagesCommand, DescribeRepositoriesCommand } = await import('./sdk.ts')
  const { repository, identity } = plan
  const [repositoryUri, detail] = await Promise.all([
    ecr
      .send(new DescribeRepositoriesCommand({ repositoryNames: [repository] }))
      .then((answer) => answer.repositories?.[0]?.repositoryUri)
      .catch((error: unknown) => absent(error, repository)),
    ecr
      .send(new DescribeImagesCommand({ repositoryName: repository, imageIds: [{ imageTag: identity }] }))
      .then((answer) => answer.imageDetails?.find((one) => one.imageTags?.includes(identity)))
      .catch((error: unknown) => absent(error, repository)),
  ])
  if (repositoryUri === undefined) throw noRepository(plan)
  if (detail?.imageDigest === undefined) return { repositoryUri }
  return { repositoryUri, image: pushed(plan, repositoryUri, detail, detail.imageDigest) }
}

/**
 * How to sign in to the registry. The password is a secret: tell the masker before anything else is done with it.
 *
 * @throws ProjectError `AWS_*`
 */
export async function readLogin(ecr: ECRClient, repositoryUri: string): Promise<RegistryLogin> {
  const { GetAuthorizationTokenCommand } = await import('./sdk.ts')
  try {
    const { authorizationData: [data] = [] } = await ecr.send(new GetAuthorizationTokenCommand({}))
    const text = Buffer.from(data?.authorizationToken ?? '', 'base64').toString()
    const [user = '', ...password] = text.split(':')
    return { registry: repositoryUri.split('/')[0] ?? '', user, password: password.join(':') }
  } catch (error) {
    throw explain(error, 'signing in to ECR')
  }
}

/** The tag under which an image is pushed. */
export function taggedReference(repositoryUri: string, identity: Sha256): string {
  return `${repositoryUri}:${identity}`
}

function pushed(plan: ImagePlan, repositoryUri: string, detail: ImageDetail, digest: string): PushedImage {
  // Lambda takes an image of one platform, no list of them. Source: Lambda developer guide, "Container image requirements".
  if (!/(manifest\.list|image\.index)/.test(detail.imageManifestMediaType ?? '')) {
    return { reference: `${repositoryUri}@${digest}`, digest }
  }
  const tag = taggedReference(repositoryUri, plan.identity)
  throw new ProjectError('LAMBDA_IMAGE_PUSH_FAILED', `${tag} is a list of images, which Lambda does not take`, {
    hint: `remove it, and build without attestations: aws ecr batch-delete-image --repository-name ${plan.repository} --image-ids imageTag=${plan.identity}`,
    where: plan.where,
  })
}

function absent(error: unknown, repository: string): undefined {
  if (isCode(error, 'ImageNotFoundException', 'RepositoryNotFoundException')) return undefined
  throw explain(error, `looking into the repository ${repository}`)
}

function noRepository({ repository, logicalId, where }: ImagePlan): ProjectError {
  const message = `functions.${logicalId}: ECR has no repository ${repository}`
  return new ProjectError('LAMBDA_IMAGE_REPOSITORY_MISSING', message, {
    hint: `make it: aws ecr create-repository --repository-name ${repository} --image-tag-mutability IMMUTABLE; or declare it in a stack that is deployed before: { Type: AWS::ECR::Repository, Properties: { RepositoryName: ${repository}, ImageTagMutability: IMMUTABLE } }; or name another in functions.${logicalId}.image.repository`,
    where,
  })
}

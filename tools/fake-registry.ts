/** The ECR of a local cloud, for tests of what pushes to it. */
import { CreateRepositoryCommand, DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr'

export interface FakeRegistry {
  create(repository: string): Promise<void>
  /** Digests of the images in a repository, in the order in which they were pushed. */
  digests(repository: string): Promise<readonly string[]>
  close(): void
}

/** Opens the registry of an account behind an endpoint. */
export function openRegistry(endpoint: string, account: string): FakeRegistry {
  const credentials = { accessKeyId: account, secretAccessKey: 'test' }
  const ecr = new ECRClient({ endpoint, region: 'us-east-1', credentials })
  return {
    create: async (repositoryName) => {
      await ecr.send(new CreateRepositoryCommand({ repositoryName }))
    },
    digests: async (repositoryName) => {
      const { imageDetails: images = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName }))
      return images.flatMap(({ imageDigest }) => imageDigest ?? [])
    },
    close: () => ecr.destroy(),
  }
}

import { isCode, type Session } from '@project-utils/aws'
import type { OwnedResource } from '../state/read.ts'

/** A resource that AWS will not delete as it is. */
export interface DeletionBlock {
  readonly logicalId: string
  readonly type: string
  readonly physicalId: string
  readonly reason: string
  readonly hint: string
}

/**
 * Looks, in parallel, for what would stop a deletion or lose data by it: buckets that are not empty (versions and delete
 * markers count) and tables with deletion protection. The emulator would delete both without a word.
 */
export async function readDeletionBlocks(
  session: Session,
  owned: readonly Pick<OwnedResource, 'logicalId' | 'type' | 'physicalId'>[],
): Promise<readonly DeletionBlock[]> {
  const blocks = await Promise.all(
    owned.map(async ({ logicalId, type, physicalId }) => {
      if (physicalId === '') return undefined
      const found = await checks[type]?.(session, physicalId)
      return found === undefined ? undefined : { logicalId, type, physicalId, ...found }
    }),
  )
  return blocks.filter((block) => block !== undefined)
}

type Check = (session: Session, physicalId: string) => Promise<Pick<DeletionBlock, 'reason' | 'hint'> | undefined>

const checks: Readonly<Record<string, Check>> = {
  'AWS::S3::Bucket': async (session, bucket) => {
    const { ListObjectVersionsCommand, S3Client } = await import('../clients/s3.ts')
    const page = await absentAsNothing(
      session.client(S3Client).send(new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 1 })),
      'NoSuchBucket',
    )
    const count = (page?.Versions?.length ?? 0) + (page?.DeleteMarkers?.length ?? 0)
    if (count === 0) return undefined
    return {
      reason: `bucket ${bucket} is not empty`,
      hint: `aws s3 rm s3://${bucket} --recursive, and its old versions`,
    }
  },
  'AWS::DynamoDB::Table': async (session, name) => {
    const { DescribeTableCommand, DynamoDBClient } = await import('../clients/dynamodb.ts')
    const answer = await absentAsNothing(
      session.client(DynamoDBClient).send(new DescribeTableCommand({ TableName: name })),
      'ResourceNotFoundException',
    )
    if (answer?.Table?.DeletionProtectionEnabled !== true) return undefined
    return {
      reason: `table ${name} has deletion protection`,
      hint: `aws dynamodb update-table --table-name ${name} --no-deletion-protection-enabled`,
    }
  },
}

async function absentAsNothing<T>(answer: Promise<T>, code: string): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (isCode(error, code)) return undefined
    throw error
  }
}

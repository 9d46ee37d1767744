import { isCode, type Session } from '@project-utils/aws'
import { type Context, ProjectError } from '@project-utils/contract'
import { emptyBucket } from '@project-utils/site'

type Delete = (session: Session, name: string, context: Context) => Promise<void>

/**
 * Deletes a resource that its stack left behind; one that is gone already counts as deleted.
 *
 * @throws ProjectError `DEPLOY_CANNOT_DELETE` for a type that this tool does not delete by itself
 */
export async function deleteResource(
  session: Session,
  { type, physicalId }: { readonly type: string; readonly physicalId: string },
  context: Context,
): Promise<void> {
  const remove = deletes[type]
  if (remove === undefined) {
    throw new ProjectError('DEPLOY_CANNOT_DELETE', `${type} ${physicalId} cannot be deleted by this tool`, {
      hint: `delete it in the console, or: aws cloudcontrol delete-resource --type-name ${type} --identifier ${physicalId}`,
    })
  }
  await remove(session, physicalId, context)
}

const deletes: Readonly<Record<string, Delete>> = {
  'AWS::DynamoDB::Table': async (session, name) => {
    const { DeleteTableCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb')
    await unlessGone(
      session.client(DynamoDBClient).send(new DeleteTableCommand({ TableName: name })),
      'ResourceNotFoundException',
    )
  },
  'AWS::S3::Bucket': async (session, name, context) => {
    const { DeleteBucketCommand, S3Client } = await import('@aws-sdk/client-s3')
    const client = session.client(S3Client)
    await unlessGone(emptyBucket(client, name, context), 'NoSuchBucket')
    await unlessGone(client.send(new DeleteBucketCommand({ Bucket: name })), 'NoSuchBucket')
  },
  'AWS::Logs::LogGroup': async (session, name) => {
    const { CloudWatchLogsClient, DeleteLogGroupCommand } = await import('@aws-sdk/client-cloudwatch-logs')
    const client = session.client(CloudWatchLogsClient)
    await unlessGone(client.send(new DeleteLogGroupCommand({ logGroupName: name })), 'ResourceNotFoundException')
  },
}

async function unlessGone(work: Promise<unknown>, code: string): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!isCode(error, code)) throw error
  }
}

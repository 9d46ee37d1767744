import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Session } from '@project-utils/aws'

/** The session's CloudFormation client; like the others loaded when first asked for, since each costs start-up time. */
export async function cloudFormation(session: Session): Promise<CloudFormationClient> {
  return session.client((await import('./clients/cloudformation.ts')).CloudFormationClient)
}

/** The session's CloudFront client. */
export async function cloudFront(session: Session): Promise<CloudFrontClient> {
  return session.client((await import('./clients/cloudfront.ts')).CloudFrontClient)
}

/** The session's Lambda client. */
export async function lambda(session: Session): Promise<LambdaClient> {
  return session.client((await import('./clients/lambda.ts')).LambdaClient)
}

/** The session's S3 client. */
export async function s3(session: Session): Promise<S3Client> {
  return session.client((await import('./clients/s3.ts')).S3Client)
}

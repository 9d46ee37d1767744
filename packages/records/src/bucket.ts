import type { Scope } from '@project-utils/contract'

/** The one bucket of an account and region: `project-utils-{account}-{region}`. */
export function bucketName({ account, region }: Pick<Scope, 'account' | 'region'>): string {
  return `project-utils-${account}-${region}`
}

/** The stack that holds the bucket; the same in every account and region. */
export function bucketStackName(_scope: Pick<Scope, 'account' | 'region'>): string {
  return 'project-utils-bucket'
}

/**
 * The bucket's CloudFormation template as JSON text: versioned, encrypted, private, owned by the account, reached over
 * TLS only, kept when the stack goes. Versions that are no longer current go after 90 days, unfinished uploads after 7.
 * The local cloud speaks plain HTTP, so the rule on TLS is left out there. Nothing in it depends on a project: all
 * projects of an account and region share the stack.
 */
export function bucketTemplate(scope: Pick<Scope, 'account' | 'region' | 'local'>): string {
  const bucket = { Ref: 'Bucket' }
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Releases, locks, audit trail and artifacts of project-utils',
    Resources: {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          BucketName: bucketName(scope),
          VersioningConfiguration: { Status: 'Enabled' },
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
          },
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
          LifecycleConfiguration: {
            Rules: [
              {
                Id: 'forget-what-was-replaced',
                Status: 'Enabled',
                NoncurrentVersionExpiration: { NoncurrentDays: 90 },
                ExpiredObjectDeleteMarker: true,
              },
              { Id: 'drop-unfinished', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
            ],
          },
          Tags: [{ Key: 'managed-by', Value: 'project-utils' }],
        },
      },
      ...(scope.local === true ? {} : { BucketPolicy: tlsOnly(bucket) }),
    },
    Outputs: { BucketName: { Value: bucket } },
  }
  return JSON.stringify(template, null, 2)
}

function tlsOnly(bucket: object): object {
  return {
    Type: 'AWS::S3::BucketPolicy',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      Bucket: bucket,
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [
              { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Bucket}' },
              { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Bucket}/*' },
            ],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    },
  }
}

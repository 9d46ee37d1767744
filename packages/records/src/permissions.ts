/** The IAM actions this package uses on its bucket and on the objects in it. */
export const permissions: readonly string[] = ['s3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject']

/** The IAM actions that CloudFormation uses, with the caller's rights, to make and keep up the bucket's stack. */
export const bucketPermissions: readonly string[] = [
  's3:CreateBucket',
  's3:GetBucketOwnershipControls',
  's3:GetBucketPolicy',
  's3:GetBucketPublicAccessBlock',
  's3:GetBucketTagging',
  's3:GetBucketVersioning',
  's3:GetEncryptionConfiguration',
  's3:GetLifecycleConfiguration',
  's3:PutBucketOwnershipControls',
  's3:PutBucketPolicy',
  's3:PutBucketPublicAccessBlock',
  's3:PutBucketTagging',
  's3:PutBucketVersioning',
  's3:PutEncryptionConfiguration',
  's3:PutLifecycleConfiguration',
]

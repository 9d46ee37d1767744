/** The IAM actions that publishing and emptying a site use. */
export const permissions: readonly string[] = [
  'cloudfront:CreateInvalidation',
  'cloudfront:GetInvalidation',
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:GetObject',
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:PutObject',
]

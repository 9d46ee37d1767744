export { HeadBucketCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3'

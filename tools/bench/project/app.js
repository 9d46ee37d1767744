// The same template through the CDK: nothing of the construct library but the asset of the code.
const { App, Stack } = require('aws-cdk-lib')
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include')
const { Asset } = require('aws-cdk-lib/aws-s3-assets')

const stack = new Stack(new App(), 'bench-cdk', { env: { account: '000000000000', region: 'us-east-1' } })
const included = new CfnInclude(stack, 'Template', { templateFile: 'included.yaml' })
const { s3BucketName: s3Bucket, s3ObjectKey: s3Key } = new Asset(stack, 'Asset', { path: 'code' })
included.getResource('ApiLambdaFunction').code = { s3Bucket, s3Key }

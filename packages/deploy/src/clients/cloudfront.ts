export { CloudFrontClient } from '@aws-sdk/client-cloudfront'

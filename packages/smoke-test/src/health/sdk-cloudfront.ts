export { CloudFrontClient, GetDistributionCommand } from '@aws-sdk/client-cloudfront'

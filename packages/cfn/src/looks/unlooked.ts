const byId = 'AWS finds it by an id of its own making, not by its name'
const inArn = 'AWS finds it by its ARN, which holds a part of its own making'

/**
 * Types whose name is unique, but leads to no resource in one read call: they are never counted as free. The reason is
 * told in the plan. Source: the identifiers of the published schemas.
 */
export const unlooked: Readonly<Record<string, string>> = {
  'AWS::AmazonMQ::Broker': byId,
  'AWS::AppRunner::Service': inArn,
  'AWS::CloudFormation::Macro': 'CloudFormation has no call that reads a macro by its name',
  'AWS::CloudFront::CachePolicy': byId,
  'AWS::CloudFront::OriginAccessControl': byId,
  'AWS::CloudFront::OriginRequestPolicy': byId,
  'AWS::CloudFront::ResponseHeadersPolicy': byId,
  'AWS::CodeCommit::Repository': byId,
  'AWS::Cognito::UserPoolDomain': 'AWS finds it by its user pool and its name together',
  'AWS::DMS::Endpoint': inArn,
  'AWS::DMS::ReplicationInstance': inArn,
  'AWS::DMS::ReplicationTask': inArn,
  'AWS::EC2::LaunchTemplate': byId,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': inArn,
  'AWS::ElasticLoadBalancingV2::TargetGroup': inArn,
  'AWS::WAFv2::WebACL': 'AWS finds it by its name and an id of its own making together',
}

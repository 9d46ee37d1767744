/** The property that fixes a resource's physical name, and whether `Ref` returns that name. */
export interface NamedType {
  readonly property: string
  readonly refIsName: boolean
}

/** Types by service, each with the property that names it; `Ref` returns the name. */
const byRef: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ApiGateway: { DomainName: 'DomainName' },
  ApiGatewayV2: { DomainName: 'DomainName' },
  AutoScaling: { AutoScalingGroup: 'AutoScalingGroupName', LaunchConfiguration: 'LaunchConfigurationName' },
  CloudTrail: { Trail: 'TrailName' },
  CloudWatch: { Alarm: 'AlarmName', CompositeAlarm: 'AlarmName', Dashboard: 'DashboardName' },
  CodeBuild: { Project: 'Name' },
  CodePipeline: { Pipeline: 'Name' },
  Config: { ConfigRule: 'ConfigRuleName', ConfigurationRecorder: 'Name', DeliveryChannel: 'Name' },
  DocDB: { DBCluster: 'DBClusterIdentifier', DBInstance: 'DBInstanceIdentifier', DBSubnetGroup: 'DBSubnetGroupName' },
  DynamoDB: { GlobalTable: 'TableName', Table: 'TableName' },
  EC2: { KeyPair: 'KeyName' },
  ECR: { Repository: 'RepositoryName' },
  ECS: { Cluster: 'ClusterName' },
  EKS: { Cluster: 'Name' },
  ElastiCache: { ReplicationGroup: 'ReplicationGroupId', SubnetGroup: 'CacheSubnetGroupName' },
  ElasticLoadBalancing: { LoadBalancer: 'LoadBalancerName' },
  Events: { ApiDestination: 'Name', Connection: 'Name', Endpoint: 'Name', EventBus: 'Name', Rule: 'Name' },
  Glue: { Crawler: 'Name', Database: 'DatabaseName', Job: 'Name' },
  IAM: { Group: 'GroupName', InstanceProfile: 'InstanceProfileName', Role: 'RoleName', User: 'UserName' },
  IoT: { Authorizer: 'AuthorizerName', Policy: 'PolicyName', Thing: 'ThingName', TopicRule: 'RuleName' },
  IoTAnalytics: {
    ...{ Channel: 'ChannelName', Dataset: 'DatasetName', Datastore: 'DatastoreName', Pipeline: 'PipelineName' },
  },
  KMS: { Alias: 'AliasName' },
  Kinesis: { Stream: 'Name' },
  KinesisFirehose: { DeliveryStream: 'DeliveryStreamName' },
  Lambda: { Function: 'FunctionName' },
  Logs: { LogGroup: 'LogGroupName', ResourcePolicy: 'PolicyName' },
  MemoryDB: { Cluster: 'ClusterName', SubnetGroup: 'SubnetGroupName' },
  Neptune: {
    ...{ DBCluster: 'DBClusterIdentifier', DBClusterParameterGroup: 'Name', DBInstance: 'DBInstanceIdentifier' },
    ...{ DBParameterGroup: 'Name', DBSubnetGroup: 'DBSubnetGroupName' },
  },
  Pipes: { Pipe: 'Name' },
  QLDB: { Ledger: 'Name' },
  RDS: {
    ...{
      DBCluster: 'DBClusterIdentifier',
      DBInstance: 'DBInstanceIdentifier',
      DBParameterGroup: 'DBParameterGroupName',
    },
    ...{ DBProxy: 'DBProxyName', DBSubnetGroup: 'DBSubnetGroupName' },
  },
  RUM: { AppMonitor: 'Name' },
  ResourceGroups: { Group: 'Name' },
  S3: { AccessPoint: 'Name', Bucket: 'BucketName' },
  S3Express: { DirectoryBucket: 'BucketName' },
  S3ObjectLambda: { AccessPoint: 'Name' },
  SES: { ConfigurationSet: 'Name', ReceiptRuleSet: 'RuleSetName' },
  SSM: { Document: 'Name', Parameter: 'Name' },
  Scheduler: { Schedule: 'Name', ScheduleGroup: 'Name' },
  Serverless: { Function: 'FunctionName', SimpleTable: 'TableName' },
  Synthetics: { Canary: 'Name' },
  Timestream: { Database: 'DatabaseName' },
}

/** Types by service, each with the property that names it; `Ref` returns something else, such as an ARN or a URL. */
const notByRef: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AmazonMQ: { Broker: 'BrokerName' },
  AppRunner: { Service: 'ServiceName' },
  Batch: { ComputeEnvironment: 'ComputeEnvironmentName', JobQueue: 'JobQueueName' },
  CloudFormation: { Macro: 'Name', StackSet: 'StackSetName' },
  CloudFront: {
    CachePolicy: 'CachePolicyConfig.Name',
    Function: 'Name',
    OriginAccessControl: 'OriginAccessControlConfig.Name',
    OriginRequestPolicy: 'OriginRequestPolicyConfig.Name',
    ResponseHeadersPolicy: 'ResponseHeadersPolicyConfig.Name',
  },
  CodeCommit: { Repository: 'RepositoryName' },
  Cognito: { UserPoolDomain: 'Domain' },
  DMS: {
    ...{ Endpoint: 'EndpointIdentifier', ReplicationInstance: 'ReplicationInstanceIdentifier' },
    ...{ ReplicationSubnetGroup: 'ReplicationSubnetGroupIdentifier', ReplicationTask: 'ReplicationTaskIdentifier' },
  },
  EC2: { LaunchTemplate: 'LaunchTemplateName' },
  ElasticLoadBalancingV2: { LoadBalancer: 'Name', TargetGroup: 'Name' },
  IAM: { ManagedPolicy: 'ManagedPolicyName' },
  Lambda: { MicrovmImage: 'Name', NetworkConnector: 'Name' },
  OSIS: { Pipeline: 'PipelineName' },
  OpenSearchServerless: { Collection: 'Name', CollectionGroup: 'Name' },
  SNS: { Topic: 'TopicName' },
  SQS: { Queue: 'QueueName' },
  SageMaker: { Endpoint: 'EndpointName', EndpointConfig: 'EndpointConfigName', Model: 'ModelName' },
  SecretsManager: { Secret: 'Name' },
  Serverless: { StateMachine: 'Name' },
  StepFunctions: { StateMachine: 'StateMachineName' },
  WAFv2: { WebACL: 'Name' },
}

/**
 * Types whose physical name a template may fix; two resources of one account and region cannot share it. Names that are
 * unique only within another resource, or not at all, are none. Source: CloudFormation template reference, "Name type"
 * and the return values of each type, and the identifiers of the published schemas, as of November 2026.
 */
export const namedTypes: Readonly<Record<string, NamedType>> = Object.fromEntries(
  [[byRef, true] as const, [notByRef, false] as const].flatMap(([services, refIsName]) =>
    Object.entries(services).flatMap(([service, types]) =>
      Object.entries(types).map(([type, property]): [string, NamedType] => [
        `AWS::${service}::${type}`,
        { property, refIsName },
      ]),
    ),
  ),
)

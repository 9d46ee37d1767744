/** What the physical name of a type must look like. */
export interface NameForm {
  readonly property: string
  readonly pattern: RegExp
  /** Characters. */
  readonly most: number
  readonly least?: number
  /** What the pattern demands, for the message. */
  readonly rule: string
  readonly source: string
}

const api = (service: string, page: string): string => `https://docs.aws.amazon.com/${service}/latest/${page}.html`

const plain = /^[A-Za-z0-9_-]*$/
const plainRule = 'letters, digits, "-" and "_"'
const dotted = /^[A-Za-z0-9._-]*$/
const dottedRule = 'letters, digits, ".", "-" and "_"'
const iamName = /^[\w+=,.@-]*$/
const iamRule = 'letters, digits and _+=,.@-'
const iamSource = api('IAM', 'UserGuide/reference_iam-quotas')

/** Names that S3 keeps for itself. */
const bucketPattern =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)(?!.*(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)[a-z0-9][a-z0-9.-]*[a-z0-9]$/

const bucket: NameForm = {
  property: 'BucketName',
  pattern: bucketPattern,
  least: 3,
  most: 63,
  rule: 'lower-case letters, digits, "-" and single ".", beginning and ending with a letter or digit, no IP address, no prefix or suffix that S3 keeps for itself',
  source: api('AmazonS3', 'userguide/bucketnamingrules'),
}

const balancer = /^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/
const balancerRule = 'letters, digits and "-", not at the ends'
const balancers = 'elasticloadbalancing'

/** The forms of names that a template may fix, by type; from the pages of the services' APIs, as of November 2026. */
export const nameForms: Readonly<Record<string, NameForm>> = {
  'AWS::CloudFront::Function': {
    ...{ property: 'Name', pattern: plain, most: 64, rule: plainRule },
    source: api('cloudfront', 'APIReference/API_CreateFunction'),
  },
  'AWS::CloudWatch::Alarm': {
    ...{ property: 'AlarmName', pattern: /^[^\p{Cc}]*$/u, least: 1, most: 255, rule: 'no control characters' },
    source: api('AmazonCloudWatch', 'APIReference/API_PutMetricAlarm'),
  },
  'AWS::CloudWatch::Dashboard': {
    ...{ property: 'DashboardName', pattern: plain, most: 255, rule: plainRule },
    source: api('AmazonCloudWatch', 'APIReference/API_PutDashboard'),
  },
  'AWS::DynamoDB::GlobalTable': table(),
  'AWS::DynamoDB::Table': table(),
  'AWS::ECR::Repository': {
    property: 'RepositoryName',
    pattern: /^(?:[a-z0-9]+(?:[._-]+[a-z0-9]+)*\/)*[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/,
    ...{ least: 2, most: 256, rule: 'lower-case letters and digits, parted by ".", "-", "_" or "/"' },
    source: api('AmazonECR', 'APIReference/API_CreateRepository'),
  },
  'AWS::ECS::Cluster': {
    ...{ property: 'ClusterName', pattern: plain, most: 255, rule: plainRule },
    source: api('AmazonECS', 'APIReference/API_CreateCluster'),
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    ...{ property: 'Name', pattern: balancer, most: 32, rule: balancerRule },
    source: api(balancers, 'APIReference/API_CreateLoadBalancer'),
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    ...{ property: 'Name', pattern: balancer, most: 32, rule: balancerRule },
    source: api(balancers, 'APIReference/API_CreateTargetGroup'),
  },
  'AWS::Events::EventBus': {
    ...{ property: 'Name', pattern: /^(?!default$)[/.\-_A-Za-z0-9]+$/, most: 256 },
    rule: 'letters, digits and /.-_, and not "default"',
    source: api('eventbridge', 'APIReference/API_CreateEventBus'),
  },
  'AWS::Events::Rule': {
    ...{ property: 'Name', pattern: dotted, most: 64, rule: dottedRule },
    source: api('eventbridge', 'APIReference/API_PutRule'),
  },
  'AWS::IAM::Group': { property: 'GroupName', pattern: iamName, most: 128, rule: iamRule, source: iamSource },
  'AWS::IAM::InstanceProfile': {
    ...{ property: 'InstanceProfileName', pattern: iamName, most: 128, rule: iamRule, source: iamSource },
  },
  'AWS::IAM::ManagedPolicy': {
    ...{ property: 'ManagedPolicyName', pattern: iamName, most: 128, rule: iamRule, source: iamSource },
  },
  'AWS::IAM::Role': { property: 'RoleName', pattern: iamName, most: 64, rule: iamRule, source: iamSource },
  'AWS::IAM::User': { property: 'UserName', pattern: iamName, most: 64, rule: iamRule, source: iamSource },
  'AWS::KMS::Alias': {
    ...{ property: 'AliasName', pattern: /^alias\/(?!aws\/)[a-zA-Z0-9/_-]+$/, most: 256 },
    rule: 'begins with "alias/", not with "alias/aws/", then letters, digits and /_-',
    source: api('kms', 'APIReference/API_CreateAlias'),
  },
  'AWS::Kinesis::Stream': {
    ...{ property: 'Name', pattern: dotted, most: 128, rule: dottedRule },
    source: api('kinesis', 'APIReference/API_CreateStream'),
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    ...{ property: 'DeliveryStreamName', pattern: dotted, most: 64, rule: dottedRule },
    source: api('firehose', 'APIReference/API_CreateDeliveryStream'),
  },
  'AWS::Lambda::Alias': {
    ...{ property: 'Name', pattern: /^(?!\d+$)[A-Za-z0-9_-]+$/, most: 128, rule: `${plainRule}, not digits alone` },
    source: api('lambda', 'api/API_CreateAlias'),
  },
  'AWS::Lambda::Function': functionName(),
  'AWS::Lambda::LayerVersion': {
    ...{ property: 'LayerName', pattern: plain, most: 140, rule: plainRule },
    source: api('lambda', 'api/API_PublishLayerVersion'),
  },
  'AWS::Logs::LogGroup': {
    ...{ property: 'LogGroupName', pattern: /^(?!aws\/)[.\-_/#A-Za-z0-9]+$/, most: 512 },
    rule: 'letters, digits and .-_/#, not beginning with "aws/"',
    source: api('AmazonCloudWatchLogs', 'APIReference/API_CreateLogGroup'),
  },
  'AWS::Pipes::Pipe': {
    ...{ property: 'Name', pattern: dotted, most: 64, rule: dottedRule },
    source: api('eventbridge', 'pipes-reference/API_CreatePipe'),
  },
  'AWS::RDS::DBInstance': {
    ...{ property: 'DBInstanceIdentifier', pattern: /^[A-Za-z](?!.*--)(?:[A-Za-z0-9-]*[A-Za-z0-9])?$/, most: 63 },
    rule: 'a letter, then letters, digits and single "-", not at the end',
    source: api('AmazonRDS', 'APIReference/API_CreateDBInstance'),
  },
  'AWS::S3::Bucket': bucket,
  'AWS::SNS::Topic': {
    ...{ property: 'TopicName', pattern: /^[A-Za-z0-9_-]+(?:\.fifo)?$/, most: 256, rule: plainRule },
    source: api('sns', 'api/API_CreateTopic'),
  },
  'AWS::SQS::Queue': {
    ...{ property: 'QueueName', pattern: /^[A-Za-z0-9_-]+(?:\.fifo)?$/, most: 80, rule: plainRule },
    source: api('AWSSimpleQueueService', 'APIReference/API_CreateQueue'),
  },
  'AWS::SSM::Parameter': {
    property: 'Name',
    pattern: /^(?!\/?(?:aws|ssm)(?:$|[/_.-]))(?:\/(?:[A-Za-z0-9_.-]+\/){0,14}[A-Za-z0-9_.-]+|[A-Za-z0-9_.-]+)$/i,
    most: 2048,
    rule: 'letters, digits and _.-, levels parted by "/" with one in front, at most 15, not beginning with "aws" or "ssm"',
    source: api('systems-manager', 'APIReference/API_PutParameter'),
  },
  'AWS::Scheduler::Schedule': {
    ...{ property: 'Name', pattern: dotted, most: 64, rule: dottedRule },
    source: api('scheduler', 'APIReference/API_CreateSchedule'),
  },
  'AWS::SecretsManager::Secret': {
    ...{ property: 'Name', pattern: /^[A-Za-z0-9/_+=.@-]+$/, most: 512, rule: 'letters, digits and /_+=.@-' },
    source: api('secretsmanager', 'apireference/API_CreateSecret'),
  },
  'AWS::Serverless::Function': functionName(),
  'AWS::StepFunctions::StateMachine': {
    ...{ property: 'StateMachineName', pattern: /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]+$/u, most: 80 },
    rule: 'no blanks, brackets or signs other than "-", "_" and the like',
    source: api('step-functions', 'apireference/API_CreateStateMachine'),
  },
}

function table(): NameForm {
  const source = api('amazondynamodb', 'APIReference/API_CreateTable')
  return { property: 'TableName', pattern: dotted, least: 3, most: 255, rule: dottedRule, source }
}

function functionName(): NameForm {
  const source = api('lambda', 'api/API_CreateFunction')
  return { property: 'FunctionName', pattern: plain, most: 64, rule: plainRule, source }
}

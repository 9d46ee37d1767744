import { isCode, type Session } from '@project-utils/aws'
import { type Look, ownerOf, present } from './look.ts'

/** Types that are looked for by a call of their own service: one read each. */
export const ownLooks: Readonly<Record<string, Look>> = {
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': alarm,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::IAM::Group': async (session, name) => {
    const { GetGroupCommand, IAMClient } = await import('../clients/iam.ts')
    return present(
      session.client(IAMClient).send(new GetGroupCommand({ GroupName: name, MaxItems: 1 })),
      'NoSuchEntity',
      'NoSuchEntityException',
    )
  },
  'AWS::IAM::InstanceProfile': async (session, name) => {
    const { GetInstanceProfileCommand, IAMClient } = await import('../clients/iam.ts')
    const command = new GetInstanceProfileCommand({ InstanceProfileName: name })
    return present(session.client(IAMClient).send(command), 'NoSuchEntity', 'NoSuchEntityException')
  },
  'AWS::IAM::ManagedPolicy': async (session, name) => {
    const { GetPolicyCommand, IAMClient } = await import('../clients/iam.ts')
    const { account, partition } = await ownerOf(session)
    const command = new GetPolicyCommand({ PolicyArn: `arn:${partition}:iam::${account}:policy/${name}` })
    return present(session.client(IAMClient).send(command), 'NoSuchEntity', 'NoSuchEntityException')
  },
  'AWS::IAM::Role': async (session, name) => {
    const { GetRoleCommand, IAMClient } = await import('../clients/iam.ts')
    return present(
      session.client(IAMClient).send(new GetRoleCommand({ RoleName: name })),
      'NoSuchEntity',
      'NoSuchEntityException',
    )
  },
  'AWS::IAM::User': async (session, name) => {
    const { GetUserCommand, IAMClient } = await import('../clients/iam.ts')
    return present(
      session.client(IAMClient).send(new GetUserCommand({ UserName: name })),
      'NoSuchEntity',
      'NoSuchEntityException',
    )
  },
  'AWS::Lambda::Function': lambda,
  'AWS::SecretsManager::Secret': async (session, name) => {
    const { DescribeSecretCommand, SecretsManagerClient } = await import('../clients/secrets-manager.ts')
    const command = new DescribeSecretCommand({ SecretId: name })
    return present(session.client(SecretsManagerClient).send(command), 'ResourceNotFoundException')
  },
  'AWS::Serverless::Function': lambda,
  'AWS::Serverless::SimpleTable': table,
  'AWS::Logs::LogGroup': async (session, name) => {
    const { CloudWatchLogsClient, DescribeLogGroupsCommand } = await import('../clients/cloudwatch-logs.ts')
    // Sorted by name: the group itself comes before all that only begin like it.
    const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 })
    const { logGroups = [] } = await session.client(CloudWatchLogsClient).send(command)
    return logGroups[0]?.logGroupName === name
  },
  'AWS::S3::Bucket': async (session, name) => {
    const { HeadBucketCommand, S3Client } = await import('../clients/s3.ts')
    try {
      return await present(
        session.client(S3Client).send(new HeadBucketCommand({ Bucket: name })),
        'NotFound',
        'NoSuchBucket',
        '404',
      )
    } catch (error) {
      // Bucket names are global: one of another account or region is taken as well.
      if (isCode(error, 'Forbidden', 'AccessDenied', 'PermanentRedirect', '301', '403')) return true
      throw error
    }
  },
  'AWS::SNS::Topic': async (session, name) => {
    const { GetTopicAttributesCommand, SNSClient } = await import('../clients/sns.ts')
    const { account, partition } = await ownerOf(session)
    const command = new GetTopicAttributesCommand({
      TopicArn: `arn:${partition}:sns:${session.region}:${account}:${name}`,
    })
    return present(session.client(SNSClient).send(command), 'NotFound', 'NotFoundException')
  },
  'AWS::SQS::Queue': async (session, name) => {
    const { GetQueueUrlCommand, SQSClient } = await import('../clients/sqs.ts')
    const absent = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']
    return present(session.client(SQSClient).send(new GetQueueUrlCommand({ QueueName: name })), ...absent)
  },
  'AWS::SSM::Parameter': async (session, name) => {
    const { GetParameterCommand, SSMClient } = await import('../clients/ssm.ts')
    return present(session.client(SSMClient).send(new GetParameterCommand({ Name: name })), 'ParameterNotFound')
  },
}

async function lambda(session: Session, name: string): Promise<boolean> {
  const { GetFunctionConfigurationCommand, LambdaClient } = await import('../clients/lambda.ts')
  const command = new GetFunctionConfigurationCommand({ FunctionName: name })
  return present(session.client(LambdaClient).send(command), 'ResourceNotFoundException')
}

async function table(session: Session, name: string): Promise<boolean> {
  const { DescribeTableCommand, DynamoDBClient } = await import('../clients/dynamodb.ts')
  const command = new DescribeTableCommand({ TableName: name })
  return present(session.client(DynamoDBClient).send(command), 'ResourceNotFoundException')
}

async function alarm(session: Session, name: string): Promise<boolean> {
  const { CloudWatchClient, DescribeAlarmsCommand } = await import('../clients/cloudwatch.ts')
  const command = new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] })
  const { MetricAlarms = [], CompositeAlarms = [] } = await session.client(CloudWatchClient).send(command)
  return MetricAlarms.length + CompositeAlarms.length > 0
}

import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CreateGroupCommand, IAMClient } from '@aws-sdk/client-iam'
import { DeleteObjectCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { openSession, type Session } from '@project-utils/aws'
import {
  applyStack,
  namesToCheck,
  ownedResources,
  planStack,
  readDeletionBlocks,
  readExisting,
  readStack,
  readStackInput,
} from '@project-utils/cfn'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { callsSince, desire, listen, openLocal, region } from './cloud.ts'

let local: TestCloud
let session: Session

beforeAll(async () => {
  local = await testCloud()
  session = openLocal(local.endpoint)
  const desired = desire('cfn-named', everything)
  const [step] = planStack({ desired, state: await readStack(session.client(CloudFormationClient), 'cfn-named') }).steps
  if (step === undefined) throw new Error('no step')
  const input = { stack: readStackInput(step), approvedRisks: step.risks, release: 'r1' }
  await applyStack(session.client(CloudFormationClient), input, listen())
  // The emulator has no groups in stacks.
  await session.client(IAMClient).send(new CreateGroupCommand({ GroupName: 'named-group' }))
})
afterAll(async () => {
  session?.destroy()
  await local?.stop()
})

/** One resource of each type that can be looked up by its name. */
const everything = `
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: named-table
      BillingMode: PAY_PER_REQUEST
      DeletionProtectionEnabled: true
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: named-bucket-cfn } }
  Empty: { Type: AWS::S3::Bucket, Properties: { BucketName: named-empty-cfn } }
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: named-role
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }] }
  User: { Type: AWS::IAM::User, Properties: { UserName: named-user } }
  Profile: { Type: AWS::IAM::InstanceProfile, Properties: { InstanceProfileName: named-profile, Roles: [!Ref Role] } }
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: named-policy
      PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }] }
  Function:
    Type: AWS::Lambda::Function
    Properties: { FunctionName: named-function, Runtime: nodejs24.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: { ZipFile: "exports.handler = async () => 1" } }
  Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /named/logs } }
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: named-queue } }
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: named-topic } }
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: { AlarmName: named-alarm, Namespace: A, MetricName: B, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanThreshold }
  Parameter: { Type: AWS::SSM::Parameter, Properties: { Name: /named/parameter, Type: String, Value: x } }
`

test('finds each named resource that is there already, with one call each, and the plan refuses them all', async () => {
  const desired = desire('cfn-other', everything)
  const state = await readStack(session.client(CloudFormationClient), 'cfn-other')
  const group = { logicalId: 'Group', type: 'AWS::IAM::Group', name: 'named-group' }
  const named = [...namesToCheck(desired, state), group]
  await session.identity()
  const start = session.calls.length
  const looked = await readExisting(session, named)
  expect(looked.unlooked).toEqual([])
  expect(looked.existing.map(({ logicalId }) => logicalId)).toEqual(named.map(({ logicalId }) => logicalId))
  expect(callsSince(session, start)).toHaveLength(named.length)
  const { refusals } = planStack({ desired, state, looked })
  expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['CFN_RESOURCE_EXISTS']))
  expect(refusals).toHaveLength(named.length)
})

test('finds nothing where names only begin alike', async () => {
  const named = namesToCheck(desire('cfn-other', everything), { status: 'ABSENT' })
  const shorter = named.map((resource) => ({ ...resource, name: resource.name.slice(0, -1) }))
  expect(await readExisting(session, shorter)).toEqual({ existing: [], unlooked: [] })
})

test('says what it could not look up, and never counts it as free', async () => {
  const stranger = openSession({
    region,
    endpoint: local.endpoint,
    credentials: { accessKeyId: 'AKIANOBODYKNOWSTHIS0', secretAccessKey: 'x' },
  })
  const resources = [
    { logicalId: 'Rule', type: 'AWS::Events::Rule', name: 'r' },
    { logicalId: 'Table', type: 'AWS::DynamoDB::Table', name: 'named-table' },
  ]
  const { existing, unlooked } = await readExisting(stranger, resources)
  stranger.destroy()
  expect(existing).toEqual([])
  expect(unlooked.map(({ logicalId }) => logicalId)).toEqual(['Rule', 'Table'])
})

test('a bucket with content, or with only old versions, and a protected table block a deletion', async () => {
  const s3 = session.client(S3Client)
  const owned = await ownedResources(session.client(CloudFormationClient), 'cfn-named')
  const blocking = async (): Promise<readonly string[]> =>
    (await readDeletionBlocks(session, owned)).map(({ logicalId }) => logicalId).toSorted()
  expect(await blocking()).toEqual(['Table'])
  const object = { Bucket: 'named-bucket-cfn', Key: 'a' }
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: object.Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  )
  await s3.send(new PutObjectCommand({ ...object, Body: 'x' }))
  expect(await blocking()).toEqual(['Bucket', 'Table'])
  await s3.send(new DeleteObjectCommand(object))
  expect(await blocking()).toEqual(['Bucket', 'Table'])
})

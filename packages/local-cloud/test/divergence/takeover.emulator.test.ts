import {
  CreateFunctionCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect } from 'vitest'
import { type TestCloud, testCloud } from '../../../../tools/test-cloud.ts'
import { clientSettings } from '../sample-stack.ts'
import { element, json, query } from './call.ts'
import { divergence } from './divergence.ts'
import { zipOf } from './function-code.ts'
import { openStacks, type Stacks } from './stacks.ts'

/** What a stack does to a resource that is there already under the name that it asks for. */
const account = '111111111111'
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}
let local: TestCloud
let stacks: Stacks

beforeAll(async () => {
  local = await testCloud()
  stacks = openStacks(local.endpoint, account)
})
afterAll(() => local?.stop())

const caller = (service: string) => ({ endpoint: local.endpoint, service, key: account })

async function takeOver(name: string, type: string, properties: object): Promise<void> {
  const { status } = await stacks.create(name, { resources: { Taken: { Type: type, Properties: properties } } })
  expect(status).toBe('CREATE_COMPLETE')
}

divergence(
  'existing/queue',
  { here: 'a stack takes an existing queue over, its messages gone', aws: 'CREATE_FAILED, untouched' },
  async () => {
    const made = await json(caller('sqs'), 'AmazonSQS.CreateQueue', { QueueName: 'there' })
    const { QueueUrl } = JSON.parse(made) as { readonly QueueUrl: string }
    await json(caller('sqs'), 'AmazonSQS.SendMessage', { QueueUrl, MessageBody: 'kept?' })
    const count = async (): Promise<string> => {
      const asked = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }
      return await json(caller('sqs'), 'AmazonSQS.GetQueueAttributes', asked)
    }
    expect(JSON.parse(await count())).toEqual({ Attributes: { ApproximateNumberOfMessages: '1' } })
    await takeOver('existing-queue', 'AWS::SQS::Queue', { QueueName: 'there' })
    expect(JSON.parse(await count())).toEqual({ Attributes: { ApproximateNumberOfMessages: '0' } })
  },
)

divergence(
  'existing/log-group',
  { here: 'a stack takes an existing log group over, its events gone', aws: 'CREATE_FAILED, untouched' },
  async () => {
    const named = { logGroupName: '/there/logs' }
    const streamed = { ...named, logStreamName: 'one' }
    await json(caller('logs'), 'Logs_20140328.CreateLogGroup', named)
    await json(caller('logs'), 'Logs_20140328.CreateLogStream', streamed)
    const logEvents = [{ timestamp: Date.now(), message: 'kept?' }]
    await json(caller('logs'), 'Logs_20140328.PutLogEvents', { ...streamed, logEvents })
    const read = async (): Promise<string> => await json(caller('logs'), 'Logs_20140328.FilterLogEvents', named)
    expect(await read()).toContain('kept?')
    await takeOver('existing-logs', 'AWS::Logs::LogGroup', { LogGroupName: '/there/logs' })
    expect(await read()).not.toContain('kept?')
  },
)

divergence(
  'existing/role',
  { here: 'a stack takes an existing role over, its inline policies gone', aws: 'CREATE_FAILED, untouched' },
  async () => {
    const named = { Version: '2010-05-08', RoleName: 'there' }
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
    })
    await query(caller('iam'), { ...named, Action: 'CreateRole', AssumeRolePolicyDocument: JSON.stringify(trust) })
    await query(caller('iam'), { ...named, Action: 'PutRolePolicy', PolicyName: 'kept', PolicyDocument: document })
    const policies = async (): Promise<string> =>
      element(await query(caller('iam'), { ...named, Action: 'ListRolePolicies' }), 'member')
    expect(await policies()).toBe('kept')
    await takeOver('existing-role', 'AWS::IAM::Role', { RoleName: 'there', AssumeRolePolicyDocument: trust })
    expect(await policies()).toBe('')
  },
)

divergence(
  'existing/function',
  { here: 'a stack takes an existing function over, its versions gone', aws: 'CREATE_FAILED, untouched' },
  async () => {
    const made = await stacks.create('role', {
      resources: { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } } },
      outputs: { Role: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    })
    const settings = { FunctionName: 'there', Role: made.outputs['Role'] ?? '', Handler: 'index.handler' }
    const lambda = new LambdaClient(clientSettings(local.endpoint, account))
    const ZipFile = zipOf('exports.handler = async () => 1')
    await lambda.send(new CreateFunctionCommand({ ...settings, Runtime: 'nodejs24.x', Code: { ZipFile } }))
    await lambda.send(new PublishVersionCommand({ FunctionName: 'there' }))
    const versions = async (): Promise<number | undefined> =>
      (await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: 'there' }))).Versions?.length
    expect(await versions()).toBe(2)
    const code = { ZipFile: 'exports.handler = async () => 2' }
    await takeOver('existing-function', 'AWS::Lambda::Function', { ...settings, Runtime: 'nodejs24.x', Code: code })
    expect(await versions()).toBe(1)
  },
)

divergence('existing/topic', { here: 'a stack takes an existing topic over', aws: 'CREATE_FAILED' }, async () => {
  await query(caller('sns'), { Version: '2010-03-31', Action: 'CreateTopic', Name: 'there' })
  await takeOver('existing-topic', 'AWS::SNS::Topic', { TopicName: 'there' })
})

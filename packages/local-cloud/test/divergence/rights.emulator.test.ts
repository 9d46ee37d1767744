import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect } from 'vitest'
import { type TestCloud, testCloud } from '../../../../tools/test-cloud.ts'
import { clientSettings } from '../sample-stack.ts'
import { element, query } from './call.ts'
import { divergence } from './divergence.ts'
import { openStacks } from './stacks.ts'

/** What is allowed here that AWS forbids, with rights enforced as they are by default. */
const account = '111111111111'
let local: TestCloud
/** The keys of a user who may use CloudFormation, and nothing else. */
let user: { readonly accessKeyId: string; readonly secretAccessKey: string }

beforeAll(async () => {
  local = await testCloud()
  const root = { endpoint: local.endpoint, service: 'iam', key: account }
  const named = { Version: '2010-05-08', UserName: 'stacker' }
  const Statement = [{ Effect: 'Allow', Action: 'cloudformation:*', Resource: '*' }]
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await query(root, { ...named, Action: 'CreateUser' })
  await query(root, { ...named, Action: 'PutUserPolicy', PolicyName: 'stacks', PolicyDocument })
  const keys = await query(root, { ...named, Action: 'CreateAccessKey' })
  user = { accessKeyId: element(keys, 'AccessKeyId'), secretAccessKey: element(keys, 'SecretAccessKey') }
})
afterAll(() => local?.stop())

const role = (actions: string): object => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'all',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
      },
    ],
  },
})

divergence(
  'rights/inside-a-stack',
  {
    here: 'whoever may make a stack makes anything in it, and passes any role',
    aws: 'each resource needs its own rights, and iam:PassRole',
  },
  async () => {
    const lambda = new LambdaClient({ ...clientSettings(local.endpoint, account), credentials: user })
    await expect(lambda.send(new ListFunctionsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' })
    const Code = { ZipFile: 'exports.handler = async () => 1' }
    const Role = { 'Fn::GetAtt': ['Role', 'Arn'] }
    const properties = { Runtime: 'nodejs24.x', Handler: 'index.handler', Role, Code }
    const resources = { Role: role('*'), Function: { Type: 'AWS::Lambda::Function', Properties: properties } }
    expect((await openStacks(local.endpoint, account, user).create('escalated', { resources })).status).toBe(
      'CREATE_COMPLETE',
    )
  },
)

divergence(
  'rights/root-key',
  { here: "an account's number is a key of its root, with any secret", aws: 'InvalidClientTokenId' },
  async () => {
    const sts = new STSClient(clientSettings(local.endpoint, '222222222222'))
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe('arn:aws:iam::222222222222:root')
  },
)

divergence(
  'rights/trust',
  { here: 'anybody assumes a role that trusts only Lambda', aws: 'AccessDenied' },
  async () => {
    const outputs = { Arn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } }
    const made = await openStacks(local.endpoint, account).create('trusting', {
      resources: { Role: role('s3:*') },
      outputs,
    })
    const asked = {
      Version: '2011-06-15',
      Action: 'AssumeRole',
      RoleArn: made.outputs['Arn'] ?? '',
      RoleSessionName: 'me',
    }
    const answer = await query({ endpoint: local.endpoint, service: 'sts', key: account }, asked)
    expect(element(answer, 'AccessKeyId')).not.toBe('')
  },
)

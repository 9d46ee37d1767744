import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect } from 'vitest'
import { type TestCloud, testCloud } from '../../../../tools/test-cloud.ts'
import { clientSettings } from '../sample-stack.ts'
import { divergence } from './divergence.ts'
import { zipOf } from './function-code.ts'
import { openStacks } from './stacks.ts'

/** Functions, their versions and aliases. */
const account = '111111111111'
let local: TestCloud
let lambda: LambdaClient
let role: string

beforeAll(async () => {
  local = await testCloud()
  lambda = new LambdaClient(clientSettings(local.endpoint, account))
  const AssumeRolePolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }
  const made = await openStacks(local.endpoint, account).create('role', {
    resources: { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument } } },
    outputs: { Arn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  })
  role = made.outputs['Arn'] ?? ''
})
afterAll(() => local?.stop())

const returning = (text: string): Uint8Array => zipOf(`exports.handler = async () => ${text}`)

async function make(
  FunctionName: string,
  code: Uint8Array,
  Runtime: 'nodejs20.x' | 'nodejs24.x' = 'nodejs24.x',
): Promise<void> {
  const settings = { FunctionName, Runtime, Handler: 'index.handler', Role: role, Code: { ZipFile: code } }
  await lambda.send(new CreateFunctionCommand(settings))
}

async function invoke(FunctionName: string, Qualifier?: string): Promise<string> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Qualifier }))
  return new TextDecoder().decode(Payload)
}

divergence(
  'functions/code-hash',
  { here: 'PublishVersion takes a CodeSha256 that is not that of the code', aws: 'InvalidParameterValueException' },
  async () => {
    await make('hashed', returning('1'))
    const wrong = new PublishVersionCommand({ FunctionName: 'hashed', CodeSha256: 'AAAA' })
    expect(await lambda.send(wrong)).toMatchObject({ Version: '1' })
  },
)

divergence(
  'functions/alias-to-nothing',
  { here: 'an alias to a version that is not there is made', aws: 'ResourceNotFoundException' },
  async () => {
    await make('aliased', returning('1'))
    const alias = new CreateAliasCommand({ FunctionName: 'aliased', Name: 'live', FunctionVersion: '42' })
    expect(await lambda.send(alias)).toMatchObject({ FunctionVersion: '42' })
  },
)

divergence(
  'functions/alias-weight',
  { here: 'an alias that gives half of the traffic to another version gives it none', aws: 'about half' },
  async () => {
    const FunctionName = 'weighted'
    await make(FunctionName, returning('"one"'))
    await lambda.send(new PublishVersionCommand({ FunctionName }))
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: returning('"two"'), Publish: true }))
    const RoutingConfig = { AdditionalVersionWeights: { '2': 0.5 } }
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1', RoutingConfig }))
    const answers: string[] = []
    for (let call = 0; call < 20; call += 1) answers.push(await invoke(FunctionName, 'live'))
    expect(new Set(answers)).toEqual(new Set(['"one"']))
  },
)

divergence(
  'functions/recreated-versions',
  { here: 'a function made again counts its versions from 1', aws: 'from where it was' },
  async () => {
    const FunctionName = 'again'
    for (let time = 0; time < 2; time += 1) {
      await make(FunctionName, returning(String(time)))
      expect(await lambda.send(new PublishVersionCommand({ FunctionName }))).toMatchObject({ Version: '1' })
      await lambda.send(new DeleteFunctionCommand({ FunctionName }))
    }
  },
)

divergence(
  'functions/runtime',
  { here: 'a function of any Node runtime runs on the Node of the tool', aws: 'on the one that it declares' },
  async () => {
    await make('twenty', returning('process.version'), 'nodejs20.x')
    expect(await invoke('twenty')).toBe(JSON.stringify(process.version))
  },
)

divergence(
  'functions/error-name',
  { here: 'every error of a handler is a Runtime.HandlerError', aws: "the error's own name" },
  async () => {
    await make(
      'failing',
      zipOf(
        'class OutOfCheese extends Error { name = "OutOfCheese" }\nexports.handler = async () => { throw new OutOfCheese("no") }',
      ),
    )
    expect(JSON.parse(await invoke('failing'))).toMatchObject({ errorType: 'Runtime.HandlerError' })
  },
)

divergence(
  'functions/large-answer',
  { here: 'an answer of more than 6 MB arrives', aws: 'Function.ResponseSizeTooLarge' },
  async () => {
    await make('large', returning('"x".repeat(7_000_000)'))
    expect(await invoke('large')).toHaveLength(7_000_002)
  },
)

import { afterAll, beforeAll, expect } from 'vitest'
import { type TestCloud, testCloud } from '../../../../tools/test-cloud.ts'
import { divergence } from './divergence.ts'
import { openStacks, type StackInput, type Stacks } from './stacks.ts'

/** Templates that AWS refuses: why ours are linted before anything is sent, and why an accepted one proves nothing. */
let local: TestCloud
let stacks: Stacks

beforeAll(async () => {
  local = await testCloud()
  stacks = openStacks(local.endpoint, '111111111111')
})
afterAll(() => local?.stop())

const queue = (properties: object = {}, rest: object = {}): object => ({
  Type: 'AWS::SQS::Queue',
  ...rest,
  Properties: properties,
})
const lambda = (properties: object): object => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::111111111111:role/nobody',
    Code: { ZipFile: 'exports.handler = async () => 1' },
    ...properties,
  },
})

function accepted(id: string, here: string, aws: string, input: StackInput): void {
  divergence(`accepted/${id}`, { here: `${here} is accepted`, aws }, async () => {
    expect((await stacks.create(id, input)).status).toBe('CREATE_COMPLETE')
  })
}

accepted('unknown-property', 'a property that the type has not', 'CREATE_FAILED', {
  resources: { A: queue({ Nonsense: true }) },
})
accepted('undefined-ref', 'a Ref to nothing', 'ValidationError', {
  resources: { A: queue({ QueueName: { Ref: 'Nobody' } }) },
})
accepted('undefined-attribute', 'a GetAtt of nothing', 'ValidationError', {
  resources: { A: queue({ QueueName: { 'Fn::GetAtt': ['Nobody', 'Arn'] } }) },
})
accepted('undefined-dependency', 'a DependsOn of nothing', 'ValidationError', {
  resources: { A: queue({}, { DependsOn: 'Nobody' }) },
})
accepted('missing-required', 'a function without a role', 'CREATE_FAILED', {
  resources: { A: lambda({ Role: undefined }) },
})
accepted('missing-role', 'a function whose role is not there', 'CREATE_FAILED', { resources: { A: lambda({}) } })
accepted('nonsense-runtime', 'a runtime that never was', 'CREATE_FAILED', {
  resources: { A: lambda({ Runtime: 'nonsense1.x' }) },
})
accepted('missing-code', 'a new function whose code is not in the bucket', 'CREATE_FAILED', {
  resources: { A: lambda({ Code: { S3Bucket: 'nobody', S3Key: 'nothing' } }) },
})
accepted('bad-bucket-name', 'a bucket name that S3 does not take', 'CREATE_FAILED', {
  resources: { A: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'Not_A_Bucket' } } },
})
accepted('malformed-policy', 'a policy without an action', 'CREATE_FAILED', {
  resources: {
    A: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Perhaps' }] } },
    },
  },
})
accepted('unknown-parameter', 'a parameter that the template has not', 'ValidationError', {
  resources: { A: queue() },
  request: { Parameters: [{ ParameterKey: 'Nobody', ParameterValue: 'x' }] },
})
accepted('no-resources', 'a template without resources', 'ValidationError', { parameters: {} })

divergence(
  'accepted/export-in-use',
  { here: 'an update changes an export that another stack imports', aws: 'UPDATE_ROLLBACK_COMPLETE' },
  async () => {
    const exported = (value: string): StackInput => ({
      resources: { A: queue() },
      outputs: { Out: { Value: value, Export: { Name: 'shared' } } },
    })
    await stacks.create('exporting', exported('one'))
    const imports = { A: queue({ QueueName: { 'Fn::ImportValue': 'shared' } }) }
    expect((await stacks.create('importing', { resources: imports })).status).toBe('CREATE_COMPLETE')
    expect((await stacks.update('exporting', exported('two'))).status).toBe('UPDATE_COMPLETE')
  },
)

divergence(
  'accepted/export-taken',
  { here: "a stack exports under another stack's name", aws: 'ROLLBACK_COMPLETE' },
  async () => {
    const outputs = { Out: { Value: 'x', Export: { Name: 'taken' } } }
    for (const name of ['first-export', 'second-export'])
      expect((await stacks.create(name, { resources: { A: queue() }, outputs })).status).toBe('CREATE_COMPLETE')
  },
)

divergence(
  'accepted/dependency-loop',
  { here: 'two resources that need each other fail when the stack is made', aws: 'ValidationError at the call' },
  async () => {
    const resources = { A: queue({}, { DependsOn: 'B' }), B: queue({}, { DependsOn: 'A' }) }
    const { status } = await stacks.create('loop', { resources })
    expect(status).toMatch(/^(ROLLBACK_COMPLETE|CREATE_FAILED)$/)
  },
)

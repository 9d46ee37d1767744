import { describe, expect, test } from 'vitest'
import { type Answers, arn, instantly, listening, scripted, serviceError } from '../fixtures.test.fixture.ts'
import { deleteStack, settleStack } from './delete.ts'

const gone = serviceError('ValidationError', `Stack with id ${arn} does not exist`)
const stack = (StackStatus: string): object => ({ Stacks: [{ StackName: 'shop-dev-app', StackId: arn, StackStatus }] })
const event = (
  EventId: string,
  LogicalResourceId: string,
  ResourceStatus: string,
  ResourceStatusReason?: string,
): object => ({
  ...{ EventId, StackId: arn, StackName: 'shop-dev-app', LogicalResourceId, ResourceStatus, ResourceStatusReason },
  ResourceType: LogicalResourceId === 'shop-dev-app' ? 'AWS::CloudFormation::Stack' : 'AWS::S3::Bucket',
  ClientRequestToken: 'delete-1',
  PhysicalResourceId: LogicalResourceId === 'shop-dev-app' ? arn : 'shop-dev-files',
})
const begun = event('1', 'shop-dev-app', 'DELETE_IN_PROGRESS', 'User Initiated')

async function remove(answers: Record<string, Answers>, retain?: readonly string[]) {
  const { client, asked } = scripted({ DeleteStack: [{}], DescribeStackEvents: [{}], ...answers })
  const options = { pace: instantly, token: 'delete-1', ...(retain === undefined ? {} : { retain }) }
  const outcome: unknown = await deleteStack(client, arn, options, listening()).catch((error: unknown) => error)
  return { outcome, asked }
}

describe('deleteStack', () => {
  test.each<[string, Answers]>([
    ['that is then found deleted', [stack('DELETE_IN_PROGRESS'), stack('DELETE_COMPLETE')]],
    ['that then does not exist', [stack('DELETE_IN_PROGRESS'), gone]],
    ['whose old state is read once more', [stack('ROLLBACK_COMPLETE'), stack('DELETE_IN_PROGRESS'), gone]],
  ])('deletes a stack %s', async (_, DescribeStacks) => {
    const { outcome, asked } = await remove({ DescribeStacks })
    expect(outcome).toBeUndefined()
    expect(asked.find(({ operation }) => operation === 'DeleteStack')?.input).toEqual({
      StackName: arn,
      ClientRequestToken: 'delete-1',
    })
  })

  test('a stack that is gone already is no error', async () => {
    expect((await remove({ DeleteStack: [gone], DescribeStackEvents: [gone] })).outcome).toBeUndefined()
  })

  test('names what blocks and the command that leaves it', async () => {
    const failed = [
      event('3', 'shop-dev-app', 'DELETE_FAILED', 'The following resource(s) failed to delete: [Files]. '),
      event('2', 'Files', 'DELETE_FAILED', 'The bucket you tried to delete is not empty'),
      begun,
    ]
    const { outcome } = await remove({
      DescribeStacks: [stack('DELETE_IN_PROGRESS'), stack('DELETE_FAILED')],
      DescribeStackEvents: [{ StackEvents: [] }, { StackEvents: failed }],
    })
    expect(outcome).toMatchObject({
      code: 'CFN_DELETE_FAILED',
      message: expect.stringContaining('Files (AWS::S3::Bucket): The bucket you tried to delete is not empty'),
      hint: expect.stringMatching(/--region eu-west-1 --retain-resources Files$/),
      problems: [{ where: { resource: 'Files' } }],
    })
  })

  // Source: https://github.com/boto/boto3/issues/4192, https://github.com/rlister/stax/issues/40
  test('says so when CloudFormation takes the deletion back, as another stack imports from it', async () => {
    const reason = 'Export shop:Topic cannot be deleted as it is in use by other'
    const back = [event('2', 'shop-dev-app', 'CREATE_COMPLETE', reason), begun]
    const { outcome, asked } = await remove({
      DescribeStacks: [stack('CREATE_COMPLETE'), stack('DELETE_IN_PROGRESS'), stack('CREATE_COMPLETE')],
      DescribeStackEvents: [{ StackEvents: [] }, { StackEvents: back }],
    })
    expect(outcome).toMatchObject({ code: 'CFN_EXPORT_IN_USE', message: expect.stringContaining(reason) })
    expect(asked.filter(({ operation }) => operation === 'DescribeStacks')).toHaveLength(3)
  })

  test.each([
    ['was lost', serviceError('TimeoutError')],
    [
      'came to a second try alone',
      Object.assign(serviceError('Throttling'), { $metadata: { httpStatusCode: 400, attempts: 2 } }),
    ],
  ])('watches a deletion whose answer %s', async (_, error) => {
    const { outcome } = await remove({ DeleteStack: [error], DescribeStacks: [stack('DELETE_IN_PROGRESS'), gone] })
    expect(outcome).toBeUndefined()
    const never = await remove({ DeleteStack: [error], DescribeStacks: [stack('CREATE_COMPLETE')] })
    expect(never.outcome).toMatchObject({ code: 'CFN_STILL_RUNNING', message: expect.stringContaining('whether') })
  })

  test('tells a clear refusal as it is', async () => {
    const refused = serviceError('AccessDenied', 'not authorized', 403)
    expect((await remove({ DeleteStack: [refused] })).outcome).toMatchObject({ code: 'AWS_ACCESS_DENIED' })
  })

  test('says how to lift the protection', async () => {
    const refused = serviceError(
      'ValidationError',
      'Stack [x] cannot be deleted while TerminationProtection is enabled',
    )
    expect((await remove({ DeleteStack: [refused] })).outcome).toMatchObject({ code: 'CFN_STACK_PROTECTED' })
  })

  test('leaves what it is told to leave', async () => {
    const { asked } = await remove({ DescribeStacks: [gone] }, ['Files'])
    expect(asked.find(({ operation }) => operation === 'DeleteStack')?.input).toMatchObject({
      RetainResources: ['Files'],
    })
  })
})

test('settleStack waits for the end of what runs', async () => {
  const { client } = scripted({
    DescribeStacks: [
      stack('UPDATE_IN_PROGRESS'),
      stack('UPDATE_ROLLBACK_IN_PROGRESS'),
      stack('UPDATE_ROLLBACK_COMPLETE'),
    ],
    DescribeStackEvents: [{}],
  })
  const state = await settleStack(client, { arn, name: 'shop-dev-app' }, listening(), instantly)
  expect(state.status).toBe('UPDATE_ROLLBACK_COMPLETE')
})

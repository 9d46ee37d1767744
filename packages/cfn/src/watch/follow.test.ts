import { expect, test } from 'vitest'
import { arn, instantly, scripted, serviceError } from '../fixtures.test.fixture.ts'
import { followStack, readLastOperation } from './follow.ts'

const event = (EventId: string, ResourceStatus: string, more: object = {}): object => ({
  ...{ EventId, ResourceStatus, StackId: arn, StackName: 'shop-dev-app', LogicalResourceId: 'shop-dev-app' },
  ...{ ResourceType: 'AWS::CloudFormation::Stack', PhysicalResourceId: arn },
  Timestamp: new Date(`2026-11-21T10:00:0${EventId}.000Z`),
  ...more,
})
const begun = event('1', 'UPDATE_IN_PROGRESS', { ResourceStatusReason: 'User Initiated' })
const ended = event('2', 'UPDATE_COMPLETE')
const next = event('3', 'DELETE_IN_PROGRESS', { ResourceStatusReason: 'User Initiated' })
const absent = serviceError('ValidationError', 'Stack [shop-dev-app] does not exist')

async function follow(answers: readonly (object | Error)[]): Promise<readonly string[]> {
  const controller = new AbortController()
  const told: string[] = []
  const end = (): object => {
    controller.abort('SIGINT')
    return {}
  }
  const { client } = scripted({ DescribeStackEvents: [...answers, end] })
  await followStack(client, 'shop-dev-app', (_, { status }) => told.push(status), controller, instantly)
  return told
}

test('tells the last operation, then what follows, once each, until it is ended', async () => {
  const all = await follow([
    { StackEvents: [ended, begun, event('0', 'CREATE_COMPLETE')] },
    { StackEvents: [ended, begun] },
    { StackEvents: [next, ended, begun] },
  ])
  expect(all).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'DELETE_IN_PROGRESS'])
})

test.each([
  ['a stack that does not exist yet', absent],
  ['throttling', serviceError('Throttling', 'Rate exceeded')],
  ['a lost answer', serviceError('TimeoutError')],
])('%s ends nothing', async (_, error) => {
  expect(await follow([error, error, { StackEvents: [begun] }])).toEqual(['UPDATE_IN_PROGRESS'])
})

test('expired credentials end it, with the truth', async () => {
  const expired = serviceError('ExpiredToken', 'The security token included in the request is expired', 403)
  await expect(follow([{ StackEvents: [begun] }, expired])).rejects.toMatchObject({ code: 'CFN_STILL_RUNNING' })
})

test('the last operation of a stack that does not exist is empty', async () => {
  const { client } = scripted({ DescribeStackEvents: [absent] })
  expect(await readLastOperation(client, 'shop-dev-app')).toEqual([])
})

test('the last operation is told from its beginning, oldest first', async () => {
  const { client } = scripted({ DescribeStackEvents: [{ StackEvents: [ended, begun, event('0', 'CREATE_COMPLETE')] }] })
  const all = await readLastOperation(client, 'shop-dev-app')
  expect(all.map(({ event: { status } }) => status)).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'])
})

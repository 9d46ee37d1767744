import { expect, test } from 'vitest'
import { scripted } from '../fixtures.test.fixture.ts'
import type { StackEvent } from './events.ts'
import { openNested } from './nested.ts'

const child = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/shop-dev-app-Child-1/2222'
const time = (second: number): string => `2026-11-21T10:00:${String(second).padStart(2, '0')}.000Z`
const seen = (logicalId: string, status: string, second: number, physicalId = child): StackEvent => ({
  ...{ id: `${logicalId} ${status}`, logicalId, status, physicalId, isStack: false, t: time(second) },
  type: 'AWS::CloudFormation::Stack',
})
const answered = (LogicalResourceId: string, ResourceStatus: string, second: number, more: object = {}): object => ({
  ...{ EventId: `${LogicalResourceId} ${ResourceStatus}`, LogicalResourceId, ResourceStatus },
  ...{ StackId: child, StackName: 'shop-dev-app-Child-1', ResourceType: 'AWS::SQS::Queue', PhysicalResourceId: 'q' },
  Timestamp: new Date(time(second)),
  ...more,
})

test('follows a nested stack by its physical id, from the operation on, to its last event', async () => {
  const old = answered('Old', 'CREATE_COMPLETE', 1)
  const first = answered('Jobs', 'UPDATE_IN_PROGRESS', 21)
  const last = answered('Jobs', 'UPDATE_COMPLETE', 25)
  const { client, asked } = scripted({
    DescribeStackEvents: [{ StackEvents: [first, old] }, { StackEvents: [last, first, old] }],
  })
  const told: string[] = []
  const read = openNested(client, (path, { logicalId, status }) => told.push(`${path}: ${logicalId} ${status}`))
  // The first event of a new one lacks its physical id.
  await read([seen('Child', 'UPDATE_IN_PROGRESS', 20, '')])
  expect(asked).toEqual([])
  await read([seen('Child', 'UPDATE_IN_PROGRESS', 20)])
  await read([seen('Child', 'UPDATE_COMPLETE', 26)])
  expect(told).toEqual(['Child: Jobs UPDATE_IN_PROGRESS', 'Child: Jobs UPDATE_COMPLETE'])
  await read([])
  expect(asked).toHaveLength(2)
  expect(asked.every(({ input }) => input['StackName'] === child)).toBe(true)
})

test('a stack in a nested stack is told with its path', async () => {
  const grandchild = child.replace('2222', '3333')
  const nested = { ResourceType: 'AWS::CloudFormation::Stack', PhysicalResourceId: grandchild }
  const { client } = scripted({
    DescribeStackEvents: [
      { StackEvents: [answered('Inner', 'CREATE_IN_PROGRESS', 21, nested)] },
      { StackEvents: [answered('Deep', 'CREATE_COMPLETE', 22)] },
    ],
  })
  const told: string[] = []
  const read = openNested(client, (path, { logicalId }) => told.push(`${path}: ${logicalId}`))
  await read([seen('Child', 'CREATE_IN_PROGRESS', 20)])
  expect(told).toEqual(['Child: Inner', 'Child/Inner: Deep'])
})

import { describe, expect, test } from 'vitest'
import { scripted } from '../fixtures.test.fixture.ts'
import { type Cause, causesIn, findCause } from './cause.ts'
import type { StackEvent } from './events.ts'

type Row = readonly [logicalId: string, status: string, reason?: string | undefined, more?: Partial<StackEvent>]

/** Events as DescribeStackEvents lists them: newest first. The stack is called `app`. */
function events(...rows: readonly Row[]): readonly StackEvent[] {
  return rows.map(([logicalId, status, reason, more], index) => ({
    id: `${index}`,
    ...{ logicalId, status, physicalId: `${logicalId}-1`, t: '' },
    type: logicalId === 'app' ? 'AWS::CloudFormation::Stack' : 'AWS::SQS::Queue',
    isStack: logicalId === 'app',
    ...(reason === undefined ? {} : { reason }),
    ...more,
  }))
}

const first = (...rows: readonly Row[]): Cause | undefined => causesIn(events(...rows))[0]

describe('the root cause', () => {
  // Wordings and order as quoted in public reports, shortened: aws-solutions/amazon-marketing-cloud-uploader-from-aws#167
  // (cancelled siblings), aws/aws-cdk#28984 (an earlier failed update below), anomalyco/sst#787 (an export in use).
  test('is the oldest failure, not one that was only cancelled', () => {
    const cause = first(
      [
        'app',
        'ROLLBACK_IN_PROGRESS',
        'The following resource(s) failed to create: [A, B]. Rollback requested by user.',
      ],
      ['A', 'CREATE_FAILED', 'Resource creation cancelled'],
      ['B', 'CREATE_FAILED', "Resource of type 'AWS::Logs::LogGroup' already exists."],
      ['app', 'CREATE_IN_PROGRESS', 'User Initiated'],
    )
    expect(cause).toMatchObject({ logicalId: 'B', reason: expect.stringContaining('already exists') })
  })

  test('is looked for in the last operation only', () => {
    const cause = first(
      ['app', 'UPDATE_ROLLBACK_COMPLETE'],
      ['Key', 'UPDATE_FAILED', 'extraneous key [KeyFormat] is not permitted'],
      ['app', 'UPDATE_IN_PROGRESS', 'User Initiated'],
      ['app', 'UPDATE_ROLLBACK_COMPLETE'],
      ['Rule', 'CREATE_FAILED', 'Rate exceeded'],
      ['app', 'UPDATE_IN_PROGRESS', 'User Initiated'],
    )
    expect(cause?.logicalId).toBe('Key')
  })

  test('is bounded by the request token where no event says who began', () => {
    const token = { token: 'release-r2' }
    const cause = first(
      ['app', 'UPDATE_ROLLBACK_COMPLETE', undefined, token],
      ['app', 'UPDATE_ROLLBACK_IN_PROGRESS', undefined, token],
      ['Key', 'UPDATE_FAILED', 'the new one', token],
      ['app', 'UPDATE_IN_PROGRESS', undefined, token],
      ['Rule', 'CREATE_FAILED', 'the old one', { token: 'release-r1' }],
    )
    expect(cause?.logicalId).toBe('Key')
  })

  test("stands on the stack's own event where no resource failed", () => {
    const cause = first(
      ['app', 'UPDATE_ROLLBACK_COMPLETE'],
      ['app', 'UPDATE_ROLLBACK_IN_PROGRESS', 'Export app:Ref cannot be deleted as it is in use by other'],
      ['app', 'UPDATE_IN_PROGRESS', 'User Initiated'],
    )
    expect(cause).toEqual({ reason: 'Export app:Ref cannot be deleted as it is in use by other' })
  })

  test('is followed into a nested stack, whose parent only passes it on', async () => {
    const child = 'arn:aws:cloudformation:us-east-1:123456789012:stack/app-Data/1'
    const event = (
      LogicalResourceId: string,
      ResourceStatus: string,
      ResourceStatusReason: string,
      type = 'AWS::DynamoDB::Table',
    ): object => ({
      ...{
        EventId: LogicalResourceId,
        StackId: child,
        StackName: 'app-Data',
        LogicalResourceId,
        ResourceStatus,
        ResourceStatusReason,
      },
      ...{ ResourceType: type, PhysicalResourceId: LogicalResourceId === 'app-Data' ? child : 'x' },
    })
    const { client } = scripted({
      DescribeStackEvents: [
        {
          StackEvents: [
            event(
              'app-Data',
              'CREATE_FAILED',
              'The following resource(s) failed to create: [Orders]. ',
              'AWS::CloudFormation::Stack',
            ),
            event('Orders', 'CREATE_FAILED', 'not authorized to perform: dynamodb:UpdateContinuousBackups'),
            event('app-Data', 'CREATE_IN_PROGRESS', 'User Initiated', 'AWS::CloudFormation::Stack'),
          ],
        },
      ],
    })
    const parent = events(
      [
        'Data',
        'CREATE_FAILED',
        'Embedded stack was not successfully created',
        { type: 'AWS::CloudFormation::Stack', physicalId: child },
      ],
      ['app', 'CREATE_IN_PROGRESS', 'User Initiated'],
    )
    expect(await findCause(client, parent)).toMatchObject({
      path: 'Data/Orders',
      reason: expect.stringContaining('not authorized'),
    })
  })

  test('is unknown where no event tells', async () => {
    expect(await findCause(scripted({}).client, [])).toBeUndefined()
  })
})

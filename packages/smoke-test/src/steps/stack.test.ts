import { expect, test } from 'vitest'
import { fakeClient, needsFence, problemsOf, runOne, serviceError } from './step.test.fixture.ts'

test.each([
  [{ expect: { status: 'complete' } }, ['needs stack']],
  [{ stack: 'app' }, ['expects nothing of the answer (expect)']],
  [{ stack: 'app', expect: { status: 'green' } }, ['"green" is no status of a stack (expect.status)']],
  [{ stack: 'app', expect: { status: [] } }, ['[] is no status of a stack (expect.status)']],
  [{ stack: 'app', expect: { resources: [] } }, ['[] names no resources (expect.resources)']],
  [
    { stack: 'app', expect: { resources: { Site: 'bucket' } } },
    ['{"Site":"bucket"} names no resources (expect.resources)'],
  ],
  [
    { stack: 'app', expect: { drift: 'none' } },
    ['"drift" cannot be expected (expect.drift)', 'expects nothing of the answer (expect)'],
  ],
])('refuses %j', (settings, problems) => {
  expect(problemsOf('stack', settings as never)).toEqual(problems)
})

test('needs a fence to prove that there is no stack', async () => {
  expect(await needsFence('stack', { stack: 'app', expect: { absent: true } })).toBe(true)
  expect(await needsFence('stack', { stack: 'app', expect: { status: 'complete' } })).toBe(false)
})

const stacks = { app: 'votes-dev-app' }
const stack = (StackStatus: string, more: Readonly<Record<string, unknown>> = {}) => ({
  DescribeStacks: {
    Stacks: [{ StackStatus, Outputs: [{ OutputKey: 'ApiUrl', OutputValue: 'https://api.example' }], ...more }],
  },
  ListStackResources: {
    StackResourceSummaries: [
      { LogicalResourceId: 'Site', ResourceType: 'AWS::S3::Bucket', ResourceStatus: 'CREATE_COMPLETE' },
      { LogicalResourceId: 'Old', ResourceType: 'AWS::S3::Bucket', ResourceStatus: 'DELETE_COMPLETE' },
      { LogicalResourceId: 'Half', ResourceType: 'AWS::S3::Bucket', ResourceStatus: 'UPDATE_FAILED' },
    ],
  },
})
const none = { DescribeStacks: serviceError('ValidationError', 'Stack with id votes-dev-app does not exist') }

test.each([
  [{ status: 'complete' }, stack('UPDATE_COMPLETE'), undefined],
  [{ status: ['complete', 'UPDATE_ROLLBACK_COMPLETE'] }, stack('UPDATE_ROLLBACK_COMPLETE'), undefined],
  [{ outputs: { ApiUrl: { matches: '^https' } }, resources: ['Site'] }, stack('CREATE_COMPLETE'), undefined],
  [{ resources: { Site: 'AWS::S3::Bucket' } }, stack('CREATE_COMPLETE'), undefined],
  [{ absent: true }, none, undefined],
  [
    { status: 'complete' },
    stack('UPDATE_ROLLBACK_COMPLETE', { StackStatusReason: 'why' }),
    'expected status CREATE_COMPLETE or UPDATE_COMPLETE or IMPORT_COMPLETE, got UPDATE_ROLLBACK_COMPLETE (why)',
  ],
  // Outputs of a stack that is broken prove nothing.
  [{ outputs: { ApiUrl: 'string' } }, stack('UPDATE_FAILED'), /^expected status .* got UPDATE_FAILED$/],
  [{ outputs: { SiteUrl: 'string' } }, stack('CREATE_COMPLETE'), 'outputs.SiteUrl: expected a string, got nothing'],
  [
    { resources: ['Old', 'No'] },
    stack('CREATE_COMPLETE'),
    'expected resource Old, there is none; expected resource No, there is none',
  ],
  [
    { resources: { Site: 'AWS::SQS::Queue' } },
    stack('CREATE_COMPLETE'),
    'expected Site to be AWS::SQS::Queue, it is AWS::S3::Bucket',
  ],
  [{ resources: ['Half'] }, stack('CREATE_COMPLETE'), 'expected Half to be complete, it is UPDATE_FAILED'],
  [{ absent: true }, stack('CREATE_COMPLETE'), 'expected no stack votes-dev-app, it is CREATE_COMPLETE'],
  [{ status: 'complete' }, none, 'stack votes-dev-app does not exist; the project has app (votes-dev-app)'],
])('judges %j', async (expected, answers, message) => {
  const more = { ...fakeClient(answers), stacks }
  const result = await runOne('stack', { stack: 'app', expect: expected } as never, more)
  if (message === undefined) expect(result.message).toBeUndefined()
  else if (typeof message === 'string') expect(result.message).toBe(message)
  else expect(result.message).toMatch(message)
})

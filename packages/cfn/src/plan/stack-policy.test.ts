import type { Change } from '@project-utils/contract'
import { expect, test } from 'vitest'
import { policyRefusals } from './stack-policy.ts'

// Source: CloudFormation user guide, "Prevent updates to stack resources": its example policies and its words on defaults
// ("if you don't specify an Allow, updates are denied") and on `Update:Modify`, `Update:Replace` and `Update:Delete`.
const all = { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }
const deny = (Action: string | string[], more: object): object => ({ Effect: 'Deny', Action, Principal: '*', ...more })
const table = { ResourceType: ['AWS::DynamoDB::Table'] }

const change = (action: Change['action'], subject = 'Reports'): Change => ({
  subject,
  action,
  type: 'AWS::DynamoDB::Table',
})

test.each<[string, readonly object[], Change, boolean]>([
  ['all is allowed', [all], change('replace'), false],
  ['an allowance is missing', [], change('modify'), true],
  [
    'another resource is denied',
    [all, deny('Update:*', { Resource: 'LogicalResourceId/Other' })],
    change('modify'),
    false,
  ],
  ['it is denied by name', [all, deny('Update:*', { Resource: 'LogicalResourceId/Reports' })], change('modify'), true],
  [
    'it is denied by a pattern',
    [all, deny('Update:*', { Resource: 'LogicalResourceId/Rep*' })],
    change('remove'),
    true,
  ],
  [
    'only replacing is denied, and it is changed',
    [all, deny('Update:Replace', { Resource: '*' })],
    change('modify'),
    false,
  ],
  [
    'replacing is denied, and it is replaced',
    [all, deny(['Update:Replace', 'Update:Delete'], { Resource: '*' })],
    change('replace'),
    true,
  ],
  [
    'its type is denied',
    [all, deny('Update:*', { Resource: '*', Condition: { StringEquals: table } })],
    change('modify'),
    true,
  ],
  [
    'its type is denied by a pattern',
    [all, deny('Update:*', { Resource: '*', Condition: { StringLike: { ResourceType: ['AWS::DynamoDB::*'] } } })],
    change('modify'),
    true,
  ],
  [
    'another type is denied',
    [all, deny('Update:*', { Resource: '*', Condition: { StringEquals: { ResourceType: 'AWS::S3::Bucket' } } })],
    change('modify'),
    false,
  ],
  [
    'all but it is allowed',
    [{ ...all, Resource: undefined, NotResource: 'LogicalResourceId/Reports' }],
    change('modify'),
    true,
  ],
  ['it is new', [], change('create'), false],
  ['it stands in a nested stack', [], change('modify', 'Child/Reports'), false],
])('a change is judged where %s', (_, Statement, one, isRefused) => {
  const refusals = policyRefusals('app', [one, one], JSON.stringify({ Statement }))
  expect(refusals).toHaveLength(isRefused ? 1 : 0)
  if (isRefused) expect(refusals[0]).toMatchObject({ code: 'CFN_STACK_POLICY', where: { resource: 'Reports' } })
})

test('a policy that is no JSON says nothing', () => {
  expect(policyRefusals('app', [change('modify')], 'nonsense')).toEqual([])
})

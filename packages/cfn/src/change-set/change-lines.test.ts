import type { ResourceChangeDetail, ResourceChange as SdkChange } from '@aws-sdk/client-cloudformation'
import { describe, expect, test } from 'vitest'
import { changeLines } from './change-lines.ts'
import { resourceChangeOf } from './read-resource-change.ts'

// Shapes: the SDK's model of DescribeChangeSet (3.1162.0) and its words about `Evaluation`, `ChangeSource` and
// `Replacement`; how a property appears twice, once certain and once suspected, as public change sets show it.
function detail(
  Name: string,
  more: Omit<ResourceChangeDetail, 'Target'> = {},
  target: ResourceChangeDetail['Target'] = {},
): ResourceChangeDetail {
  const Target = { Attribute: 'Properties' as const, Name, RequiresRecreation: 'Never' as const, ...target }
  return { Evaluation: 'Static', ChangeSource: 'DirectModification', ...more, Target }
}

const follows = (Name: string, CausingEntity: string, RequiresRecreation: 'Always' | 'Never' = 'Always') =>
  detail(
    Name,
    {
      Evaluation: 'Dynamic',
      ChangeSource: CausingEntity.includes('.') ? 'ResourceAttribute' : 'ResourceReference',
      CausingEntity,
    },
    { RequiresRecreation },
  )

function lines(...changes: readonly SdkChange[]) {
  const read = changes.map((ResourceChange) => resourceChangeOf({ Type: 'Resource', ResourceChange }))
  return changeLines(read, 'stack.app')
}

const reasons = (...changes: readonly SdkChange[]): readonly (string | undefined)[] => [
  ...new Map(lines(...changes).map(({ subject, reason }) => [subject, reason])).values(),
]

const modify = (LogicalResourceId: string, more: SdkChange = {}): SdkChange => ({
  Action: 'Modify',
  Replacement: 'False',
  LogicalResourceId,
  ResourceType: 'AWS::Lambda::Function',
  ...more,
})

describe('who causes a replacement', () => {
  test('a property of its own, once, however often CloudFormation lists it', () => {
    const always = { RequiresRecreation: 'Always' as const }
    const Details = [detail('KeySchema', {}, always), detail('KeySchema', { Evaluation: 'Dynamic' }, always)]
    const change = modify('Reports', { Replacement: 'True', PolicyAction: 'ReplaceAndRetain', Details })
    expect(reasons(change)).toEqual(['is replaced because its KeySchema changes; the old one stays in the account'])
  })

  test('a resource that it refers to, and what becomes of that', () => {
    const name = detail('FunctionName', {}, { RequiresRecreation: 'Always' })
    expect(
      reasons(
        modify('ApiFunction', { Replacement: 'True', Details: [name] }),
        modify('VotePermission', { Replacement: 'Conditional', Details: [follows('FunctionName', 'ApiFunction')] }),
        modify('Live', { Replacement: 'Conditional', Details: [follows('FunctionName', 'VotePermission.Id')] }),
        modify('Url', { Replacement: 'Conditional', Details: [follows('TargetFunctionArn', 'Gone.Arn')] }),
      ),
    ).toEqual([
      'is replaced because its FunctionName changes',
      'may be replaced because it refers to ApiFunction, which is replaced',
      'may be replaced because it refers to VotePermission, which may be replaced',
      'may be replaced because it refers to Gone, which changes',
    ])
  })

  test('a parameter', () => {
    const Details = [
      detail('TableName', { Evaluation: 'Dynamic' }, { RequiresRecreation: 'Always' }),
      detail(
        'TableName',
        { ChangeSource: 'ParameterReference', CausingEntity: 'Name' },
        { RequiresRecreation: 'Always' },
      ),
    ]
    expect(reasons(modify('Reports', { Replacement: 'True', Details }))).toEqual([
      'is replaced because its TableName follows parameter Name',
    ])
  })

  test('a resource whose new value is known already', () => {
    const sure = detail(
      'FunctionName',
      { ChangeSource: 'ResourceReference', CausingEntity: 'ApiFunction' },
      { RequiresRecreation: 'Always' },
    )
    expect(reasons(modify('VotePermission', { Replacement: 'True', Details: [sure] }))).toEqual([
      'is replaced because it refers to ApiFunction, which changes',
    ])
  })

  test('not said where CloudFormation does not say', () => {
    expect(reasons(modify('A', { Replacement: 'True' }), modify('B', { Replacement: 'Conditional' }))).toEqual([
      'is replaced',
      'may be replaced: that depends on values known only when it is executed',
    ])
  })

  test('what stands in nested stacks refers only to what stands beside it', () => {
    const inside = resourceChangeOf(
      { ResourceChange: modify('B', { Replacement: 'Conditional', Details: [follows('X', 'A')] }) },
      ['Child'],
    )
    const outside = resourceChangeOf({ ResourceChange: modify('A', { Replacement: 'True' }) })
    const [, line] = changeLines([outside, inside], 'stack.app')
    expect(line).toMatchObject({ subject: 'Child/B', reason: expect.stringMatching(/refers to A, which changes/) })
  })
})

describe('what kind of change it is', () => {
  const attribute = (Attribute: 'Tags' | 'Metadata' | 'DeletionPolicy' | 'UpdateReplacePolicy') => ({
    Target: { Attribute, RequiresRecreation: 'Never' as const },
    Evaluation: 'Static' as const,
    ChangeSource: 'DirectModification' as const,
  })

  test.each<[string, SdkChange, string | undefined]>([
    ['only tags', { Details: [attribute('Tags')] }, 'only its tags change'],
    ['only the property Tags', { Details: [detail('Tags')] }, 'only its tags change'],
    ['only metadata', { Details: [attribute('Metadata')] }, 'only its metadata changes: the resource is not touched'],
    [
      'only a policy',
      { Details: [attribute('DeletionPolicy')] },
      'only its deletion policy changes: the resource is not touched',
    ],
    [
      'only policies',
      { Details: [attribute('DeletionPolicy'), attribute('UpdateReplacePolicy')] },
      'only its policies change: the resource is not touched',
    ],
    ['tags and a property', { Details: [attribute('Tags'), detail('Timeout')] }, undefined],
    [
      'only what follows from another',
      { Details: [follows('Role', 'ApiRole.Arn', 'Never')] },
      'only because it refers to ApiRole, which changes',
    ],
    ['an import', { Action: 'Import' }, 'an existing resource is taken into the stack'],
    [
      'a record that is set right',
      { Action: 'SyncWithActual' },
      "only CloudFormation's record of it changes: the resource is not touched",
    ],
    [
      'a resource that was changed by hand',
      { ResourceDriftStatus: 'MODIFIED', Details: [detail('Timeout')] },
      'it was changed outside CloudFormation',
    ],
    [
      'a removal that keeps it',
      { Action: 'Remove', PolicyAction: 'Retain' },
      'it leaves the stack and stays in the account',
    ],
  ])('%s', (_, more, expected) => {
    expect(reasons(modify('Thing', more))).toEqual([expected])
  })
})

describe('values', () => {
  const path = '/Properties/Environment/Variables/TABLE'
  const value = (BeforeValue: string, AfterValue: string) =>
    modify('F', { Details: [detail('Environment', {}, { Path: path, BeforeValue, AfterValue })] })

  test('stand under the path as people write it', () => {
    expect(lines(value('a', 'b'))).toMatchObject([{ path: 'Environment.Variables.TABLE', before: 'a', after: 'b' }])
  })

  test('lists and mappings are read from their JSON, and what is none stays as it is', () => {
    expect(lines(value('["a"]', '{"b":[1]}'))).toMatchObject([{ before: ['a'], after: { b: [1] } }])
    expect(lines(value('[cut sho', '{}'))).toMatchObject([{ before: '[cut sho', after: {} }])
  })

  test('known only later are said so, also within a longer text', () => {
    const unknown = '{{changeSet:KNOWN_AFTER_APPLY}}'
    expect(lines(value('a', unknown))).toMatchObject([{ after: { later: 'stack.app' } }])
    expect(lines(value('a', `arn:${unknown}/x`))).toMatchObject([{ after: 'arn:(known later)/x' }])
  })

  test('come from the contexts where the details have none, and a context that was cut tells nothing', () => {
    const contexts = {
      BeforeContext: JSON.stringify({ Properties: { Environment: { Variables: { TABLE: 'a' } } } }),
      AfterContext: '{"Properties":{"Envi',
    }
    const change = modify('F', { ...contexts, Details: [detail('Environment', {}, { Path: path })] })
    expect(lines(change)).toMatchObject([{ before: 'a' }])
    expect(lines(change)[0]).not.toHaveProperty('after')
  })
})

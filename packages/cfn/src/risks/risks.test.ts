import type { Change as SdkChange, ResourceChange as SdkResourceChange } from '@aws-sdk/client-cloudformation'
import { parseTemplate, resolveTemplate } from '@project-utils/template'
import { describe, expect, test } from 'vitest'
import { changeLines } from '../change-set/change-lines.ts'
import { resourceChangeOf } from '../change-set/read-resource-change.ts'
import { risksOf } from './risks.ts'

// Fixtures in the shape of DescribeChangeSet with IncludePropertyValues: the model of @aws-sdk/client-cloudformation
// 3.1162.0 and the examples of the CloudFormation user guide, "Example change sets" and "View a change set". They are no
// recordings. The local cloud's own Replacement is not used: it differs from AWS's.
function change(type: string, more: SdkResourceChange): SdkChange {
  return { Type: 'Resource', ResourceChange: { LogicalResourceId: 'Thing', ResourceType: type, ...more } }
}

const staticDetail = (Name: string, RequiresRecreation: 'Always' | 'Conditionally' | 'Never' = 'Never') => ({
  Target: {
    Attribute: 'Properties' as const,
    Name,
    RequiresRecreation,
    Path: `/Properties/${Name}`,
    BeforeValue: 'a',
    AfterValue: 'b',
  },
  Evaluation: 'Static' as const,
  ChangeSource: 'DirectModification' as const,
})

const dynamicDetail = (Name: string, CausingEntity: string) => ({
  Target: { Attribute: 'Properties' as const, Name, RequiresRecreation: 'Never' as const },
  Evaluation: 'Dynamic' as const,
  ChangeSource: 'ResourceAttribute' as const,
  CausingEntity,
})

const table = 'AWS::DynamoDB::Table'
const role = 'AWS::IAM::Role'

function risksFor(type: string, more: SdkResourceChange, properties = '{}', attributes = ''): readonly string[] {
  const text = `Resources:\n  Thing: { Type: "${type}", Properties: ${properties}${attributes} }\n`
  const resolved = resolveTemplate(parseTemplate(text, 'app.yaml'), { parameters: {}, pseudo: {} })
  return risksOf([resourceChangeOf(change(type, more))], { resolved }).map(({ kind, subject }) => `${kind} ${subject}`)
}

describe('risksOf', () => {
  const replaced: SdkResourceChange = {
    Action: 'Modify',
    Replacement: 'True',
    Details: [staticDetail('KeySchema', 'Always')],
  }

  test.each<[string, string, SdkResourceChange, readonly string[]]>([
    ['a table replaced and deleted', table, { ...replaced, PolicyAction: 'ReplaceAndDelete' }, ['data-loss Thing']],
    ['a table replaced without a told policy', table, replaced, ['data-loss Thing']],
    ['a table replaced and kept', table, { ...replaced, PolicyAction: 'ReplaceAndRetain' }, ['replacement Thing']],
    [
      'a table replaced after a snapshot',
      table,
      { ...replaced, PolicyAction: 'ReplaceAndSnapshot' },
      ['replacement Thing'],
    ],
    ['a table that may be replaced', table, { Action: 'Modify', Replacement: 'Conditional' }, ['replacement Thing']],
    [
      'a table changed in place',
      table,
      { Action: 'Modify', Replacement: 'False', Details: [staticDetail('BillingMode')] },
      [],
    ],
    ['a table whose change is only known when executed', table, { Action: 'Dynamic' }, ['replacement Thing']],
    ['a table added', table, { Action: 'Add' }, []],
    ['a table removed', table, { Action: 'Remove', PolicyAction: 'Delete' }, ['data-loss Thing']],
    ['a table removed without a told policy', table, { Action: 'Remove' }, ['data-loss Thing']],
    ['a table that leaves the stack but stays', table, { Action: 'Remove', PolicyAction: 'Retain' }, []],
    [
      'a user pool removed',
      'AWS::Cognito::UserPool',
      { Action: 'Remove', PolicyAction: 'Delete' },
      ['data-loss Thing'],
    ],
    [
      'a log group replaced',
      'AWS::Logs::LogGroup',
      { ...replaced, PolicyAction: 'ReplaceAndDelete' },
      ['data-loss Thing'],
    ],
    ['a function replaced', 'AWS::Lambda::Function', replaced, []],
    ['a role added', role, { Action: 'Add' }, ['widened-access Thing']],
    [
      'a role with other policies',
      role,
      { Action: 'Modify', Replacement: 'False', Details: [staticDetail('Policies')] },
      ['widened-access Thing'],
    ],
    [
      'a role with another description',
      role,
      { Action: 'Modify', Replacement: 'False', Details: [staticDetail('Description')] },
      [],
    ],
    [
      'a role that refers to a changed table',
      role,
      { Action: 'Modify', Replacement: 'False', Details: [dynamicDetail('Policies', 'Reports.Arn')] },
      [],
    ],
    ['a role without details', role, { Action: 'Modify', Replacement: 'False' }, ['widened-access Thing']],
    ['a role removed', role, { Action: 'Remove' }, []],
    [
      'a bucket policy changed',
      'AWS::S3::BucketPolicy',
      { Action: 'Modify', Details: [staticDetail('PolicyDocument')] },
      ['widened-access Thing'],
    ],
  ])('%s', (_, type, more, expected) => {
    expect(risksFor(type, more)).toEqual(expected)
  })

  test('a role whose policies follow a parameter counts, though its value is known only when executed', () => {
    const detail = { ...dynamicDetail('Policies', 'AllowedAction'), ChangeSource: 'ParameterReference' as const }
    expect(risksFor(role, { Action: 'Modify', Replacement: 'False', Details: [detail] })).toEqual([
      'widened-access Thing',
    ])
  })

  test('the policy in the template counts where the change set names none', () => {
    expect(risksFor(table, replaced, '{}', ', UpdateReplacePolicy: Retain')).toEqual(['replacement Thing'])
  })

  test.each<[string, string, string, readonly string[]]>([
    ['a service that may call a function', 'AWS::Lambda::Permission', '{ Principal: apigateway.amazonaws.com }', []],
    [
      'another account that may call a function',
      'AWS::Lambda::Permission',
      '{ Principal: "222222222222" }',
      ['widened-access Thing'],
    ],
    [
      'everybody may call a function',
      'AWS::Lambda::Permission',
      '{ Principal: "*" }',
      ['widened-access Thing', 'public-exposure Thing'],
    ],
    ['an open function address', 'AWS::Lambda::Url', '{ AuthType: NONE }', ['public-exposure Thing']],
    ['a guarded function address', 'AWS::Lambda::Url', '{ AuthType: AWS_IAM }', []],
    [
      'a bucket whose block is lifted',
      'AWS::S3::Bucket',
      '{ PublicAccessBlockConfiguration: { BlockPublicPolicy: false } }',
      ['public-exposure Thing'],
    ],
    ['a blocked bucket', 'AWS::S3::Bucket', '{ PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }', []],
    [
      'a policy for everybody',
      'AWS::S3::BucketPolicy',
      '{ PolicyDocument: { Statement: [{ Effect: Allow, Principal: "*" }] } }',
      ['widened-access Thing', 'public-exposure Thing'],
    ],
    [
      'a policy for everybody under a condition',
      'AWS::S3::BucketPolicy',
      '{ PolicyDocument: { Statement: { Effect: Allow, Principal: { AWS: ["*"] }, Condition: { x: y } } } }',
      ['widened-access Thing'],
    ],
    [
      'a refusal of everybody',
      'AWS::S3::BucketPolicy',
      '{ PolicyDocument: { Statement: { Effect: Deny, Principal: "*" } } }',
      ['widened-access Thing'],
    ],
  ])('%s, newly made', (_, type, properties, expected) => {
    expect(risksFor(type, { Action: 'Add' }, properties)).toEqual(expected)
  })
})

describe('changeLines', () => {
  test('gives one line a property, with values, and says what replaces', () => {
    const told = resourceChangeOf(
      change(table, {
        Action: 'Modify',
        Replacement: 'True',
        PolicyAction: 'ReplaceAndRetain',
        Details: [staticDetail('KeySchema', 'Always'), staticDetail('TableName', 'Always')],
      }),
    )
    const line = {
      subject: 'Thing',
      action: 'replace',
      type: table,
      before: 'a',
      after: 'b',
      reason: 'is replaced because its KeySchema and TableName change; the old one stays in the account',
    }
    expect(changeLines([told], 'stack.app')).toEqual([
      { ...line, path: 'KeySchema' },
      { ...line, path: 'TableName' },
    ])
  })

  test('marks a value that only execution makes known', () => {
    const detail = staticDetail('Role')
    const AfterValue = '{{changeSet:KNOWN_AFTER_APPLY}}'
    const told = resourceChangeOf(
      change('AWS::Lambda::Function', {
        Action: 'Modify',
        Details: [{ ...detail, Target: { ...detail.Target, AfterValue } }],
      }),
    )
    expect(changeLines([told], 'stack.app')[0]?.after).toEqual({ later: 'stack.app' })
  })
})

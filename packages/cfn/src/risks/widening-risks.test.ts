import type { ResourceChange as SdkResourceChange } from '@aws-sdk/client-cloudformation'
import { parseTemplate, resolveTemplate } from '@project-utils/template'
import { describe, expect, test } from 'vitest'
import { resourceChangeOf } from '../change-set/read-resource-change.ts'
import { risksOf } from './risks.ts'

// Fixtures in the shape of DescribeChangeSet with IncludePropertyValues: `BeforeContext` and `AfterContext` are JSON in a
// string (SDK model of 3.1162.0, "An encoded JSON string that contains the context of the resource"), and a value that is
// not known yet is `{{changeSet:KNOWN_AFTER_APPLY}}`, as public change sets show it. They are no recordings.
const later = '{{changeSet:KNOWN_AFTER_APPLY}}'

function risks(type: string, before: object | undefined, after: object, text = ''): readonly string[] {
  const context = (properties: object): string => JSON.stringify({ Properties: properties })
  const change: SdkResourceChange = {
    Action: before === undefined ? 'Add' : 'Modify',
    LogicalResourceId: 'Thing',
    ResourceType: type,
    ...(before === undefined ? {} : { BeforeContext: context(before), Replacement: 'False' as const }),
    AfterContext: context(after),
  }
  const template = text === '' ? `Resources: { Thing: { Type: "${type}" } }` : text
  const resolved = resolveTemplate(parseTemplate(template, 'app.yaml'), { parameters: {}, pseudo: {} })
  return risksOf([resourceChangeOf({ Type: 'Resource', ResourceChange: change })], { resolved }).map(
    ({ kind, message }) => `${kind}: ${message.replace(/^Thing \([^)]*\) /, '')}`,
  )
}

const role = 'AWS::IAM::Role'
const document = (Action: string, Resource: unknown): object => ({ Statement: [{ Effect: 'Allow', Action, Resource }] })
const policies = (Action: string, Resource: unknown): object => ({
  Policies: [{ PolicyName: 'p', PolicyDocument: document(Action, Resource) }],
})

describe('rights, from a change set with contexts', () => {
  test.each<[string, string, object | undefined, object, readonly string[]]>([
    ['policies written differently', role, policies('s3:GetObject', ['a']), policies('s3:GetObject', 'a'), []],
    [
      'an action more',
      role,
      policies('s3:GetObject', 'a'),
      policies('s3:*', 'a'),
      ['widened-access: gives more rights: allows s3:* on a'],
    ],
    [
      'a managed policy attached',
      role,
      { ManagedPolicyArns: ['x'] },
      { ManagedPolicyArns: ['x', 'arn:aws:iam::aws:policy/AdministratorAccess'] },
      ['widened-access: gives more rights: gets managed policy arn:aws:iam::aws:policy/AdministratorAccess'],
    ],
    [
      'a permission boundary lost',
      role,
      { PermissionsBoundary: 'b' },
      {},
      ['widened-access: gives more rights: loses its permission boundary'],
    ],
    ['only another description', role, { Description: 'a' }, { Description: 'b' }, []],
    [
      'a reference that only execution resolves, where one stood before',
      role,
      policies('s3:GetObject', 'arn:aws:s3:::bucket'),
      policies('s3:GetObject', later),
      [],
    ],
    [
      'a new statement on what only execution makes known',
      role,
      {},
      policies('s3:GetObject', later),
      ['widened-access: gives more rights: allows s3:GetObject on something known only later'],
    ],
    [
      'a new role, with what it may do',
      role,
      undefined,
      {
        ...policies('s3:GetObject', 'a'),
        AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } } },
      },
      ['widened-access: gives new rights: allows s3:GetObject on a'],
    ],
    [
      'a new role that another account may take on',
      role,
      undefined,
      { AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Principal: { AWS: '222222222222' } } } },
      ['widened-access: gives new rights: lets arn:aws:iam::222222222222:root take it on'],
    ],
    [
      'a bucket policy that became public',
      'AWS::S3::BucketPolicy',
      {
        PolicyDocument: {
          Statement: [{ Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: 's3:GetObject' }],
        },
      },
      { PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }] } },
      [
        'widened-access: gives more rights: lets everybody do s3:GetObject',
        'public-exposure: allows everybody without condition',
      ],
    ],
    [
      "a table's own policy",
      'AWS::DynamoDB::Table',
      {},
      {
        ResourcePolicy: {
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: 'dynamodb:GetItem' }],
          },
        },
      },
      ['widened-access: gives more rights: lets arn:aws:iam::222222222222:root do dynamodb:GetItem'],
    ],
    [
      'a SAM policy more',
      'AWS::Serverless::Function',
      { Policies: ['AWSLambdaBasicExecutionRole'] },
      { Policies: ['AWSLambdaBasicExecutionRole', { DynamoDBCrudPolicy: { TableName: 't' } }] },
      ['widened-access: gives more rights: gets policy DynamoDBCrudPolicy'],
    ],
    ['a function with the same SAM policies', 'AWS::Serverless::Function', { Policies: 'a' }, { Policies: ['a'] }, []],
    ['a table without one', 'AWS::DynamoDB::Table', {}, { BillingMode: 'PAY_PER_REQUEST' }, []],
  ])('%s', (_, type, before, after, expected) => {
    expect(risks(type, before, after)).toEqual(expected)
  })

  test('what only execution makes known is spelled as the template spells it', () => {
    const text = `
Resources:
  Reports: { Type: AWS::DynamoDB::Table }
  Thing:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{ PolicyName: p, PolicyDocument: { Statement: [{ Effect: Allow, Action: "dynamodb:Query", Resource: !Sub "\${Reports.Arn}/index/*" }] } }]
`
    expect(risks(role, {}, policies('dynamodb:Query', later), text)).toEqual([
      `widened-access: gives more rights: allows dynamodb:Query on \${Reports.Arn}/index/*`,
    ])
  })
})

describe('what is opened to everybody', () => {
  const group = 'AWS::EC2::SecurityGroup'
  const rule = (port: number, more: object = {}): object => ({
    SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp: '0.0.0.0/0', ...more }],
  })

  test.each<[string, string, object | undefined, object, readonly string[]]>([
    ['a port opened', group, {}, rule(22), ['lets everybody reach tcp 22']],
    ['a port that was open', group, rule(443), rule(443), []],
    ['a port for a network of its own', group, {}, rule(22, { CidrIp: '10.0.0.0/8' }), []],
    ['by version 6', group, {}, rule(22, { CidrIp: undefined, CidrIpv6: '::/0' }), ['lets everybody reach tcp 22']],
    ['a range', group, {}, rule(1, { ToPort: 9 }), ['lets everybody reach tcp 1-9']],
    [
      'all of it, as a rule of its own',
      'AWS::EC2::SecurityGroupIngress',
      undefined,
      { IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
      ['lets everybody reach all ports'],
    ],
    [
      'a database',
      'AWS::RDS::DBInstance',
      { PubliclyAccessible: 'false' },
      { PubliclyAccessible: 'true' },
      ['can be reached from the internet'],
    ],
    ['a database that was', 'AWS::RDS::DBInstance', { PubliclyAccessible: true }, { PubliclyAccessible: true }, []],
    [
      'a bucket without its block',
      'AWS::S3::Bucket',
      { PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
      {},
      ['loses its block of public access'],
    ],
    [
      'a function address without authorization',
      'AWS::Lambda::Url',
      { AuthType: 'AWS_IAM' },
      { AuthType: 'NONE' },
      ['can be called by everybody'],
    ],
    [
      'a route that lost its authorizer',
      'AWS::ApiGatewayV2::Route',
      { AuthorizationType: 'JWT' },
      {},
      ['can be called without authorization'],
    ],
    ['a route that had none', 'AWS::ApiGatewayV2::Route', {}, { Target: 'x' }, []],
    [
      'a pool for guests',
      'AWS::Cognito::IdentityPool',
      { AllowUnauthenticatedIdentities: false },
      { AllowUnauthenticatedIdentities: true },
      ['gives rights to people who have not signed in'],
    ],
  ])('%s', (_, type, before, after, expected) => {
    const told = risks(type, before, after).flatMap((one) => one.match(/^public-exposure: (.*)/)?.slice(1) ?? [])
    expect(told).toEqual(expected)
  })
})

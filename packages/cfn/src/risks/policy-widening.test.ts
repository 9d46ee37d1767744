import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matches, mayMeet } from './glob.ts'
import { type Statement, statementsIn } from './policy-document.ts'
import { type PolicyKind, widenings } from './policy-widening.ts'

type Written = Readonly<Record<string, unknown>>

function statements(...written: readonly Written[]): readonly Statement[] {
  return statementsIn({ Statement: written.map((one) => ({ Effect: 'Allow', ...one })) } as never) ?? []
}

const table = 'arn:aws:dynamodb:eu-west-1:111111111111:table/reports'
const read = { Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: table }
const root = 'arn:aws:iam::222222222222:root'
const org = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }

describe('widenings', () => {
  test.each<[string, PolicyKind, readonly Written[], readonly Written[], readonly string[]]>([
    ['the same', 'identity', [read], [read], []],
    [
      'the same in another order, in other capitals and in two statements',
      'identity',
      [read],
      [
        { Action: 'dynamodb:query', Resource: [table] },
        { Action: 'DynamoDB:GetItem', Resource: table },
      ],
      [],
    ],
    ['less', 'identity', [read], [{ Action: 'dynamodb:GetItem', Resource: table }], []],
    ['what a star allowed before', 'identity', [{ Action: 'dynamodb:*', Resource: '*' }], [read], []],
    [
      'an action more',
      'identity',
      [read],
      [{ Action: ['dynamodb:GetItem', 'dynamodb:DeleteItem'], Resource: table }],
      [`allows dynamodb:DeleteItem on ${table}`],
    ],
    [
      'a star in place of actions',
      'identity',
      [read],
      [{ Action: 'dynamodb:*', Resource: table }],
      [`allows dynamodb:* on ${table}`],
    ],
    [
      'every resource instead of one',
      'identity',
      [read],
      [{ ...read, Resource: '*' }],
      [`allows dynamodb:GetItem and dynamodb:Query on * instead of ${table}`],
    ],
    [
      'its indexes, too',
      'identity',
      [read],
      [{ ...read, Resource: [table, `${table}/index/*`] }],
      [`allows dynamodb:GetItem and dynamodb:Query on ${table}/index/*`],
    ],
    [
      'a condition that fell away',
      'identity',
      [{ ...read, Condition: org }],
      [read],
      [
        `allows dynamodb:GetItem and dynamodb:Query on ${table} no longer only where StringEquals aws:PrincipalOrgID o-1`,
      ],
    ],
    ['a condition that was added', 'identity', [read], [{ ...read, Condition: org }], []],
    [
      'a refusal that is gone',
      'identity',
      [read, { Effect: 'Deny', Action: 's3:*', Resource: '*' }],
      [read],
      ['no longer denies s3:* on *'],
    ],
    [
      'a refusal that got narrower',
      'identity',
      [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }],
      [{ Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' }],
      ['no longer denies s3:* on *'],
    ],
    [
      'all but a few actions',
      'identity',
      [read],
      [{ NotAction: 'iam:*', Resource: '*' }],
      ['allows everything but iam:* on *'],
    ],
    [
      'less than all but a few actions',
      'identity',
      [{ NotAction: 'iam:*', Resource: '*' }],
      [{ Action: 's3:Get*', Resource: '*' }],
      [],
    ],
    [
      'a pattern that may meet what was left out',
      'identity',
      [{ NotAction: 'iam:Get*', Resource: '*' }],
      [{ Action: 'iam:*Role', Resource: '*' }],
      ['allows iam:*Role on *'],
    ],
    [
      'another account that may send',
      'resource',
      [{ Action: 'sqs:SendMessage', Principal: { AWS: '111111111111' } }],
      [{ Action: 'sqs:SendMessage', Principal: { AWS: ['111111111111', '222222222222'] } }],
      [`lets ${root} do sqs:SendMessage`],
    ],
    [
      'an account, written as its root',
      'resource',
      [{ Principal: { AWS: root } }],
      [{ Principal: { AWS: '222222222222' } }],
      [],
    ],
    [
      'everybody',
      'resource',
      [{ Action: 's3:GetObject', Principal: { AWS: root } }],
      [{ Action: 's3:GetObject', Principal: '*' }],
      ['lets everybody do s3:GetObject'],
    ],
    [
      'another service that takes on a role',
      'trust',
      [{ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      [{ Action: 'sts:AssumeRole', Principal: { Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'] } }],
      ['lets ec2.amazonaws.com take it on'],
    ],
    [
      'a trust that lost its condition',
      'trust',
      [{ Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'github' }, Condition: org }],
      [{ Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'github' } }],
      ['allows sts:AssumeRoleWithWebIdentity no longer only where StringEquals aws:PrincipalOrgID o-1'],
    ],
  ])('tells %s', (_, kind, before, after, expected) => {
    expect(widenings(statements(...before), statements(...after), kind)).toEqual(expected)
  })

  const policy = fc.array(
    fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Action: fc.subarray(['s3:GetObject', 's3:Put*', 's3:*', 'sqs:SendMessage'], { minLength: 1 }),
      Resource: fc.subarray(['*', 'arn:a', 'arn:a/*', 'arn:b'], { minLength: 1 }),
      Condition: fc.constantFrom({}, org),
    }),
    { maxLength: 3 },
  )

  test('nothing gets wider where nothing changes, nor where a statement that allows is taken away', () => {
    fc.assert(
      fc.property(policy, fc.nat(), (written, at) => {
        const before = statements(...written)
        expect(widenings(before, before.toReversed(), 'identity')).toEqual([])
        const less = before.filter((one, index) => one.effect === 'Deny' || index !== at % before.length)
        expect(widenings(before, less, 'identity')).toEqual([])
      }),
    )
  })

  test('a statement that allows what no other does is always told', () => {
    fc.assert(
      fc.property(policy, (written) => {
        const before = statements(...written)
        const after = [...before, ...statements({ Action: 'iam:PassRole', Resource: 'arn:role' })]
        expect(widenings(before, after, 'identity')).toEqual(['allows iam:PassRole on arn:role'])
      }),
    )
  })
})

describe('matches', () => {
  test.each([
    ['s3:*', 's3:GetObject', true],
    ['s3:*', 's3:Get*', true],
    ['s3:Get*', 's3:*', false],
    ['*', 's3:*', true],
    ['a?c', 'abc', true],
    ['a?c', 'a*c', false],
    ['a*b*c', 'axxbyyc', true],
    ['a*b*c', 'axxbyy', false],
    ['', '', true],
    ['a.c', 'abc', false],
  ])('%s takes in %s: %s', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected)
  })

  test.each([
    ['iam:Get*', 'iam:*Role', true],
    ['iam:Get*', 's3:*', false],
    ['iam:GetRole', 'iam:*Role', true],
    ['iam:GetUser', 'iam:*Role', false],
    ['iam:*Role', 'iam:GetRole', true],
  ])('%s and %s may stand for one name: %s', (one, other, expected) => {
    expect(mayMeet(one, other)).toBe(expected)
  })

  test('a pattern of many stars costs no more than its length', () => {
    expect(matches('*a'.repeat(200), 'a'.repeat(5000))).toBe(true)
    expect(matches(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false)
  })
})

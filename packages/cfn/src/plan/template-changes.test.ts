import { isReplacing, openSchemas, parseTemplate } from '@project-utils/template'
import { describe, expect, test } from 'vitest'
import { changeLines } from '../change-set/change-lines.ts'
import { stateIn } from '../fixtures.test.fixture.ts'
import { desireStack } from '../state/desired.ts'
import { isCodeOnly } from './code-only.ts'
import { type Replaces, templateChanges } from './template-changes.ts'

const arn = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/app/1'
const schemas = openSchemas()
const replaces: Replaces = (type, path) => isReplacing(type, path, schemas)

function desired(text: string, parameters: Readonly<Record<string, string>> = {}, tags = {}) {
  const template = parseTemplate(text, 'app.yaml')
  const pseudo = { account: '111111111111', region: 'eu-west-1' }
  return desireStack({ key: 'app', name: 'app', template, code: {}, parameters, tags, pseudo })
}

function told(before: string, after: string, was = {}, is = {}): readonly string[] {
  const changes = templateChanges(desired(after, is), { body: before, parameters: was }, arn, replaces)
  return changeLines(changes, 'stack.app').map(({ action, subject, path = '', before: old, after: next, reason }) =>
    [action, `${subject}${path === '' ? '' : `.${path}`}`, old, next, reason === undefined ? undefined : `(${reason})`]
      .filter((part) => part !== undefined)
      .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
      .join(' '),
  )
}

const queue = (properties: string, more = ''): string =>
  `Parameters: { Seconds: { Type: Number, Default: 30 } }\nResources:\n  Jobs: { Type: AWS::SQS::Queue${more}, Properties: ${properties} }\n`

describe('templateChanges', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['the same', queue('{ VisibilityTimeout: 30 }'), queue('{ VisibilityTimeout: 30 }'), []],
    ['a number as text', queue('{ VisibilityTimeout: 30 }'), queue('{ VisibilityTimeout: "30" }'), []],
    ['a parameter for its value', queue('{ VisibilityTimeout: 30 }'), queue('{ VisibilityTimeout: !Ref Seconds }'), []],
    [
      'tags in another order',
      queue('{ Tags: [{ Key: a, Value: 1 }, { Key: b, Value: 2 }] }'),
      queue('{ Tags: [{ Key: b, Value: 2 }, { Key: a, Value: 1 }] }'),
      [],
    ],
    [
      'another value',
      queue('{ VisibilityTimeout: 30 }'),
      queue('{ VisibilityTimeout: 45 }'),
      ['modify Jobs.VisibilityTimeout 30 45'],
    ],
    [
      'a value that came, and one that went',
      queue('{ VisibilityTimeout: 30 }'),
      queue('{ DelaySeconds: 5 }'),
      ['modify Jobs.VisibilityTimeout 30', 'modify Jobs.DelaySeconds 5'],
    ],
    [
      'a property that replaces',
      queue('{ FifoQueue: false }'),
      queue('{ FifoQueue: true }'),
      ['replace Jobs.FifoQueue false true (is replaced because its FifoQueue changes)'],
    ],
    [
      'only tags',
      queue('{ Tags: [{ Key: a, Value: 1 }] }'),
      queue('{ Tags: [{ Key: a, Value: 2 }] }'),
      ['modify Jobs.Tags.a 1 2 (only its tags change)'],
    ],
    [
      'only metadata',
      queue('{}', ', Metadata: { a: 1 }'),
      queue('{}', ', Metadata: { a: 2 }'),
      ['modify Jobs.Metadata {"a":1} {"a":2} (only its metadata changes: the resource is not touched)'],
    ],
    [
      'what went, and stays in the account',
      queue('{}', ', DeletionPolicy: Retain'),
      'Resources: { Other: { Type: AWS::SNS::Topic } }',
      ['create Other', 'remove Jobs (it leaves the stack and stays in the account)'],
    ],
  ])('tells %s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected)
  })

  test('tells what another value of a parameter changes', () => {
    const text = queue('{ VisibilityTimeout: !Ref Seconds }')
    expect(told(text, text, { Seconds: '30' }, { Seconds: '60' })).toEqual(['modify Jobs.VisibilityTimeout 30 60'])
    expect(told(text, text, { Seconds: '30' }, { Seconds: '30' })).toEqual([])
  })

  test('follows a replacement through what refers to it', () => {
    const text = (fifo: boolean): string => `
Resources:
  Jobs: { Type: AWS::SQS::Queue, Properties: { FifoQueue: ${fifo} } }
  Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Jobs], PolicyDocument: {} } }
  Source: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: f, EventSourceArn: !GetAtt Jobs.Arn } }
  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmDescription: !Sub "on \${Source.Id}" } }
  Apart: { Type: AWS::SNS::Topic }
`
    expect(told(text(false), text(true))).toEqual([
      'replace Jobs.FifoQueue false true (is replaced because its FifoQueue changes)',
      expect.stringMatching(/^modify Policy\.Queues\[0\] .*\(only because it refers to Jobs, which is replaced\)$/),
      expect.stringMatching(
        /^modify Source\.EventSourceArn .*\(may be replaced because it refers to Jobs, which is replaced\)$/,
      ),
      expect.stringMatching(
        /^modify Alarm\.AlarmDescription .*\(only because it refers to Source, which may be replaced\)$/,
      ),
    ])
  })

  test('tells apart expressions whose values nobody knows', () => {
    const text = (resource: string): string =>
      `Resources:\n  T: { Type: AWS::DynamoDB::Table }\n  P: { Type: AWS::IAM::Policy, Properties: { PolicyDocument: { Resource: ${resource} } } }\n`
    expect(told(text('!GetAtt T.Arn'), text('!Sub "${T.Arn}"'))).toEqual([])
    expect(told(text('!GetAtt T.Arn'), text('!Sub "${T.Arn}/index/*"'))).toHaveLength(1)
  })
})

describe('isCodeOnly', () => {
  const text = (key: string, timeout: number): string =>
    `Parameters: { A: { Type: String, Default: x } }\nResources:\n  F: { Type: AWS::Lambda::Function, Properties: { Timeout: ${timeout}, Code: { S3Bucket: b, S3Key: ${key} } } }\n`
  const is = (before: string, after: string, parameters = {}, tags = {}): boolean =>
    isCodeOnly(desired(after, parameters, tags), stateIn('UPDATE_COMPLETE', { parameters: { A: 'x' } }), {
      body: before,
    })

  test.each<[string, boolean, boolean]>([
    ['another key', is(text('one', 5), text('two', 5)), true],
    ['another key, with the parameter it has', is(text('one', 5), text('two', 5), { A: 'x' }), true],
    ['another timeout', is(text('one', 5), text('one', 6)), false],
    ['both', is(text('one', 5), text('two', 6)), false],
    ['another parameter', is(text('one', 5), text('two', 5), { A: 'y' }), false],
    ['other tags', is(text('one', 5), text('two', 5), {}, { team: 'a' }), false],
    ['nothing', is(text('one', 5), text('one', 5)), false],
  ])('%s: %s', (_, found, expected) => {
    expect(found).toBe(expected)
  })
})

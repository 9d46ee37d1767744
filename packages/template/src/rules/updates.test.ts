import { describe, expect, test } from 'vitest'
import { parseTemplate } from '../parse.ts'
import { resolveTemplate } from '../resolve.ts'
import { openSchemas } from '../schema/schema-book.ts'
import { updateRefusals } from './updates.ts'

const schemas = openSchemas()
const pseudo = { account: '111111111111', region: 'eu-west-1', stackName: 'shop-dev-app' }

function refusals(before: string, after: string): readonly string[] {
  const [previous, next] = [before, after].map((resource) =>
    resolveTemplate(parseTemplate(`Parameters: { Open: { Type: String } }\nResources:\n  X: ${resource}\n`, 'a.yaml'), {
      parameters: {},
      pseudo,
    }),
  )
  if (previous === undefined || next === undefined) throw new Error('two templates are compared')
  return updateRefusals(previous, next, schemas).map(({ rule, where }) => `${rule} ${where?.path?.slice(2).join('.')}`)
}

const index = (name: string, key = 'a'): string =>
  `{ IndexName: ${name}, KeySchema: [{ AttributeName: ${key}, KeyType: HASH }], Projection: { ProjectionType: ALL } }`
const table = (indexes: readonly string[], name = ''): string =>
  `{ Type: AWS::DynamoDB::Table, Properties: { ${name}KeySchema: [{ AttributeName: a, KeyType: HASH }], GlobalSecondaryIndexes: [${indexes.join(', ')}] } }`
const twice = 'template/two-index-changes Properties.GlobalSecondaryIndexes'

describe('updateRefusals', () => {
  test.each([
    ['one index made', [index('a')], [index('a'), index('b')], []],
    ['one index removed', [index('a')], [], []],
    ['two indexes made', [], [index('a'), index('b')], [twice]],
    ['one made and one removed', [index('a')], [index('b')], [twice]],
    ['one index with another key', [index('a')], [index('a', 'b')], [twice]],
    ['the same indexes in another order', [index('a'), index('b')], [index('b'), index('a')], []],
  ])('%s', (_, before, after, expected) => {
    expect(refusals(table(before), table(after))).toEqual(expected)
  })

  test('says nothing of indexes of a table that is new', () => {
    const other = '{ Type: AWS::SQS::Queue }'
    expect(refusals(other, table([index('a'), index('b')]))).toEqual(['template/type-change Type'])
  })

  const queue = (properties: string): string => `{ Type: AWS::SQS::Queue, Properties: { ${properties} } }`
  const users = (properties: string): string => `{ Type: AWS::DynamoDB::Table, Properties: { ${properties} } }`
  test.each([
    [
      'a replacement of what has a fixed name',
      queue('QueueName: a.fifo, FifoQueue: true'),
      queue('QueueName: a.fifo, FifoQueue: false'),
      ['template/named-replacement Properties.FifoQueue'],
    ],
    ['a replacement with another name', queue('QueueName: a'), queue('QueueName: b'), []],
    ['a replacement of what has no name', queue('FifoQueue: true'), queue('FifoQueue: false'), []],
    ['a change in place', queue('QueueName: a, DelaySeconds: 1'), queue('QueueName: a, DelaySeconds: 2'), []],
    ['a number written as text', queue('QueueName: a, FifoQueue: "true"'), queue('QueueName: a, FifoQueue: true'), []],
    [
      'a value that nobody knows',
      queue('QueueName: a, FifoQueue: true'),
      queue('QueueName: a, FifoQueue: !Ref Open'),
      [],
    ],
    [
      'other keys of a named table',
      users('TableName: abc, KeySchema: [{ AttributeName: a, KeyType: HASH }]'),
      users('TableName: abc, KeySchema: [{ AttributeName: b, KeyType: HASH }]'),
      ['template/named-replacement Properties.KeySchema'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(refusals(before, after)).toEqual(expected)
  })
})

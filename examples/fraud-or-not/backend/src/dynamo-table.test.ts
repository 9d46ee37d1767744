import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { expect, it } from 'vitest'
import { dynamoTable, outcomeOf } from './dynamo-table.ts'
import type { Vote } from './table.ts'

const vote: Vote = { report: 'one', verdict: 'fraud', voter: 'hash', at: new Date('2026-11-21T12:00:00Z'), perDay: 20 }

function cancelled(...codes: readonly string[]): TransactionCanceledException {
  const CancellationReasons = codes.map((Code) => ({ Code }))
  return new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons })
}

function answering(...answers: readonly unknown[]) {
  const inputs: unknown[] = []
  const client = {
    async send(command: { readonly input: unknown }) {
      const answer = answers[inputs.push(command.input) - 1]
      if (answer instanceof Error) throw answer
      return answer
    },
  }
  return { table: dynamoTable(client as unknown as DynamoDBDocumentClient, 'table'), inputs }
}

it.each([
  [['ConditionalCheckFailed', 'None', 'None'], 'unknown-report'],
  [['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed'], 'already-voted'],
  [['None', 'None', 'ConditionalCheckFailed'], 'limit-reached'],
  [['TransactionConflict', 'None', 'None'], 'conflict'],
])('reads a transaction cancelled for %j as %s', (codes, outcome) => {
  expect(outcomeOf(cancelled(...codes))).toBe(outcome)
})

it('passes on what is no refused vote', () => {
  expect(() => outcomeOf(new Error('no network'))).toThrow('no network')
  expect(() => outcomeOf(cancelled('ThrottlingError', 'None', 'None'))).toThrow('cancelled')
})

it('votes again after a conflict with another vote', async () => {
  const { table, inputs } = answering(cancelled('TransactionConflict', 'None', 'None'), {})
  expect(await table.vote(vote)).toBe('counted')
  expect(inputs).toHaveLength(2)
})

it('counts report, voter and day in one transaction', async () => {
  const { table, inputs } = answering({})
  await table.vote(vote)
  expect(inputs).toMatchObject([
    {
      TransactItems: [
        { Update: { Key: { pk: 'REPORT#one', sk: 'REPORT' }, ConditionExpression: 'attribute_exists(pk)' } },
        { Put: { Item: { pk: 'REPORT#one', sk: 'VOTE#hash' }, ConditionExpression: 'attribute_not_exists(pk)' } },
        { Update: { Key: { pk: 'VOTER#hash', sk: 'DAY#2026-11-21' } } },
      ],
    },
  ])
})

it('continues a list where the last page ended, and keeps the keys of the table to itself', async () => {
  const report = { id: 'one', message: 'x', channel: 'sms', createdAt: '2026-11-21', fraud: 0, genuine: 2 }
  const { table, inputs } = answering({
    Items: [{ ...report, pk: 'REPORT#one', sk: 'REPORT', list: 'reports', votes: 2 }],
    LastEvaluatedKey: { pk: 'REPORT#one', sk: 'REPORT', list: 'reports', votes: 2 },
  })
  const page = await table.list({ order: 'votes', limit: 1, after: { id: 'before', rank: 5 } })
  expect(page).toEqual({ items: [report], next: { id: 'one', rank: 2 } })
  expect(inputs).toMatchObject([
    { IndexName: 'byVotes', ExclusiveStartKey: { pk: 'REPORT#before', sk: 'REPORT', list: 'reports', votes: 5 } },
  ])
})

import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import type { Order, Report } from './report.ts'
import type { ReportTable, Vote, VoteOutcome } from './table.ts'

/** All reports share this partition of both indexes: plenty for thousands of writes a minute, and one query lists them. */
const listed = 'reports'
const indexes = {
  newest: { IndexName: 'byNewest', rank: 'createdAt' },
  votes: { IndexName: 'byVotes', rank: 'votes' },
} as const satisfies Record<Order, unknown>
const attempts = 4

/** The table in DynamoDB: a report, its votes (`REPORT#id`) and each voter's daily count (`VOTER#hash`). */
export function dynamoTable(client: DynamoDBDocumentClient, TableName: string): ReportTable {
  return {
    async create(report) {
      const Item = { ...reportKey(report.id), ...report, votes: 0, list: listed }
      await client.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }))
    },

    async read(id) {
      const { Item } = await client.send(new GetCommand({ TableName, Key: reportKey(id), ConsistentRead: true }))
      return Item && toReport(Item)
    },

    async list({ order, limit, after }) {
      const { IndexName, rank } = indexes[order]
      const { Items = [], LastEvaluatedKey: last } = await client.send(
        new QueryCommand({
          TableName,
          IndexName,
          KeyConditionExpression: '#list = :list',
          ExpressionAttributeNames: { '#list': 'list' },
          ExpressionAttributeValues: { ':list': listed },
          ScanIndexForward: false,
          Limit: limit,
          ...(after ? { ExclusiveStartKey: { ...reportKey(after.id), list: listed, [rank]: after.rank } } : {}),
        }),
      )
      const items = Items.map(toReport)
      return last ? { items, next: { id: String(last['pk']).replace('REPORT#', ''), rank: last[rank] } } : { items }
    },

    async vote(vote) {
      for (let attempt = 1; ; attempt++) {
        try {
          await client.send(voteCommand(TableName, vote))
          return 'counted'
        } catch (error) {
          const outcome = outcomeOf(error)
          if (outcome !== 'conflict') return outcome
          // Two votes on one report at the same moment: DynamoDB cancels one of them, and the SDK does not retry it.
          if (attempt === attempts) throw error
          await new Promise((done) => setTimeout(done, Math.random() * 50 * 2 ** attempt))
        }
      }
    },
  }
}

function voteCommand(TableName: string, { report, verdict, voter, at, perDay }: Vote): TransactWriteCommand {
  const day = at.toISOString().slice(0, 10)
  const inTwoDays = Math.floor(at.getTime() / 1000) + 2 * 24 * 60 * 60
  return new TransactWriteCommand({
    TransactItems: [
      {
        Update: {
          TableName,
          Key: reportKey(report),
          UpdateExpression: 'ADD #verdict :one, #votes :one',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#verdict': verdict, '#votes': 'votes' },
          ExpressionAttributeValues: { ':one': 1 },
        },
      },
      {
        Put: {
          TableName,
          Item: { pk: `REPORT#${report}`, sk: `VOTE#${voter}`, verdict, createdAt: at.toISOString() },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Update: {
          TableName,
          Key: { pk: `VOTER#${voter}`, sk: `DAY#${day}` },
          UpdateExpression: 'SET #expires = :expires ADD #given :one',
          ConditionExpression: 'attribute_not_exists(#given) OR #given < :limit',
          ExpressionAttributeNames: { '#given': 'given', '#expires': 'expiresAt' },
          ExpressionAttributeValues: { ':one': 1, ':limit': perDay, ':expires': inTwoDays },
        },
      },
    ],
  })
}

/** Tells from a cancelled transaction which of its three conditions failed; throws what is no cancellation. */
export function outcomeOf(error: unknown): Exclude<VoteOutcome, 'counted'> | 'conflict' {
  if (!(error instanceof TransactionCanceledException)) throw error
  const [report, vote, day] = (error.CancellationReasons ?? []).map((reason) => reason.Code)
  if (report === 'ConditionalCheckFailed') return 'unknown-report'
  if (vote === 'ConditionalCheckFailed') return 'already-voted'
  if (day === 'ConditionalCheckFailed') return 'limit-reached'
  if ([report, vote, day].includes('TransactionConflict')) return 'conflict'
  throw error
}

function reportKey(id: string): { readonly pk: string; readonly sk: string } {
  return { pk: `REPORT#${id}`, sk: 'REPORT' }
}

function toReport(item: Record<string, unknown>): Report {
  const { id, message, channel, createdAt, fraud, genuine } = item as unknown as Report
  return { id, message, channel, createdAt, fraud, genuine }
}

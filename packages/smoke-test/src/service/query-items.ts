import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ProjectError } from '@project-utils/contract'
import { fromWireItem, type WireItem } from './attribute-values.ts'
import { type KeyCondition, toExpression } from './key-condition.ts'

/** Items that a query may find: a check that needs more is no check. */
const mostItems = 1000

/** Pages of at most 1 MB in which they may come. */
const mostPages = 20

/** A query of a table, or of one of its indexes. */
export interface Query {
  readonly TableName: string
  readonly where: KeyCondition
  readonly index: string | undefined
}

/**
 * All items that a query finds, strongly consistent where no index is named: a global one cannot be read so.
 *
 * @throws ProjectError `SMOKE_SETTING_INVALID` where there are more than a thousand, or 20 MB of them
 */
export async function queryItems(
  client: DynamoDBClient,
  { TableName, where, index }: Query,
  abortSignal: AbortSignal,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { QueryCommand } = await import('./sdk-dynamodb.ts')
  const source = index === undefined ? { ConsistentRead: true } : { IndexName: index }
  const items: WireItem[] = []
  let ExclusiveStartKey: WireItem | undefined
  let pages = 0
  do {
    const command = new QueryCommand({ TableName, ...source, ...toExpression(where), ExclusiveStartKey })
    const page = await client.send(command, { abortSignal })
    pages += 1
    items.push(...(page.Items ?? []))
    ExclusiveStartKey = page.LastEvaluatedKey
    if (items.length > mostItems || (pages >= mostPages && ExclusiveStartKey !== undefined)) {
      throw new ProjectError(
        'SMOKE_SETTING_INVALID',
        `the query finds more than ${mostItems} items of ${TableName}, or 20 MB of them`,
        {
          hint: 'narrow it by the sort key',
        },
      )
    }
  } while (ExclusiveStartKey !== undefined)
  return items.map(fromWireItem)
}

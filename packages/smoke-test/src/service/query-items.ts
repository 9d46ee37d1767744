import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ProjectError } from '@project-utils/contract'
import { fromWireItem, type WireItem } from './attribute-values.ts'
import { type KeyCondition, toExpression } from './key-condition.ts'

/** Items that a query may find: a check that needs more is no check. */
const mostItems = 1000

/** A query of a table, or of one of its indexes. */
export interface Query {
  readonly TableName: string
  readonly where: KeyCondition
  readonly index: string | undefined
}

/**
 * All items that a query finds, strongly consistent where no index is named: a global one cannot be read so.
 *
 * @throws ProjectError `SMOKE_SETTING_INVALID` where there are more than a thousand
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
  do {
    const command = new QueryCommand({ TableName, ...source, ...toExpression(where), ExclusiveStartKey })
    const page = await client.send(command, { abortSignal })
    items.push(...(page.Items ?? []))
    ExclusiveStartKey = page.LastEvaluatedKey
    if (items.length > mostItems) {
      throw new ProjectError('SMOKE_SETTING_INVALID', `the query finds more than ${mostItems} items of ${TableName}`, {
        hint: 'narrow it by the sort key',
      })
    }
  } while (ExclusiveStartKey !== undefined)
  return items.map(fromWireItem)
}

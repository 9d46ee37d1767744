import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Report } from '../report.ts'
import { unresolved } from '../step-kind.ts'
import { isMap, show } from '../values.ts'
import { toWire } from './attribute-values.ts'

/** What a query asks for: the partition key's value, and perhaps what the sort key must be. */
export interface KeyCondition {
  readonly partition: readonly [name: string, value: unknown]
  readonly sort?: readonly [name: string, condition: SortCondition]
}

/** Exactly a value, texts that begin with one, or a range with both ends in it. */
type SortCondition =
  | { readonly equals: unknown }
  | { readonly beginsWith: string }
  | { readonly from?: unknown; readonly to?: unknown }

/** Reads `{ author: ada, createdAt: { beginsWith: "2026-" } }`: first the partition key, then perhaps the sort key. */
export function readKeyCondition(value: unknown, report: Report): KeyCondition | undefined {
  const entries = isMap(value) ? Object.entries(value) : []
  const [partition, sort, ...others] = entries
  if (partition === undefined || others.length > 0 || !isKeyValue(partition[1])) {
    const hint = 'such as { author: ada, createdAt: { beginsWith: "2026-" } }'
    report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no partition key with perhaps a sort key`, hint)
    return undefined
  }
  if (sort === undefined) return { partition }
  const condition = readSort(sort[1])
  if (condition !== undefined) return { partition, sort: [sort[0], condition] }
  const hint = 'a value, { beginsWith: "…" }, { from: … }, { to: … } or { from: …, to: … }'
  report.at(sort[0]).tell('SMOKE_SETTING_INVALID', `${show(sort[1])} is no condition on a sort key`, hint)
  return undefined
}

/** Reads the whole key of an item: one or two attributes. */
export function readKey(value: unknown, report: Report): Readonly<Record<string, unknown>> | undefined {
  const values = isMap(value) ? Object.values(value) : []
  if (isMap(value) && [1, 2].includes(values.length) && values.every(isKeyValue)) return value
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no key of an item`, 'such as { id: "r-1" }')
  return undefined
}

/** Keys are texts, numbers or bytes. */
function isKeyValue(value: unknown): boolean {
  if (typeof value === 'string') return value !== ''
  return (
    typeof value === 'number' || (isMap(value) && (Object.hasOwn(value, '$number') || Object.hasOwn(value, '$binary')))
  )
}

function readSort(value: unknown): SortCondition | undefined {
  if (isKeyValue(value)) return { equals: value }
  if (!isMap(value)) return undefined
  const { beginsWith, from, to, ...others } = value
  if (Object.keys(others).length > 0) return undefined
  if (beginsWith !== undefined) {
    const isAlone = from === undefined && to === undefined
    return isAlone && typeof beginsWith === 'string' && beginsWith !== '' ? { beginsWith } : undefined
  }
  const ends = [from, to].filter((end) => end !== undefined)
  return ends.length > 0 && ends.every((end) => end === unresolved || isKeyValue(end)) ? { from, to } : undefined
}

/** A condition as DynamoDB writes it. Source: "Key condition expressions for the Query operation". */
export function toExpression({ partition, sort }: KeyCondition): {
  readonly KeyConditionExpression: string
  readonly ExpressionAttributeNames: Record<string, string>
  readonly ExpressionAttributeValues: Record<string, AttributeValue>
} {
  const values: Record<string, AttributeValue> = { ':p': toWire(partition[1], partition[0]) }
  const names: Record<string, string> = { '#p': partition[0] }
  let expression = '#p = :p'
  if (sort !== undefined) {
    const [name, condition] = sort
    names['#s'] = name
    const put = (key: string, value: unknown): string => {
      values[key] = toWire(value, name)
      return key
    }
    expression += ` AND ${sortExpression(condition, put)}`
  }
  return {
    KeyConditionExpression: expression,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  }
}

function sortExpression(condition: SortCondition, put: (key: string, value: unknown) => string): string {
  if ('equals' in condition) return `#s = ${put(':s', condition.equals)}`
  if ('beginsWith' in condition) return `begins_with(#s, ${put(':s', condition.beginsWith)})`
  const { from, to } = condition
  if (from === undefined) return `#s <= ${put(':t', to)}`
  if (to === undefined) return `#s >= ${put(':f', from)}`
  return `#s BETWEEN ${put(':f', from)} AND ${put(':t', to)}`
}

import { compareShape } from '../expect/compare-shape.ts'
import { type Count, countDifference, readCount } from '../expect/count.ts'
import { parseShape, type Shape } from '../expect/shape.ts'
import {
  commonReaders,
  type Fields,
  isGiven,
  isOpen,
  type Reader,
  readExpected,
  readFields,
  readMap,
  readName,
  readText,
  readTrue,
  readVerb,
} from '../read-fields.ts'
import type { Report } from '../report.ts'
import { attemptService, type ServiceOutcome, shownLimit } from '../service/attempt.ts'
import { fromWireItem, toWireItem, type WireItem } from '../service/attribute-values.ts'
import { type KeyCondition, readKey, readKeyCondition } from '../service/key-condition.ts'
import { queryItems } from '../service/query-items.ts'
import { findResource, type ResourceKind } from '../service/resource.ts'
import { type Attempt, defaultTimeLimit, type PreparedStep, type StepKind, type StepWorld } from '../step-kind.ts'
import { show } from '../values.ts'

const table: ResourceKind = {
  word: 'table',
  types: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
  gone: ['ResourceNotFoundException'],
}

const readers = {
  table: readName,
  get: readKey,
  query: readKeyCondition,
  index: readText,
  put: readMap,
  delete: readKey,
  ...commonReaders,
}

const verbs = ['get', 'query', 'put', 'delete'] as const
type Item = Readonly<Record<string, unknown>>

/** What is asked of a table, with what its answer must be; one that only writes proves that it was taken. */
type Operation =
  | { readonly verb: 'get'; readonly key: Item; readonly item?: Shape; readonly absent: boolean }
  | {
      readonly verb: 'query'
      readonly where: KeyCondition
      readonly index: string | undefined
      readonly count: Count | undefined
      readonly items: Shape | undefined
    }
  | { readonly verb: 'put' | 'delete'; readonly value: Item; readonly previous: Shape | undefined }

/** `dynamodb`: gets, queries, puts or deletes items of a table; reads are strongly consistent, but those of an index. */
export const dynamodbStep: StepKind = {
  prepare: (settings, report) => {
    const fields = readFields(settings, readers, report)
    const verb = readVerb(settings, verbs, report)
    const isComplete = isGiven(settings, 'table', 'Reports', report)
    if (fields.index !== undefined && verb !== 'query' && verb !== undefined) {
      report.at('index').tell('SMOKE_SETTING_INVALID', `${verb} knows no index`, 'write query, or leave index out')
    }
    const operation = verb === undefined ? undefined : readOperation(verb, fields, report.at('expect'))
    if (operation === undefined || !isComplete || fields.table === undefined) return undefined
    const name = fields.table
    const negative = isOpen(settings['expect']) ? undefined : negativeOf(operation)
    return {
      writes: fields.writes ?? (operation.verb === 'put' || operation.verb === 'delete'),
      timeLimit: fields.timeout ?? defaultTimeLimit,
      ...(negative === undefined ? {} : { negative }),
      attempt: (world, signal) => attempt(name, operation, world, signal),
    } satisfies PreparedStep
  },
}

function readOperation(
  verb: (typeof verbs)[number],
  fields: Fields<typeof readers>,
  report: Report,
): Operation | undefined {
  const written = fields.expect?.value
  if (verb === 'get') {
    const expect = readExpected(written, { item: parseShape, absent: readTrue }, report)
    if (fields.get === undefined || expect === undefined) return undefined
    const { item, absent = false } = expect
    if (item !== undefined && absent) {
      report.at('absent').tell('SMOKE_EXPECTATION_INVALID', 'an absent item has no content', 'leave one of them out')
    }
    return { verb, key: fields.get, absent, ...(item === undefined ? {} : { item }) }
  }
  if (verb === 'query') {
    const expect = readExpected(written, { count: readCount, items: parseShape }, report)
    if (fields.query === undefined || expect === undefined) return undefined
    return { verb, where: fields.query, index: fields.index, count: expect.count, items: expect.items }
  }
  const expect = written === undefined ? undefined : readExpected(written, { previous: readPrevious }, report)
  const value = fields[verb]
  return value === undefined ? undefined : { verb, value, previous: expect?.previous }
}

/** What was there before is an item, or null: a shape that both have says nothing. */
const readPrevious: Reader<Shape> = (value, report) => {
  const shape = parseShape(value, report)
  if (shape?.is === 'type' && shape.type === 'any') {
    report.tell('SMOKE_NO_EXPECTATION', 'an item and none are both any', 'write object, a shape, or null for none')
  }
  return shape
}

/** In words what a step expects not to be there; what an empty answer meets as well as any other is of that kind. */
function negativeOf(operation: Operation): string | undefined {
  if (operation.verb === 'get') return operation.absent ? 'no item' : undefined
  if (operation.verb !== 'query') return undefined
  return queryDifferences(operation, []).length === 0 ? 'what holds without any item, too' : undefined
}

async function attempt(written: string, operation: Operation, world: StepWorld, signal: AbortSignal): Promise<Attempt> {
  const of = findResource(written, table, world)
  const { verb } = operation
  const asked = verb === 'get' ? operation.key : verb === 'query' ? operation.where : operation.value
  const action = { get: 'GetItem', query: 'Query', put: 'PutItem', delete: 'DeleteItem' }[verb]
  const request = {
    what: `${action} on table ${of.name}`,
    needs: [`dynamodb:${action}`],
    of,
    shown: { title: `${action} ${of.name}`, body: show(asked, shownLimit) },
  }
  return await attemptService(request, signal, () => ask(of.name, operation, world, signal))
}

async function ask(
  TableName: string,
  operation: Operation,
  world: StepWorld,
  abortSignal: AbortSignal,
): Promise<ServiceOutcome> {
  const { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } = await import(
    '../service/sdk-dynamodb.ts'
  )
  const client = world.client(DynamoDBClient)
  if (operation.verb === 'query') {
    const items = await queryItems(client, { TableName, ...operation }, abortSignal)
    return { differences: queryDifferences(operation, items), answer: { json: items } }
  }
  if (operation.verb === 'get') {
    const Key = toWireItem(operation.key)
    const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }), { abortSignal })
    const item = Item === undefined ? undefined : fromWireItem(Item)
    return { differences: itemDifferences(operation, item), answer: { json: item } }
  }
  const given = toWireItem(operation.value)
  const ReturnValues = 'ALL_OLD'
  const { Attributes } =
    operation.verb === 'put'
      ? await client.send(new PutItemCommand({ TableName, Item: given, ReturnValues }), { abortSignal })
      : await client.send(new DeleteItemCommand({ TableName, Key: given, ReturnValues }), { abortSignal })
  const previous = plain(Attributes)
  const differences = operation.previous === undefined ? [] : compareShape(operation.previous, previous, 'previous')
  return { differences, answer: { json: previous } }
}

function plain(item: WireItem | undefined): Item | null {
  return item === undefined || Object.keys(item).length === 0 ? null : fromWireItem(item)
}

function itemDifferences(
  { key, item: shape, absent }: Extract<Operation, { verb: 'get' }>,
  item: Item | undefined,
): readonly string[] {
  if (item === undefined) return absent ? [] : [`expected an item with key ${show(key)}, there is none`]
  if (absent) return [`expected no item with key ${show(key)}, got ${show(item)}`]
  return shape === undefined ? [] : compareShape(shape, item, 'item')
}

function queryDifferences(
  { count, items: shape }: Pick<Extract<Operation, { verb: 'query' }>, 'count' | 'items'>,
  items: readonly Item[],
): readonly string[] {
  const difference = count === undefined ? undefined : countDifference(count, items.length, 'items')
  const found = shape === undefined ? [] : compareShape(shape, items, 'items')
  return difference === undefined ? found : [difference, ...found]
}

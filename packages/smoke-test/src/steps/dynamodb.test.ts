import { expect, test } from 'vitest'
import { fakeClient, needsFence, problemsOf, runOne, serviceError } from './step.test.fixture.ts'

const resources = {
  Reports: { physicalId: 'votes-dev-table-reports', type: 'AWS::DynamoDB::Table', stack: 'votes-dev-app' },
  Api: { physicalId: 'votes-dev-function-api', type: 'AWS::Lambda::Function', stack: 'votes-dev-app' },
}
const key = { id: 'r-1' }
const ok = { item: 'object' }

test.each([
  [{ get: key, expect: ok }, ['needs table']],
  [{ table: 'Reports', expect: ok }, ['needs one of get, query, put, delete']],
  [{ table: 'Reports', get: key, query: key, expect: ok }, ['has get and query, not one of them']],
  [{ table: '', get: key, expect: ok }, ['"" is no name (table)']],
  [{ table: '-Reports', get: key, expect: ok }, ['"-Reports" is no name (table)']],
  [{ table: 'Reports', get: {}, expect: ok }, ['{} is no key of an item (get)']],
  [{ table: 'Reports', get: { id: null }, expect: ok }, ['{"id":null} is no key of an item (get)']],
  [{ table: 'Reports', get: { a: 1, b: 2, c: 3 }, expect: ok }, ['{"a":1,"b":2,"c":3} is no key of an item (get)']],
  [{ table: 'Reports', get: key }, ['expects nothing of the answer (expect)']],
  [{ table: 'Reports', get: key, expect: {} }, ['expects nothing of the answer (expect)']],
  [
    { table: 'Reports', get: key, expect: { rows: 1 } },
    ['"rows" cannot be expected (expect.rows)', 'expects nothing of the answer (expect)'],
  ],
  [{ table: 'Reports', get: key, expect: { absent: false } }, ['false says nothing here (expect.absent)']],
  [
    { table: 'Reports', get: key, expect: { absent: true, item: 'any' } },
    ['an absent item has no content (expect.absent)'],
  ],
  [{ table: 'Reports', get: key, index: 'a', expect: ok }, ['get knows no index (index)']],
  [{ table: 'Reports', get: key, limit: 1, expect: ok }, ['"limit" is no setting of such a step (limit)']],
  [
    { table: 'Reports', query: { a: { like: 'x' } }, expect: { count: 1 } },
    ['{"a":{"like":"x"}} is no partition key with perhaps a sort key (query)'],
  ],
  [
    { table: 'Reports', query: { a: 1, b: { like: 'x' } }, expect: { count: 1 } },
    ['{"like":"x"} is no condition on a sort key (query.b)'],
  ],
  [
    { table: 'Reports', query: key, expect: { count: { min: 0 } } },
    ['{"min":0} says nothing about how many (expect.count)'],
  ],
  [{ table: 'Reports', query: key, expect: { count: -1 } }, ['-1 says nothing about how many (expect.count)']],
  [{ table: 'Reports', put: {} }, ['{} is no map with something in it (put)']],
  [{ table: 'Reports', put: key, expect: { previous: 'any' } }, ['an item and none are both any (expect.previous)']],
  [{ table: 'Reports', put: key, expect: {} }, ['expects nothing of the answer (expect)']],
  [
    { table: 'Reports', put: key, writes: 'maybe', timeout: 'long' },
    ['"long" is no duration (timeout)', 'writes is true, false or allowed (writes)'],
  ],
])('refuses %j', (settings, problems) => {
  expect(problemsOf('dynamodb', settings as never).toSorted()).toEqual([...problems].toSorted())
})

test.each([
  [{ get: key, expect: { absent: true } }, true],
  [{ get: key, expect: ok }, false],
  [{ query: key, expect: { count: 0 } }, true],
  [{ query: key, expect: { items: 'array' } }, true],
  [{ query: key, expect: { items: [{ id: 'string' }] } }, true],
  [{ query: key, expect: { count: { max: 9 } } }, true],
  [{ query: key, expect: { count: 1 } }, false],
  [{ query: key, expect: { items: { contains: { id: 'string' } } } }, false],
])('knows whether %j may mean: not there yet (%s)', async (settings, fenced) => {
  expect(await needsFence('dynamodb', { table: 'Reports', ...settings } as never)).toBe(fenced)
})

const wire = { id: { S: 'r-1' }, votes: { N: '7' }, big: { N: '12345678901234567890' }, tags: { SS: ['a'] } }
const answering = (answers: Readonly<Record<string, unknown>>) => ({ ...fakeClient(answers), resources })

test.each([
  [
    { get: key, expect: { item: { votes: 7, big: { equals: '12345678901234567890' }, tags: ['string'] } } },
    { GetItem: { Item: wire } },
  ],
  [{ get: key, expect: { absent: true } }, { GetItem: {} }],
  [
    { query: { id: 'r-1', at: { from: 1, to: 2 } }, expect: { count: 2, items: [{ id: 'string' }] } },
    { Query: { Items: [wire, wire] } },
  ],
  [{ put: { id: 'r-1' } }, { PutItem: {} }],
  [{ put: { id: 'r-1' }, expect: { previous: null } }, { PutItem: {} }],
  [{ delete: key, expect: { previous: { votes: 7 } } }, { DeleteItem: { Attributes: wire } }],
])('passes %j', async (settings, answers) => {
  const { message } = await runOne('dynamodb', { table: 'Reports', ...settings } as never, answering(answers))
  expect(message).toBeUndefined()
})

const denied = serviceError(
  'AccessDeniedException',
  'User: arn:aws:iam::1:user/ada is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:x because no identity-based policy allows the dynamodb:GetItem action',
)

test.each([
  [{ get: key, expect: ok }, { GetItem: {} }, 'expected an item with key {"id":"r-1"}, there is none'],
  [
    { get: key, expect: { absent: true } },
    { GetItem: { Item: { id: { S: 'r-1' } } } },
    'expected no item with key {"id":"r-1"}, got {"id":"r-1"}',
  ],
  [
    { get: key, expect: { item: { votes: 8 } } },
    { GetItem: { Item: wire } },
    'item.votes: expected 8, got the number 7',
  ],
  [{ query: key, expect: { count: { min: 1 } } }, { Query: {} }, 'expected at least 1 items, got 0'],
  [{ delete: key, expect: { previous: 'object' } }, { DeleteItem: {} }, 'previous: expected an object, got null'],
  [
    { get: key, expect: ok },
    { GetItem: denied },
    /ada may not dynamodb:GetItem on arn:aws:dynamodb:x because no identity/,
  ],
  [
    { get: key, expect: ok },
    { GetItem: serviceError('AccessDeniedException', 'no', 403) },
    'GetItem on table votes-dev-table-reports: no; it takes dynamodb:GetItem',
  ],
  [
    { get: key, expect: ok },
    { GetItem: serviceError('ResourceNotFoundException') },
    'table votes-dev-table-reports does not exist; the project has Reports (votes-dev-table-reports)',
  ],
  [{ put: { a: { $number: 'x' } } }, { PutItem: {} }, 'a: {"$number":"x"} cannot be written to DynamoDB'],
])('fails %j against %j', async (settings, answers, message) => {
  const result = await runOne('dynamodb', { table: 'Reports', ...settings } as never, answering(answers))
  expect(result.message).toMatch(message)
  expect(result.outcome).toBe('failed')
})

test('names a table that is none, and knows the naming convention', async () => {
  const { client, calls } = fakeClient({ GetItem: { Item: wire } })
  const get = async (table: string) =>
    (await runOne('dynamodb', { table, get: key, expect: ok }, { client, resources })).message
  expect(await get('Api')).toBe(
    'Api is no table but AWS::Lambda::Function; the project has Reports (votes-dev-table-reports)',
  )
  expect(await get('-votes')).toBeUndefined()
  expect(calls.map(({ input }) => input['TableName'])).toEqual(['votes-dev-table-votes'])
})

test('reads strongly consistent, but not an index, and all pages', async () => {
  const pages = [{ Items: [wire], LastEvaluatedKey: { id: { S: 'r-1' } } }, { Items: [wire] }]
  const { client, calls } = fakeClient({ GetItem: { Item: wire }, Query: () => pages.shift() })
  const more = { client, resources }
  await runOne('dynamodb', { table: 'Reports', get: key, expect: ok }, more)
  const found = await runOne(
    'dynamodb',
    { table: 'Reports', index: 'byAuthor', query: { a: 'ada', b: { beginsWith: '2' } }, expect: { count: 2 } },
    more,
  )
  expect(found.message).toBeUndefined()
  expect(
    calls.map(({ name, input }) => [
      name,
      input['ConsistentRead'],
      input['IndexName'],
      input['KeyConditionExpression'],
    ]),
  ).toEqual([
    ['GetItem', true, undefined, undefined],
    ['Query', undefined, 'byAuthor', '#p = :p AND begins_with(#s, :s)'],
    ['Query', undefined, 'byAuthor', '#p = :p AND begins_with(#s, :s)'],
  ])
})

test('tries again after throttling and a failure of the service, and captures from the item', async () => {
  const errors = [serviceError('ThrottlingException'), serviceError('InternalServerError', 'oops', 500)]
  const { client } = fakeClient({ GetItem: () => errors.shift() ?? { Item: wire } })
  const again = { retry: { attempts: 3, every: '1ms' }, capture: { votes: 'votes' } }
  const result = await runOne('dynamodb', { table: 'Reports', get: key, expect: ok }, { client, resources }, again)
  expect(result).toMatchObject({ outcome: 'passed', attempts: 3 })
})

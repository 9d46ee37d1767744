import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonWithText } from '@project-utils/project'
import { expect, onTestFinished, test } from 'vitest'
import { problemsOf } from '../steps/step.test.fixture.ts'
import { judgeSuite } from '../suite/judge.ts'
import { run, serve, step } from '../suite.test.fixture.ts'

type Settings = Readonly<Record<string, JsonWithText>>

const data = {
  items: [
    { id: 7, name: 'a' },
    { id: 8, name: 'b' },
  ],
  total: 2,
}
const once = { retry: { attempts: 1 } }

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'project-utils-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

/** What a step says that gets this answer and expects that. */
async function messageFor(expected: Settings, body: unknown = data, folder = '.'): Promise<string | undefined> {
  const origin = await serve((_, response) => response.end(typeof body === 'string' ? body : JSON.stringify(body)))
  const { steps } = await run([step('http', { get: origin, expect: expected }, once)], { folder })
  return steps[0]?.message
}

const schema = {
  type: 'object',
  required: ['items'],
  properties: { items: { type: 'array', items: { $ref: '#/$defs/item' } } },
  $defs: { item: { type: 'object', properties: { id: { type: 'integer' } } } },
}

test.each<readonly [string, Settings]>([
  ['at', { at: { 'items[0].id': 7, '$count(items)': 2, 'items[id=8].name': { equals: 'b' }, '$.total': 'number' } }],
  ['exactly', { exactly: data }],
  ['schema', { schema }],
  [
    'draft 7',
    {
      schema: {
        $schema: 'http://json-schema.org/draft-07/schema#',
        type: 'object',
        properties: { total: { const: 2 } },
      },
    },
  ],
  ['words of its own', { schema: { type: 'object', 'x-owner': 'us' } }],
  ['bytes', { bytes: { min: 10, max: '1KB' } }],
])('passes what is expected by %s', async (_, expected) => {
  expect(await messageFor(expected)).toBeUndefined()
})

const failing: readonly (readonly [Settings, string, unknown?])[] = [
  [{ at: { 'items[0].id': 8 } }, 'items[0].id: expected 8, got the number 7'],
  [{ at: { 'items[9].id': 'number' } }, 'items[9].id: expected a number, got nothing'],
  [
    { at: { '$sum(items.name)': 1 } },
    '$sum(items.name): cannot be evaluated: Argument 1 of function "sum" must be an array of "numbers"',
  ],
  [{ at: { items: 'array' } }, 'json: expected JSON, got "<html>"', '<html>'],
  [{ exactly: { ...data, total: 3 } }, 'json.total: expected 3, got the number 2'],
  [{ exactly: { items: data.items } }, 'json.total: expected no such field, got the number 2'],
  [{ exactly: { ...data, items: [data.items[0] ?? null] } }, 'json.items: expected 1 items, got 2'],
  [{ exactly: null }, 'json: expected null, got an object'],
  [{ schema }, 'json.items[1].id: expected integer, got the string "8"', { items: [{ id: 7 }, { id: '8' }] }],
  [{ schema }, 'json.items: expected it, got nothing', {}],
  [{ schema: { ...schema, additionalProperties: false } }, 'json.total: expected no such field, got the number 2'],
  [{ schema: { properties: { total: { enum: [3, 4] } } } }, 'json.total: expected one of [3,4], got the number 2'],
  [
    { schema: { properties: { at: { format: 'date-time' } } } },
    'json.at: expected to match format "date-time", got the string "today"',
    { at: 'today' },
  ],
  [{ bytes: { max: 10 } }, 'body: expected at most 10 bytes, got 61'],
  [{ bytes: 5 }, 'body: expected 5 bytes, got 61'],
  [{ bytes: { min: '1KiB' } }, 'body: expected at least 1024 bytes, got 61'],
  [{ exactly: data, json: 'array' }, 'json: expected JSON, got an empty text', ''],
]

for (const [expected, message, body = data] of failing) {
  test(`says exactly what differs from ${JSON.stringify(expected)}: ${message}`, async () => {
    expect(await messageFor(expected, body)).toBe(message)
  })
}

test('reads a schema from a file of the project', async () => {
  const folder = folderWith({ 'schema.json': JSON.stringify(schema), 'schema.yaml': 'type: array' })
  expect(await messageFor({ schema: 'schema.json' }, data, folder)).toBeUndefined()
  expect(await messageFor({ schema: 'schema.yaml' }, data, folder)).toBe('json: expected array, got an object')
})

const wrongSchemas: readonly (readonly [unknown, RegExp])[] = [
  ['none.json', /none\.json cannot be read: it does not exist/],
  ['broken.json', /broken\.json is no JSON: /],
  ['list.json', /list\.json is no JSON Schema: it holds no map/],
  [{ type: 'text' }, /schema is no JSON Schema: /],
  [{ type: 'object', requierd: ['a'] }, /unknown keyword: "requierd"/],
  [{ $ref: '#/$defs/none' }, /can't resolve reference/],
  [{}, /any would meet it/],
  [{ title: 'Reports' }, /any would meet it/],
  [7, /7 is no JSON Schema/],
]

test.each(wrongSchemas)('refuses the schema %j before anything is sent', async (wrong, message) => {
  const folder = folderWith({ 'broken.json': '{', 'list.json': '[]' })
  const steps = [step('http', { get: 'https://a.example/', expect: { schema: wrong } } as Settings)]
  const { problems } = await judgeSuite({ steps }, { folder })
  expect(problems.map((one) => one.message).join()).toMatch(message)
  expect(problems.length).toBe(1)
})

test('refuses what is no JSONata before anything is sent', async () => {
  const steps = [step('http', { get: 'https://a.example/', expect: { at: { 'items[': 1 } } })]
  const { problems } = await judgeSuite({ steps })
  expect(problems[0]?.message).toMatch(/"items\[" is no JSONata/)
})

test.each<readonly [Settings, RegExp]>([
  [{ at: {} }, /names no places/],
  [{ at: { id: 'text' } }, /no kind of value/],
  [{ bytes: 'big' }, /is no size/],
  [{ bytes: { min: 0 } }, /is no size/],
  [{ bytes: { min: 5, max: 1 } }, /is no size/],
  [{ within: '1s' }, /expects nothing/],
  [{ percentiles: { p95: '1s' } }, /expects nothing/],
  [{ status: 200, percentiles: { p95: '1s' } }, /one answer has no percentiles/],
])('refuses to expect %j', (expected, message) => {
  expect(problemsOf('http', { get: 'https://a.example/', expect: expected }).join()).toMatch(message)
})

test('expects an answer to lead somewhere', async () => {
  const origin = await serve((request, response) =>
    response.writeHead(request.url === '/a' ? 302 : 200, { location: '/b?c=1' }).end(),
  )
  const end = async (path: string, redirect: JsonWithText, more: Settings = {}): Promise<string | undefined> => {
    const settings = { get: origin + path, expect: { redirect, ...more } } as Settings
    return (await run([step('http', settings, once)])).steps[0]?.message
  }
  expect(await end('/a', '/b?c=1')).toBeUndefined()
  expect(await end('/a', { matches: '/b' })).toBeUndefined()
  expect(await end('/a', `${origin}/b?c=1`, { status: 302 })).toBeUndefined()
  expect(await end('/a', '/c')).toBe(`redirect: expected "${origin}/c", got "${origin}/b?c=1"`)
  expect(await end('/b', '/b?c=1')).toBe('expected status 301 or 302 or 303 or 307 or 308, got 200')
  expect(problemsOf('http', { get: origin, follow: true, expect: { redirect: '/b' } }).join()).toMatch(
    /is not the answer/,
  )
})

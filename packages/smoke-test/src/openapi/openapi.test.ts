import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonWithText } from '@project-utils/project'
import { expect, onTestFinished, test } from 'vitest'
import { judgeSuite } from '../suite/judge.ts'
import { run, serve, step } from '../suite.test.fixture.ts'

type Settings = Readonly<Record<string, JsonWithText>>

const shared = `
paths:
  /reports/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get:
      operationId: getReport
      responses:
        "200":
          description: the report
          headers:
            X-Total: { required: true, schema: { type: integer, minimum: 1 } }
            X-Tags: { schema: { type: array, items: { type: integer } } }
          content:
            application/json: { schema: { $ref: "#/components/schemas/Report" } }
            text/plain: { schema: { type: string, maxLength: 5 } }
        "404": { $ref: "#/components/responses/NotFound" }
        5XX: { description: a failure, content: { "*/*": {} } }
    delete:
      responses: { "204": { description: gone } }
  /reports/latest:
    get:
      responses: { "200": { description: ok, content: { application/json: { schema: { type: array } } } } }
  /reports:
    post:
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/Report" } } }
      responses:
        "201": { description: made, content: { application/json: { schema: { $ref: "#/components/schemas/Report" } } } }
        default: { description: else, content: { application/problem+json: { schema: { required: [title], type: object } } } }
`
const old = `openapi: 3.0.3
info: { title: Votes, version: "1" }
servers: [{ url: "https://api.example/{stage}", variables: { stage: { default: v1 } } }, { url: / }]
${shared}
components:
  responses: { NotFound: { description: none, content: { application/json: { schema: { $ref: "#/components/schemas/Problem" } } } } }
  schemas:
    Problem: { type: object, required: [message], properties: { message: { type: string } } }
    Report:
      type: object
      required: [id, message, secret, createdAt]
      additionalProperties: false
      properties:
        id: { type: integer, minimum: 0, exclusiveMinimum: true, readOnly: true }
        message: { type: string, nullable: true, example: nullable }
        secret: { type: string, writeOnly: true }
        createdAt: { type: string, format: date-time, readOnly: true }
        parent: { nullable: true, allOf: [{ $ref: "#/components/schemas/Problem" }] }
`
const modern = old
  .replace('3.0.3', '3.1.0')
  .replace('minimum: 0, exclusiveMinimum: true', 'exclusiveMinimum: 0')
  .replace('type: string, nullable: true', 'type: [string, "null"]')
  .replace(
    '{ nullable: true, allOf: [{ $ref: "#/components/schemas/Problem" }] }',
    '{ oneOf: [{ type: "null" }, { $ref: "#/components/schemas/Problem" }] }',
  )

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'project-utils-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

interface Given {
  readonly method?: string
  readonly path?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly sent?: unknown
  readonly openapi?: JsonWithText
}

const report = { id: 1, message: null, createdAt: '2026-11-21T16:15:02Z', parent: null }

/** What a step says that expects the answer to be as the document declares it. */
async function messageFor(text: string, given: Given): Promise<string | undefined> {
  const { method = 'get', path = '/reports/a1', status = 200, body = report, sent, openapi = 'api.yaml' } = given
  const headers = { 'content-type': 'application/json', 'x-total': '2', ...given.headers }
  const origin = await serve((_, response) => {
    for (const [name, value] of Object.entries(headers)) if (value !== '') response.setHeader(name, value)
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  const expected = { status: ['2xx', '4xx', '5xx'], openapi }
  const settings = { [method]: origin + path, ...(sent === undefined ? {} : { body: sent }), expect: expected }
  const once = { retry: { attempts: 1 } }
  const folder = folderWith({ 'api.yaml': text })
  return (await run([step('http', settings as Settings, once)], { folder })).steps[0]?.message
}

const answers: readonly (readonly [string, Given, string | undefined])[] = [
  ['the declared answer', {}, undefined],
  ['a server with a path', { path: '/v1/reports/a1' }, undefined],
  ['the local prefix of an API', { path: '/_aws/execute-api/abc/$default/reports/a1' }, undefined],
  ['another declared type', { body: 'short', headers: { 'content-type': 'text/plain; charset=utf-8' } }, undefined],
  ['a status by its class', { status: 503, body: 'x', headers: { 'content-type': 'text/html' } }, undefined],
  [
    'a status by default',
    {
      method: 'post',
      path: '/reports',
      sent: {},
      status: 418,
      body: { title: 'no' },
      headers: { 'content-type': 'application/problem+json' },
    },
    undefined,
  ],
  ['a response behind a reference', { status: 404, body: { message: 'none' } }, undefined],
  ['no body', { method: 'delete', status: 204, body: '' }, undefined],
  ['the most precise path', { path: '/reports/latest', body: [] }, undefined],
  ['the most precise path, violated', { path: '/reports/latest' }, 'api.yaml: json: expected array, got an object'],
  [
    'an undeclared status',
    { status: 201 },
    'api.yaml: status 201 is not declared for GET /reports/{id}, only 200, 404, 5XX',
  ],
  [
    'an undeclared path',
    { path: '/votes' },
    'api.yaml: GET /votes is not in the document, which has no such path; operation: names one',
  ],
  [
    'an undeclared method',
    { method: 'put', sent: {} },
    'api.yaml: PUT /reports/a1 is not in the document, which has only GET, DELETE there',
  ],
  [
    'an undeclared type',
    { headers: { 'content-type': 'text/html' } },
    'api.yaml: header content-type: expected application/json or text/plain, got "text/html"',
  ],
  [
    'no type',
    { headers: { 'content-type': '' } },
    'api.yaml: header content-type: expected application/json or text/plain, got none',
  ],
  [
    'a text against its schema',
    { body: 'too long', headers: { 'content-type': 'text/plain' } },
    'api.yaml: body: expected NOT have more than 5 characters, got the string "too long"',
  ],
  ['a missing header', { headers: { 'x-total': '' } }, 'api.yaml: header x-total: expected it, got none'],
  ['a wrong header', { headers: { 'x-total': '0' } }, 'api.yaml: header x-total: expected >= 1, got the number 0'],
  [
    'a list in a header',
    { headers: { 'x-tags': '1, x' } },
    'api.yaml: header x-tags[1]: expected integer, got the string "x"',
  ],
  ['a body that is no JSON', { body: '<html>' }, 'api.yaml: json: expected JSON, got "<html>"'],
  ['an empty body', { body: '' }, 'api.yaml: body: expected application/json or text/plain, got nothing'],
  ['a body where none is declared', { method: 'delete', status: 204, body: '' }, undefined],
  ['a wrong field', { body: { ...report, id: 0 } }, 'api.yaml: json.id: expected > 0, got the number 0'],
  ['a missing field', { body: { id: 1, message: 'a' } }, 'api.yaml: json.createdAt: expected it, got nothing'],
  [
    'a wrong format',
    { body: { ...report, createdAt: 'today' } },
    'api.yaml: json.createdAt: expected to match format "date-time", got the string "today"',
  ],
  [
    'an unknown field',
    { body: { ...report, more: 1 } },
    'api.yaml: json.more: expected no such field, got the number 1',
  ],
  ['a failure against its reference', { status: 404, body: {} }, 'api.yaml: json.message: expected it, got nothing'],
  ['the named operation', { path: '/elsewhere', openapi: { document: 'api.yaml', operation: 'getReport' } }, undefined],
  [
    'the named method and path',
    { path: '/elsewhere', openapi: { document: 'api.yaml', operation: 'GET /reports/{id}' } },
    undefined,
  ],
]

for (const [version, text] of [
  ['3.0', old],
  ['3.1', modern],
] as const) {
  test.each(answers)(`judges by OpenAPI ${version} %s`, async (_, given, message) => {
    expect(await messageFor(text, given)).toBe(message)
  })

  test(`takes by OpenAPI ${version} null only where it may be`, async () => {
    expect(await messageFor(text, { body: { ...report, id: null } })).toMatch(
      /^api\.yaml: json\.id: expected integer, got null/,
    )
    expect(await messageFor(text, { body: { ...report, parent: {} } })).toMatch(/^api\.yaml: json\.parent/)
  })

  test(`judges by OpenAPI ${version} the request where it is told to`, async () => {
    const openapi = { document: 'api.yaml', request: true }
    const given = { method: 'post', path: '/reports', status: 201, openapi } as const
    expect(await messageFor(text, { ...given, sent: { message: 'a', secret: 'b' } })).toBeUndefined()
    expect(await messageFor(text, { ...given, sent: { message: 'a' } })).toBe(
      'api.yaml: request.secret: expected it, got nothing',
    )
    expect(await messageFor(text, given)).toBe('api.yaml: request: POST /reports needs a body, none was sent')
    expect(await messageFor(text, { ...given, sent: 'text' })).toBe(
      'api.yaml: request: expected application/json, sent "text/plain; charset=utf-8"',
    )
  })
}

test('says which schema of the document is wrong', async () => {
  const wrong = old.replace('type: array }', 'type: list }')
  expect(await messageFor(wrong, { path: '/reports/latest', body: [] })).toMatch(/the document's schema is wrong: /)
})

test.each<readonly [string, JsonWithText, RegExp]>([
  ['', 'none.yaml', /none\.yaml cannot be read: it does not exist/],
  ['a: [', 'api.yaml', /api\.yaml is no YAML: /],
  ['swagger: "2.0"', 'api.yaml', /is written in Swagger 2\.0/],
  ['openapi: 4.0.0', 'api.yaml', /is no document of OpenAPI 3\.0 or 3\.1/],
  ['openapi: 3.1.0', 'api.yaml', /declares no paths/],
  [
    old.replace('#/components/responses/NotFound', '#/components/responses/Nothing'),
    'api.yaml',
    /refers to #\/components\/responses\/Nothing, which is not there/,
  ],
  [
    old.replace('#/components/responses/NotFound', 'other.yaml#/NotFound'),
    'api.yaml',
    /only places inside the document are followed/,
  ],
  [old, { document: 'api.yaml', operation: 'getVotes' }, /has no operation getVotes; it has .*"getReport"/],
  [old, 'https://api.example/openapi.yaml', /is no file of the project/],
  [old, { document: 'api.yaml', operations: 'getReport' }, /"operations" is no setting/],
  [old, {}, /names no document/],
])('refuses a document that cannot be used before anything is sent (%#)', async (text, openapi, message) => {
  const steps = [step('http', { get: 'https://a.example/', expect: { openapi } })]
  const { problems } = await judgeSuite({ steps }, { folder: folderWith({ 'api.yaml': text }) })
  expect(problems.map((one) => one.message).join()).toMatch(message)
})

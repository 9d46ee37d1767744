import type { Application, Edit, Fault, FunctionId } from './fault.ts'

const code =
  (id: FunctionId, file: string, ...edit: Edit) =>
  (application: Application) =>
    application.code(id, { [file]: edit })

/** Faults in what the functions answer. */
export const answerFaults: readonly Fault[] = [
  {
    name: 'a wrong status: a new report is answered with 200',
    plant: code('ApiFunction', 'reports-routes.ts', 'status: 201', 'status: 200'),
    suites: ['paths'],
    step: 'a report is taken',
    says: /expected status 201, got 200/,
  },
  {
    name: 'a missing header: nobody learns where the new report is',
    plant: code('ApiFunction', 'reports-routes.ts', ', headers: { location: `/reports/${id}` }', ''),
    suites: ['paths'],
    step: 'a report is taken',
    says: /header location: expected it, got none/,
  },
  {
    name: 'wrong cache headers: answers of the API may be kept',
    plant: code('ApiFunction', 'http.ts', "'no-store'", "'public, max-age=300'"),
    suites: ['smoke'],
    step: 'the API lists reports',
    says: /header cache-control: expected "no-store", got "public, max-age=300"/,
  },
  {
    name: 'a wrong content type: JSON is sent as HTML',
    plant: code('ApiFunction', 'http.ts', 'application/json; charset=utf-8', 'text/html'),
    suites: ['smoke'],
    step: 'the API lists reports',
    says: /header content-type: expected to match .*got "text\/html"/,
  },
  {
    name: 'an error page as 200: an unknown report is found',
    plant: code(
      'ApiFunction',
      'http.ts',
      'statusCode: reply.status,',
      'statusCode: reply.status < 400 ? reply.status : 200,',
    ),
    suites: ['smoke'],
    step: 'an unknown report is told as such',
    says: /expected status 404, got 200/,
  },
  {
    name: 'a slow answer: the list takes eleven seconds',
    plant: code(
      'ApiFunction',
      'reports-routes.ts',
      'async run({ query }) {',
      'async run({ query }) { if (!query["limit"]) await new Promise((done) => setTimeout(done, 11_000))',
    ),
    suites: ['smoke'],
    step: 'the API lists reports',
    says: /expected the answer within 10 s, it took 1[1-9]/,
  },
  {
    name: '500 on one path: no report can be read',
    plant: code(
      'ApiFunction',
      'reports-routes.ts',
      "body: await readKnown(table, parameters['id'] ?? '')",
      'body: (parameters as never as { report: { id: string } }).report.id',
    ),
    suites: ['smoke'],
    step: 'an unknown report is told as such',
    says: /expected status 404, got 500 \(.*something went wrong/,
  },
  {
    name: 'a body cut off',
    plant: code(
      'ApiFunction',
      'http.ts',
      'body: JSON.stringify(reply.body),',
      'body: JSON.stringify(reply.body).slice(0, -7),',
    ),
    suites: ['smoke'],
    step: 'the API lists reports',
    says: /json: expected JSON, got /,
  },
  {
    name: 'a field renamed: fraud becomes frauds',
    plant: code(
      'ApiFunction',
      'dynamo-table.ts',
      'return { id, message, channel, createdAt, fraud, genuine }',
      'return { id, message, channel, createdAt, frauds: fraud, genuine } as never',
    ),
    suites: ['paths'],
    step: 'a report is found where it was said to be',
    says: /json\.fraud: expected 0, got nothing/,
  },
  {
    name: 'mixed versions of the API: votes are answered in another form',
    plant: code(
      'VoteFunction',
      'votes-routes.ts',
      'body: await readKnown(table, id)',
      'body: await readKnown(table, id).then(({ fraud, genuine, ...report }) => ({ ...report, votes: { fraud, genuine } }))',
    ),
    suites: ['paths'],
    step: 'a vote is counted',
    says: /json\.fraud: expected 1, got nothing/,
  },
  {
    name: 'a time in another form: seconds since 1970',
    plant: code('ApiFunction', 'reports-routes.ts', 'options.now().toISOString()', 'String(options.now().getTime())'),
    suites: ['paths'],
    step: 'a report is taken',
    says: /json\.createdAt: expected a text that matches .*got the string "\d+"/,
  },
  {
    name: 'what was sent is not checked: an empty report is taken',
    plant: code('ApiFunction', 'input.ts', "if (message === '') throw", "if (message === 'never') throw"),
    suites: ['paths'],
    step: 'no empty message is taken',
    says: /expected status 400, got 201/,
  },
  {
    name: 'a body that is no JSON breaks the function',
    plant: code(
      'ApiFunction',
      'http.ts',
      "throw new Refusal(400, 'invalid', 'body must be JSON')",
      "throw new Error('bad body')",
    ),
    suites: ['paths'],
    step: 'no body is taken that is no JSON',
    says: /expected status 400, got 500/,
  },
  {
    name: 'a refusal without its cause: every one says "error"',
    plant: code(
      'ApiFunction',
      'http.ts',
      'body: { error: { code, message } }',
      "body: { error: { code: 'error', message } }",
    ),
    suites: ['smoke'],
    step: 'an unknown report is told as such',
    says: /json\.error\.code: expected "not-found", got the string "error"/,
  },
]

import type { Application, Edit, Fault, FunctionId } from './fault.ts'

const code =
  (id: FunctionId, file: string, ...edit: Edit) =>
  (application: Application) =>
    application.code(id, { [file]: edit })

/** Faults in what the functions read and keep. */
export const dataFaults: readonly Fault[] = [
  {
    name: 'a list in the wrong order: the oldest first',
    plant: code('ApiFunction', 'dynamo-table.ts', 'ScanIndexForward: false', 'ScanIndexForward: true'),
    suites: ['paths'],
    step: 'the newest are listed first',
    says: /newest first/,
  },
  {
    name: 'the limit ignored',
    plant: code('ApiFunction', 'dynamo-table.ts', 'Limit: limit,', ''),
    suites: ['paths'],
    step: 'a page holds as many as were asked for',
    says: /json\.items: expected a length of 1, got an array of \d+/,
  },
  {
    name: 'the limit unbounded: a page may hold everything',
    plant: code('ApiFunction', 'input.ts', '|| limit > largestPage', ''),
    suites: ['smoke'],
    step: 'a page of too many reports is refused',
    says: /expected status 400, got 200/,
  },
  {
    name: 'pages lost: there is no next one',
    plant: code('ApiFunction', 'reports-routes.ts', '...(next ? { next: writeCursor(next) } : {})', ''),
    suites: ['paths'],
    step: 'a page holds as many as were asked for',
    says: /json\.next: expected .*got nothing/,
  },
  {
    name: 'pages repeated: the next one begins at the top again',
    plant: code('ApiFunction', 'dynamo-table.ts', 'after ? { ExclusiveStartKey', 'false ? { ExclusiveStartKey'),
    suites: ['paths'],
    step: 'the next page goes on after it',
    says: /\$captured\.top .* gives nothing/,
  },
  {
    name: 'duplicates counted: a voter may vote twice',
    plant: code(
      'VoteFunction',
      'dynamo-table.ts',
      "ConditionExpression: 'attribute_not_exists(pk)',\n        },\n      },\n      {\n        Update",
      '},\n      },\n      {\n        Update',
    ),
    suites: ['paths'],
    step: 'the same voter is refused',
    // Beside it another step gives the voter all votes of the day.
    says: /expected status 409, got (201|429)/,
  },
  {
    name: 'no limit of votes: one voter may give any number',
    plant: code(
      'VoteFunction',
      'dynamo-table.ts',
      "ConditionExpression: 'attribute_not_exists(#given) OR #given < :limit'",
      "ConditionExpression: 'attribute_not_exists(#given) OR #given >= :one OR #given < :limit'",
    ),
    suites: ['paths'],
    step: 'one who has given all votes of the day is refused',
    says: /expected status 429, got 201/,
  },
  {
    name: 'votes swapped: fraud counts as genuine',
    plant: code(
      'VoteFunction',
      'dynamo-table.ts',
      "'#verdict': verdict,",
      "'#verdict': verdict === 'fraud' ? 'genuine' : 'fraud',",
    ),
    suites: ['paths'],
    step: 'a vote is counted',
    says: /json\.fraud: expected 1, got the number 0/,
  },
  {
    name: 'a vote not counted for the list',
    plant: code(
      'VoteFunction',
      'dynamo-table.ts',
      'ADD #verdict :one, #votes :one',
      'ADD #verdict :one SET #votes = :one',
    ),
    suites: ['paths'],
    step: 'the report is kept in the table',
    says: /item\.votes: expected 2, got the number 1/,
  },
  {
    name: 'a write swallowed: 201, and nothing is kept',
    plant: code('ApiFunction', 'reports-routes.ts', 'await table.create(report)', ''),
    suites: ['paths'],
    step: 'a report is found where it was said to be',
    says: /expected status 200, got 404/,
  },
  {
    name: "a voter's token kept as it is",
    plant: code('VoteFunction', 'votes-routes.ts', 'voter: hash(voter)', 'voter'),
    suites: ['paths'],
    step: 'a vote is kept under the hash of its voter',
    says: /items: expected something that contains/,
  },
  {
    name: 'a wrong table: reports are kept elsewhere',
    async plant(application) {
      const name = await application.otherTable()
      const undo = [
        await application.policy('ApiFunction', (text) => text.replaceAll('-table-reports', '-table-*')),
        await application.policy('VoteFunction', (text) => text.replaceAll('-table-reports', '-table-*')),
        await application.variables('ApiFunction', { TABLE_NAME: name }),
        await application.variables('VoteFunction', { TABLE_NAME: name }),
      ]
      return async () => {
        for (const back of undo) await back()
      }
    },
    suites: ['paths'],
    step: 'the report is kept in the table',
    says: /expected an item with key .*, there is none/,
  },
  {
    name: 'permission denied: the role may not query',
    plant: (application) =>
      application.policy('ApiFunction', (text) => text.replace('dynamodb:Query', 'dynamodb:Scan')),
    suites: ['smoke'],
    step: 'the API lists reports',
    says: /expected status 200, got 500 \(.*something went wrong/,
  },
  {
    name: 'permission denied: the role may not write votes',
    plant: (application) =>
      application.policy('VoteFunction', (text) => text.replace('"dynamodb:UpdateItem"', '"dynamodb:DescribeTable"')),
    suites: ['paths'],
    step: 'a vote is counted',
    says: /expected status 201, got 500/,
  },
  {
    name: 'an environment variable missing: the function does not start',
    plant: (application) => application.variables('ApiFunction', { TABLE_NAME: undefined }),
    suites: ['smoke'],
    step: 'the API lists reports',
    says: /expected status 200, got 50\d/,
  },
  {
    name: 'a flag not heeded: the leaderboard is open to all',
    plant: (application) => application.variables('ApiFunction', { SHOW_LEADERBOARD: 'true' }),
    suites: ['smoke'],
    step: 'the leaderboard is as its flag says',
    says: /expected status 400, got 200/,
  },
  {
    name: 'a log of errors: all answers are right, and the log is full',
    plant: code(
      'ApiFunction',
      'http.ts',
      "level: failure ? 'error' : 'info',",
      "level: method === 'POST' && reply.status === 400 ? 'error' : 'info',",
    ),
    suites: ['paths'],
    step: 'no report has failed',
    says: /expected no such line, got \d+/,
  },
]

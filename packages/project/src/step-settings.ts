import * as v from 'valibot'
import { text } from './fields.ts'

const url = (method: string) =>
  v.exactOptional(
    v.pipe(text, v.description(`Sends a ${method} request to this URL, mostly \`\${outputs.stack.Output}/path\`.`)),
  )

const httpExpect = v.pipe(
  v.looseObject({
    status: v.exactOptional(v.pipe(v.unknown(), v.description('Status code, such as `200`.'))),
    headers: v.exactOptional(v.pipe(v.unknown(), v.description('Headers that must be there.'))),
    json: v.exactOptional(
      v.pipe(v.unknown(), v.description('Shape or values of the JSON body; only what is named is compared.')),
    ),
    text: v.exactOptional(v.pipe(v.unknown(), v.description('Text that the body must hold.'))),
    within: v.exactOptional(v.pipe(v.unknown(), v.description('How long it may take, such as `2s`.'))),
  }),
  v.description('What the answer must be.'),
)

const http = v.pipe(
  v.looseObject({
    get: url('GET'),
    post: url('POST'),
    put: url('PUT'),
    delete: url('DELETE'),
    patch: url('PATCH'),
    headers: v.exactOptional(v.pipe(v.record(v.string(), v.unknown()), v.description('Headers that are sent.'))),
    body: v.exactOptional(v.pipe(v.unknown(), v.description('Body that is sent: a text, or anything as JSON.'))),
    expect: v.exactOptional(httpExpect),
  }),
  v.description('An HTTP request and what its answer must be.'),
)

const lambda = v.pipe(
  v.looseObject({
    function: v.exactOptional(v.pipe(text, v.description('Logical id of the function in the template.'))),
    event: v.exactOptional(v.pipe(v.unknown(), v.description('Event that the function is given, as JSON.'))),
    expect: v.exactOptional(
      v.pipe(
        v.looseObject({
          status: v.exactOptional(v.pipe(v.unknown(), v.description('`statusCode` of the answer.'))),
          json: v.exactOptional(
            v.pipe(v.unknown(), v.description('Shape or values of the answer; only what is named is compared.')),
          ),
          error: v.exactOptional(v.pipe(v.unknown(), v.description('The error that the function must end with.'))),
        }),
        v.description('What the function must answer.'),
      ),
    ),
  }),
  v.description('A call of a function and what it must answer.'),
)

const settings = (summary: string) => v.pipe(v.looseObject({}), v.description(summary))
const settingsOrText = (summary: string) => v.pipe(v.union([text, v.looseObject({})]), v.description(summary))

/** The settings of each kind of step as editors know them; the package that runs steps judges what stands inside. */
export const stepSettings: {
  readonly [Kind in StepKindName]: v.GenericSchema<string | Readonly<Record<string, unknown>>>
} = {
  http,
  lambda,
  dynamodb: settings('Reads or writes items of a table, and what must be there.'),
  s3: settings('Reads or writes an object of a bucket, and what must be there.'),
  sqs: settings('Sends a message to a queue, or says what must be in it.'),
  sns: settings('Publishes a message to a topic.'),
  eventbridge: settings('Puts an event on a bus.'),
  logs: settings('What a log group must hold since the suite began.'),
  stack: settings('The state that a stack must be in, and its outputs.'),
  dns: settings('What a name must resolve to.'),
  tls: settings('What the certificate of a host must be.'),
  browser: settings('Opens a page in a browser, and what it must show.'),
  command: settingsOrText('A command for the shell, and how it must end.'),
  wait: settingsOrText('How long to wait, such as `2s`.'),
}

/** The kinds of steps; a step has exactly one of them as a key. */
export type StepKindName =
  | 'http'
  | 'lambda'
  | 'dynamodb'
  | 's3'
  | 'sqs'
  | 'sns'
  | 'eventbridge'
  | 'logs'
  | 'stack'
  | 'dns'
  | 'tls'
  | 'browser'
  | 'command'
  | 'wait'

/** The kinds of steps by name, in the order in which people are told of them. */
export const stepKinds: readonly StepKindName[] = Object.keys(stepSettings) as StepKindName[]

import * as v from 'valibot'
import { text } from './fields.ts'

type Fields = Readonly<Record<string, string>>

const loose = (fields: Fields) =>
  v.looseObject(
    Object.fromEntries(
      Object.entries(fields).map(([name, summary]) => [
        name,
        v.exactOptional(v.pipe(v.unknown(), v.description(summary))),
      ]),
    ),
  )

const settings = (summary: string, fields: Fields, expected?: Fields) => {
  const known = loose(fields)
  if (expected === undefined) return v.pipe(known, v.description(summary))
  const expect = v.exactOptional(v.pipe(loose(expected), v.description('What must be found.')))
  return v.pipe(v.looseObject({ ...known.entries, expect }), v.description(summary))
}

const shape = 'only what is named is compared.'
const message = {
  attributes: 'Attributes of the message, by name.',
  group: 'Message group; for FIFO.',
  deduplication: 'Deduplication id; for FIFO.',
}
const textOr = 'a text that is in it, or `{ equals: … }`, `{ contains: … }`, `{ matches: … }`.'

/** The settings of steps that invoke functions, look at services, names and certificates, run commands and wait, as editors know them. */
export const serviceStepSettings: {
  readonly [Kind in
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
    | 'command'
    | 'wait']: v.GenericSchema<string | Readonly<Record<string, unknown>>>
} = {
  lambda: settings(
    'A call of a function and what it must answer.',
    {
      function: 'Function: logical id in the template, or `-word` of the naming convention.',
      event: 'Event that the function is given, as JSON.',
      invocation: '`request` (default), or `event`: handed over without waiting for an answer.',
      qualifier: 'Version or alias; in a gate the new version comes before it.',
      context: 'What the function sees as its client context.',
    },
    {
      status: '`statusCode` of the answer.',
      body: `Shape of the parsed body of an API's answer; ${shape}`,
      json: `Shape of the whole answer; ${shape}`,
      error: 'The error that the function must end with. Default: `none`.',
      within: 'How long it may take, such as `2s`.',
    },
  ),
  dynamodb: settings(
    'Reads or writes items of a table, and what must be there.',
    {
      table: 'Table: logical id, `-word` of the naming convention, or name.',
      get: 'Key of the item to read.',
      query: 'Partition key, and perhaps sort key: a value, `{ beginsWith: … }` or `{ from: …, to: … }`.',
      index: 'Index to query; an index is not read strongly consistent.',
      put: 'Item to write.',
      delete: 'Key of the item to delete.',
    },
    {
      item: `Shape of the item; ${shape}`,
      absent: '`true`: there must be no such item; needs `fence`.',
      count: 'How many items: `3`, `{ min: 1 }`, `{ max: 9 }`.',
      items: 'Shape of the list of items.',
      previous: 'Shape of the item that was there before; `null` for none.',
    },
  ),
  s3: settings(
    'Reads or writes an object of a bucket, and what must be there.',
    {
      bucket: 'Bucket: logical id, `-word` of the naming convention, or name.',
      get: 'Key of the object to read.',
      list: 'Prefix of the keys to list; an empty one for all.',
      put: 'Key of the object to write.',
      body: 'What is written: a text, or anything as JSON.',
      headers: '`content-type`, `cache-control`, `x-amz-meta-…` of what is written.',
      delete: 'Key of the object to delete.',
    },
    {
      headers: `By name; ${textOr}`,
      text: `The body; ${textOr}`,
      json: `Shape of the body; ${shape}`,
      bytes: 'How large: `7`, `{ min: 1 }`, `{ max: 900 }`.',
      absent: '`true`: there must be no such object; needs `fence`.',
      count: 'How many keys are listed.',
      keys: 'Shape of the list of keys.',
    },
  ),
  sqs: settings(
    'Sends a message to a queue, or says what must be in it.',
    {
      queue: 'Queue: logical id, `-word` of the naming convention, name or URL.',
      send: 'Message that is sent: a text, or anything as JSON.',
      ...message,
      consume: 'Whether the message that fits is deleted. Default: `false`.',
      wait: 'How long a message is waited for. Default: `5s`.',
    },
    {
      message: 'A message that fits `json`, `text` and `attributes`.',
      depth: 'How many messages there are: waiting, in flight and delayed.',
      empty: '`true`: there must be no message; needs `fence`.',
    },
  ),
  sns: settings('Publishes a message to a topic.', {
    topic: 'Topic: logical id, `-word` of the naming convention, name or ARN.',
    publish: 'Message: a text, or anything as JSON.',
    subject: 'Subject of mails.',
    ...message,
  }),
  eventbridge: settings(
    'Puts an event on a bus, or says what a rule must be.',
    {
      bus: 'Bus: logical id, `-word` of the naming convention, or name. Default: `default`.',
      put: 'Detail of the event.',
      source: 'Source of the event.',
      type: 'Detail type of the event.',
      rule: 'Rule to look at.',
    },
    { state: '`enabled` or `disabled`.', targets: 'How many targets the rule has.' },
  ),
  logs: settings(
    'What a log group must hold since the suite began.',
    {
      function: 'Function whose log group is read.',
      group: 'Log group: logical id, or name.',
      pattern: 'Filter pattern of CloudWatch Logs.',
      before: 'How long before the suite began lines count, too, such as `5m`.',
    },
    {
      text: `A line; ${textOr}`,
      json: `Shape of a line; ${shape}`,
      count: 'How many such lines. Default: at least one.',
      absent: '`true`: there must be no such line; needs `fence`.',
    },
  ),
  stack: settings(
    'The state that a stack must be in, and its outputs.',
    { stack: 'Stack: its key in `stacks`, or its name.' },
    {
      status: '`complete`, a status such as `UPDATE_COMPLETE`, or a list. Default: `complete`.',
      outputs: `Shape of the outputs; ${shape}`,
      resources: 'Logical ids that must be there, or a map from them to types.',
      absent: '`true`: there must be no such stack; needs `fence`.',
    },
  ),
  dns: settings(
    'What a name must resolve to.',
    {
      name: 'Name to resolve.',
      type: 'A (default), AAAA, CNAME, TXT, MX, NS, SOA, SRV, CAA or PTR.',
      server: 'Name server, such as `1.1.1.1`. Default: those of this machine.',
    },
    {
      contains: 'A record, or several, that must be there.',
      equals: 'All records, in any order.',
      records: 'Shape of the list of records.',
      count: 'How many records.',
      absent: '`true`: there must be no such record; needs `fence`.',
    },
  ),
  tls: settings(
    'What the certificate of a host must be; it must always be trusted, in force, and for that host.',
    {
      host: 'Host, or host and port. Default port: 443.',
      name: 'Name that the certificate must be for. Default: the host.',
      authority: 'File with the certificates that are trusted instead of the usual ones.',
    },
    {
      valid: '`true`: nothing more than that.',
      daysLeft: 'How many days it must at least be good for.',
      protocol: 'Oldest version that may be agreed on, such as `TLSv1.2`.',
      issuer: `Who issued it; ${textOr}`,
      names: 'A name that must stand in it.',
    },
  ),
  command: v.pipe(
    v.union([
      text,
      settings(
        'A command, and how it must end.',
        {
          run: 'Command for the shell, or a list of program and arguments.',
          environment: 'Environment variables, by name.',
        },
        {
          exit: 'Exit code, or a list. Default: `0`.',
          text: `What it prints; ${textOr}`,
          json: `Shape of what it prints; ${shape}`,
          error: `What it prints to its error output; ${textOr}`,
          within: 'How long it may take, such as `2s`.',
        },
      ),
    ]),
    v.description('A command for the shell, and how it must end.'),
  ),
  wait: v.pipe(
    v.union([text, settings('How long to wait.', { for: 'How long, such as `2s`; at most `15m`.' })]),
    v.description('How long to wait, such as `2s`. It proves nothing.'),
  ),
}

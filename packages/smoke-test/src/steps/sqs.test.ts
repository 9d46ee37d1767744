import { expect, test } from 'vitest'
import { fakeClient, needsFence, problemsOf, runOne, serviceError } from './step.test.fixture.ts'

const message = { message: { text: 'x' } }

test.each([
  [{ expect: message }, ['needs queue']],
  [{ queue: 'Votes' }, ['expects nothing of the answer (expect)']],
  [{ queue: 'Votes', expect: { message: {} } }, ['expects nothing of the answer (expect.message)']],
  [{ queue: 'Votes', expect: { message: 'x' } }, ['"x" is no map of expectations (expect.message)']],
  [{ queue: 'Votes', expect: { depth: 1, empty: true } }, ['looks for a message, or counts them, not both (expect)']],
  [{ queue: 'Votes', expect: { depth: 1 }, consume: true }, ['consume says nothing here (consume)']],
  [{ queue: 'Votes', expect: { depth: 1 }, wait: '1s' }, ['wait says nothing here (wait)']],
  [{ queue: 'Votes', expect: message, group: 'a' }, ['group says nothing here (group)']],
  [{ queue: 'Votes', send: 'x', expect: message }, ['expect says nothing of a message that is sent (expect)']],
  [{ queue: 'Votes', send: 'x', consume: true }, ['consume says nothing of a message that is sent (consume)']],
  [{ queue: 'Votes', expect: message, wait: 5 }, ['5 is no duration (wait)']],
])('refuses %j', (settings, problems) => {
  expect(problemsOf('sqs', settings as never)).toEqual(problems)
})

test.each([
  [{ empty: true }, true],
  [{ depth: 0 }, true],
  [{ depth: { max: 5 } }, true],
  [{ depth: 1 }, false],
  [message, false],
])('knows whether %j may mean: not there yet (%s)', async (expected, fenced) => {
  expect(await needsFence('sqs', { queue: 'Votes', expect: expected } as never)).toBe(fenced)
})

const url = 'https://sqs.us-east-1.amazonaws.com/1/votes'
const resources = { Votes: { physicalId: url, type: 'AWS::SQS::Queue', stack: 'votes-dev-app' } }
const received = (...bodies: readonly string[]) => ({
  Messages: bodies.map((Body, index) => ({
    Body,
    MessageId: `m${index}`,
    ReceiptHandle: `r-${Body}`,
    MessageAttributes: { Kind: { DataType: 'String', StringValue: 'vote' } },
  })),
})

/** A queue that gives these messages at the first receive, and none afterwards. */
function queue(...bodies: readonly string[]) {
  const batches = [received(...bodies)]
  return fakeClient({
    ReceiveMessage: () => batches.shift() ?? {},
    ChangeMessageVisibilityBatch: {},
    GetQueueAttributes: {},
    DeleteMessage: {},
    GetQueueUrl: { QueueUrl: url },
  })
}

const handlesOf = (calls: ReturnType<typeof queue>['calls'], name: string): readonly unknown[] =>
  calls.flatMap((call) => {
    if (call.name !== name) return []
    const { Entries = [call.input] } = call.input as { readonly Entries?: readonly Readonly<Record<string, unknown>>[] }
    return Entries.map((one) => [one['ReceiptHandle'], one['VisibilityTimeout']])
  })

const wanted = { json: { id: 2 }, attributes: { kind: 'vote' } }

test('finds a message and gives all back at once', async () => {
  const { client, calls } = queue('{"id":1}', '{"id":2}', 'other')
  const settings = { queue: 'Votes', expect: { message: wanted } }
  const result = await runOne('sqs', settings, { client, resources }, { capture: { id: 'json.id' } })
  expect(result.message).toBeUndefined()
  expect(handlesOf(calls, 'DeleteMessage')).toEqual([])
  expect(handlesOf(calls, 'ChangeMessageVisibilityBatch')).toEqual([
    ['r-{"id":1}', 0],
    ['r-{"id":2}', 0],
    ['r-other', 0],
  ])
})

test('deletes only the message that fits, and only when it says so', async () => {
  const { client, calls } = queue('{"id":1}', '{"id":2}', 'other')
  const settings = { queue: 'Votes', expect: { message: wanted }, consume: true }
  expect((await runOne('sqs', settings, { client, resources })).message).toBeUndefined()
  expect(handlesOf(calls, 'DeleteMessage')).toEqual([['r-{"id":2}', undefined]])
  expect(handlesOf(calls, 'ChangeMessageVisibilityBatch')).toHaveLength(2)
})

test('tells what the nearest message lacks, and gives it back', async () => {
  const { client, calls } = queue('{"id":1}')
  const settings = { queue: 'Votes', expect: { message: wanted }, wait: '50ms' }
  expect((await runOne('sqs', settings, { client, resources })).message).toBe(
    'expected a message that fits, none of 1 does; of the first json.id: expected 2, got the number 1',
  )
  expect(handlesOf(calls, 'ChangeMessageVisibilityBatch')).toEqual([['r-{"id":1}', 0]])
})

test('says that there is none', async () => {
  const { client } = queue()
  const settings = { queue: '-votes', expect: { message: wanted }, wait: '50ms' }
  expect((await runOne('sqs', settings, { client })).message).toBe('expected a message that fits, there is none')
})

const depth = (visible: string, hidden: string, delayed: string) => ({
  GetQueueAttributes: {
    Attributes: {
      ApproximateNumberOfMessages: visible,
      ApproximateNumberOfMessagesNotVisible: hidden,
      ApproximateNumberOfMessagesDelayed: delayed,
    },
  },
})

test.each([
  [{ expect: { depth: 6 } }, depth('1', '2', '3'), undefined],
  [{ expect: { empty: true } }, depth('0', '0', '0'), undefined],
  [{ expect: { empty: true } }, depth('0', '1', '0'), 'expected 0 messages, got 1'],
  [{ expect: { depth: { max: 2 } } }, depth('3', '0', '0'), 'expected 0 to 2 messages, got 3'],
  [{ expect: { empty: true } }, { GetQueueAttributes: {} }, 'expected how many messages wait, the answer does not say'],
  [{ send: { id: 1 }, attributes: { kind: 'vote' } }, { SendMessage: { MessageId: 'm' } }, undefined],
  [{ send: 'x' }, { SendMessage: {} }, 'expected the id of the message, the answer has none'],
  [
    { send: 'x' },
    { SendMessage: serviceError('QueueDoesNotExist') },
    `queue ${url} does not exist; the project has Votes (${url})`,
  ],
  [{ send: 'x' }, { SendMessage: serviceError('AccessDenied', 'no', 403) }, /it takes sqs:SendMessage/],
] as const)('asks %j', async (settings, answers, expected) => {
  const result = await runOne('sqs', { queue: 'Votes', ...settings } as never, { ...fakeClient(answers), resources })
  if (expected === undefined) expect(result.message).toBeUndefined()
  else if (typeof expected === 'string') expect(result.message).toBe(expected)
  else expect(result.message).toMatch(expected)
})

test('looks no more at messages that one more look would move to another queue', async () => {
  const policy = (maxReceiveCount: number) => ({ Attributes: { RedrivePolicy: JSON.stringify({ maxReceiveCount }) } })
  const look = async (most: number) => {
    const { client, calls } = fakeClient({
      GetQueueAttributes: policy(most),
      ReceiveMessage: () => (calls.at(-2)?.name === 'GetQueueAttributes' ? received('other') : {}),
      ChangeMessageVisibilityBatch: {},
    })
    const settings = { queue: 'Votes', expect: { message: { text: 'x' } }, wait: '1ms' }
    const again = { retry: { attempts: 5, every: '1ms' } }
    const { message: told } = await runOne('sqs', settings, { client, resources }, again)
    return [calls.filter(({ name }) => name === 'ChangeMessageVisibilityBatch').length, told]
  }
  const why = (most: number, looks: number) =>
    `its messages are not looked at: it moves messages away after ${most} receives, and was looked at ${looks} times`
  expect(await look(1)).toEqual([0, why(1, 0)])
  expect(await look(3)).toEqual([2, why(3, 2)])
})

import type { SQSClient } from '@aws-sdk/client-sqs'
import { readDuration } from '../duration.ts'
import { compareShape } from '../expect/compare-shape.ts'
import { countDifference, readCount } from '../expect/count.ts'
import { namedTextDifferences, readNamedTexts } from '../expect/named-texts.ts'
import { parseShape } from '../expect/shape.ts'
import { parseTextExpectation, type TextExpectation, textDifference } from '../expect/text-expectation.ts'
import {
  commonReaders,
  type Fields,
  isGiven,
  type Reader,
  readAnything,
  readExpected,
  readFields,
  readFlag,
  readName,
  readText,
  readTextMap,
  readTrue,
} from '../read-fields.ts'
import type { Report } from '../report.ts'
import { attemptService, type ServiceOutcome, shownLimit } from '../service/attempt.ts'
import { toBody, toMessageAttributes } from '../service/message-attributes.ts'
import { receiveMessages, type SeenMessage } from '../service/messages.ts'
import { findResource, type ResourceKind } from '../service/resource.ts'
import { type Attempt, defaultTimeLimit, type PreparedStep, type StepKind, type StepWorld } from '../step-kind.ts'
import { cut, isMap, show } from '../values.ts'

const queue: ResourceKind = {
  word: 'queue',
  types: ['AWS::SQS::Queue'],
  gone: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
}

const readContains: Reader<TextExpectation> = (value, report) => parseTextExpectation(value, 'contains', report)
const ofMessage = { json: parseShape, text: readContains, attributes: readNamedTexts }
const readMessage: Reader<Fields<typeof ofMessage>> = (value, report) => readExpected(value, ofMessage, report)
const expectations = { message: readMessage, depth: readCount, empty: readTrue }

const readers = {
  queue: readName,
  send: readAnything,
  attributes: readTextMap,
  group: readText,
  deduplication: readText,
  consume: readFlag,
  wait: readDuration,
  ...commonReaders,
}

/** Milliseconds that a step waits for its message where it does not say. */
const usualWait = 5000

type Settings = Fields<typeof readers>
type Expected = Fields<typeof expectations>

/** `sqs`: sends a message, finds one among those that wait, or counts them. */
export const sqsStep: StepKind = {
  prepare: (settings, report) => {
    const fields = readFields(settings, readers, report)
    const isComplete = isGiven(settings, 'queue', 'Votes', report)
    const isSending = fields.send !== undefined
    const expected = isSending ? undefined : readExpectations(fields, report.at('expect'))
    refuseOthers(fields, expected, report)
    if (fields.queue === undefined || !isComplete || (!isSending && expected === undefined)) return undefined
    const name = fields.queue
    const negative = negativeOf(expected)
    const looks: Looks = { count: 0 }
    return {
      writes: fields.writes ?? (isSending || fields.consume === true),
      timeLimit: fields.timeout ?? defaultTimeLimit + (fields.wait ?? 0),
      ...(negative === undefined ? {} : { negative }),
      attempt: (world, signal) => attempt(name, fields, expected, looks, world, signal),
    } satisfies PreparedStep
  },
}

function readExpectations({ expect }: Settings, report: Report): Expected | undefined {
  const expected = readExpected(expect?.value, expectations, report)
  if (expected === undefined) return undefined
  const given = Object.values(expected).filter((one) => one !== undefined)
  if (given.length > 1) {
    const hint = 'make a step of each'
    report.tell('SMOKE_EXPECTATION_INVALID', 'looks for a message, or counts them, not both', hint)
  }
  return expected
}

function refuseOthers(fields: Settings, expected: Expected | undefined, report: Report): void {
  const isSending = fields.send !== undefined
  const ofSending = ['attributes', 'group', 'deduplication'] as const
  const ofReceiving = ['consume', 'wait', 'expect'] as const
  const wrong = isSending
    ? ofReceiving
    : expected?.message === undefined
      ? ([...ofSending, 'consume', 'wait'] as const)
      : ofSending
  for (const name of wrong) {
    if (fields[name] === undefined) continue
    const message = isSending ? `${name} says nothing of a message that is sent` : `${name} says nothing here`
    report.at(name).tell('SMOKE_SETTING_INVALID', message, `leave ${name} out, or make another step of it`)
  }
}

function negativeOf(expected: Expected | undefined): string | undefined {
  if (expected?.empty === true) return 'an empty queue'
  return expected?.depth?.least === 0 ? 'what holds of an empty queue, too' : undefined
}

async function attempt(
  written: string,
  fields: Settings,
  expected: Expected | undefined,
  looks: Looks,
  world: StepWorld,
  signal: AbortSignal,
): Promise<Attempt> {
  const of = findResource(written, queue, world)
  const { send } = fields
  const request = {
    what: `${send !== undefined ? 'sending to' : expected?.message !== undefined ? 'receiving from' : 'looking at'} queue ${of.name}`,
    needs: needsOf(fields, expected),
    of,
    shown: {
      title: `${send === undefined ? 'look at' : 'SendMessage'} ${of.name}`,
      ...(send === undefined ? {} : { body: cut(toBody(send), shownLimit) }),
    },
  }
  return await attemptService(request, signal, async () => {
    const { GetQueueUrlCommand, SQSClient } = await import('../service/sdk-sqs.ts')
    const client = world.client(SQSClient)
    // CloudFormation calls a queue by its URL, people by its name.
    const isUrl = /^https?:/.test(of.name)
    const { QueueUrl = of.name } = isUrl
      ? {}
      : await client.send(new GetQueueUrlCommand({ QueueName: of.name }), { abortSignal: signal })
    if (send !== undefined) return await sendMessage(client, QueueUrl, { ...fields, send }, signal)
    const { message } = expected ?? {}
    if (message !== undefined) return await findMessage(client, QueueUrl, fields, message, looks, signal)
    return await countMessages(client, QueueUrl, expected, signal)
  })
}

function needsOf({ send, consume }: Settings, expected: Expected | undefined): readonly string[] {
  if (send !== undefined) return ['sqs:SendMessage']
  if (expected?.message === undefined) return ['sqs:GetQueueAttributes']
  const needs = ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility']
  return consume === true ? [...needs, 'sqs:DeleteMessage'] : needs
}

async function sendMessage(
  client: SQSClient,
  QueueUrl: string,
  { send, attributes, group, deduplication }: Settings & { readonly send: { readonly value: unknown } },
  abortSignal: AbortSignal,
): Promise<ServiceOutcome> {
  const { SendMessageCommand } = await import('../service/sdk-sqs.ts')
  const command = new SendMessageCommand({
    QueueUrl,
    MessageBody: toBody(send),
    MessageAttributes: toMessageAttributes(attributes),
    MessageGroupId: group,
    MessageDeduplicationId: deduplication,
  })
  const { MessageId } = await client.send(command, { abortSignal })
  const differences = MessageId === undefined ? ['expected the id of the message, the answer has none'] : []
  return { differences, answer: { json: { id: MessageId } } }
}

async function findMessage(
  client: SQSClient,
  QueueUrl: string,
  { consume = false, wait = usualWait }: Settings,
  expected: Fields<typeof ofMessage>,
  looks: Looks,
  signal: AbortSignal,
): Promise<ServiceOutcome> {
  const most = await readMostReceives(client, QueueUrl, signal)
  if (looks.count + 1 >= most) {
    const why = `it moves messages away after ${most} receives, and was looked at ${looks.count} times`
    const shown = { title: 'not looked at' }
    return { differences: [`its messages are not looked at: ${why}`], answer: {}, shown }
  }
  looks.count += 1
  const fits = (message: SeenMessage): boolean => messageDifferences(expected, message).length === 0
  const { found, seen } = await receiveMessages(client, { QueueUrl, fits, consume, wait }, signal)
  if (found !== undefined) return { differences: [], answer: { json: found } }
  const first = seen[0]
  const near = first === undefined ? '' : `; of the first ${messageDifferences(expected, first).join(', ')}`
  const many = seen.length === 0 ? 'there is none' : `none of ${seen.length} does`
  const shown = { title: `${seen.length} messages`, body: show(seen.slice(0, 10), shownLimit) }
  return { differences: [`expected a message that fits, ${many}${near}`], answer: {}, shown }
}

/** How often a step looked at the messages of its queue: each time counts as a receive of every message there. */
interface Looks {
  count: number
}

/** After how many receives a queue moves a message to another one. */
async function readMostReceives(client: SQSClient, QueueUrl: string, abortSignal: AbortSignal): Promise<number> {
  const { GetQueueAttributesCommand } = await import('../service/sdk-sqs.ts')
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] })
  const { Attributes } = await client.send(command, { abortSignal })
  const policy: unknown = JSON.parse(Attributes?.RedrivePolicy ?? 'null')
  const most = isMap(policy) ? Number(policy['maxReceiveCount']) : Number.NaN
  return Number.isNaN(most) ? Number.POSITIVE_INFINITY : most
}

function messageDifferences(expected: Fields<typeof ofMessage>, message: SeenMessage): readonly string[] {
  const { json, text, attributes } = expected
  const differences = json === undefined ? [] : [...compareShape(json, message.json, 'json')]
  const difference = text === undefined ? undefined : textDifference(text, message.text)
  if (difference !== undefined) differences.push(`text: expected ${difference}`)
  return attributes === undefined
    ? differences
    : [...differences, ...namedTextDifferences(attributes, message.attributes, 'attribute')]
}

async function countMessages(
  client: SQSClient,
  QueueUrl: string,
  expected: Expected | undefined,
  abortSignal: AbortSignal,
): Promise<ServiceOutcome> {
  const { GetQueueAttributesCommand } = await import('../service/sdk-sqs.ts')
  const command = new GetQueueAttributesCommand({
    QueueUrl,
    AttributeNames: [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ],
  })
  const { Attributes = {} } = await client.send(command, { abortSignal })
  const count = (name: '' | 'NotVisible' | 'Delayed'): number =>
    Number(Attributes[`ApproximateNumberOfMessages${name}`] ?? Number.NaN)
  const [visible, hidden, delayed] = [count(''), count('NotVisible'), count('Delayed')]
  const depth = visible + hidden + delayed
  const json = { depth, visible, inFlight: hidden, delayed }
  if (Number.isNaN(depth))
    return { differences: ['expected how many messages wait, the answer does not say'], answer: {} }
  const wanted = expected?.depth ?? { least: 0, most: 0 }
  const difference = countDifference(wanted, depth, 'messages')
  return { differences: difference === undefined ? [] : [difference], answer: { json } }
}

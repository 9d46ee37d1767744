import {
  commonReaders,
  isGiven,
  type Reader,
  readAnything,
  readFields,
  readName,
  readText,
  readTextMap,
} from '../read-fields.ts'
import { attemptService, shownLimit } from '../service/attempt.ts'
import { toBody, toMessageAttributes } from '../service/message-attributes.ts'
import { findResource, type ResourceKind } from '../service/resource.ts'
import { type Attempt, defaultTimeLimit, type PreparedStep, type StepKind, type StepWorld } from '../step-kind.ts'
import { cut } from '../values.ts'

const topic: ResourceKind = { word: 'topic', types: ['AWS::SNS::Topic'], gone: ['NotFound', 'NotFoundException'] }

const readNothing: Reader<never> = (_, report) => {
  const hint = 'leave it out; a later sqs or logs step proves that it was delivered'
  report.tell('SMOKE_EXPECTATION_INVALID', 'publishing proves only that SNS took the message', hint)
  return undefined
}

const readers = {
  ...commonReaders,
  topic: readName,
  publish: readAnything,
  subject: readText,
  attributes: readTextMap,
  group: readText,
  deduplication: readText,
  expect: readNothing,
}

interface Message {
  readonly body: string
  readonly subject: string | undefined
  readonly attributes: Readonly<Record<string, string>> | undefined
  readonly group: string | undefined
  readonly deduplication: string | undefined
}

/** `sns`: publishes a message; that it was delivered is for a later step to prove. */
export const snsStep: StepKind = {
  prepare: (settings, report) => {
    const {
      topic: name,
      publish,
      timeout,
      writes,
      subject,
      attributes,
      group,
      deduplication,
    } = readFields(settings, readers, report)
    const isComplete = [isGiven(settings, 'topic', 'Alerts', report), isGiven(settings, 'publish', '{ id: 7 }', report)]
    if (isComplete.includes(false) || name === undefined || publish === undefined) return undefined
    const message = { body: toBody(publish), subject, attributes, group, deduplication }
    return {
      writes: writes ?? true,
      timeLimit: timeout ?? defaultTimeLimit,
      attempt: (world, signal) => attempt(name, message, world, signal),
    } satisfies PreparedStep
  },
}

async function attempt(written: string, message: Message, world: StepWorld, signal: AbortSignal): Promise<Attempt> {
  const of = findResource(written, topic, world)
  const TopicArn = arnOf(of.name, world)
  const request = {
    what: `publishing to topic ${of.name}`,
    needs: ['sns:Publish'],
    of,
    shown: { title: `Publish ${of.name}`, body: cut(message.body, shownLimit) },
  }
  return await attemptService(request, signal, async () => {
    const { PublishCommand, SNSClient } = await import('../service/sdk-sns.ts')
    const command = new PublishCommand({
      TopicArn,
      Message: message.body,
      Subject: message.subject,
      MessageAttributes: toMessageAttributes(message.attributes),
      MessageGroupId: message.group,
      MessageDeduplicationId: message.deduplication,
    })
    const { MessageId } = await world.client(SNSClient).send(command, { abortSignal: signal })
    const differences = MessageId === undefined ? ['expected the id of the message, the answer has none'] : []
    return { differences, answer: { json: { id: MessageId } } }
  })
}

/** CloudFormation calls a topic by its ARN, people by its name. */
function arnOf(name: string, { region, account }: Pick<StepWorld, 'region' | 'account'>): string {
  if (name.startsWith('arn:')) return name
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
  return `arn:${partition}:sns:${region}:${account}:${name}`
}

import { setTimeout as wait } from 'node:timers/promises'
import type { Message, SQSClient } from '@aws-sdk/client-sqs'

/** A message as captures and shapes see it. */
export interface SeenMessage {
  readonly id: string
  readonly text: string
  /** The body as data; absent where it is no JSON. */
  readonly json?: unknown
  readonly attributes: Readonly<Record<string, string>>
}

/** What was received: the first message that fits, or how many were seen without it. */
export interface Received {
  readonly found?: SeenMessage
  readonly seen: readonly SeenMessage[]
}

/** How messages are received. */
export interface Receiving {
  readonly QueueUrl: string
  readonly fits: (message: SeenMessage) => boolean
  /** Whether the message that fits is deleted. */
  readonly consume: boolean
  /** Milliseconds from which on nothing more is waited for. */
  readonly wait: number
}

/** Messages that a step looks at: whoever has more waiting looks at the queue's depth. */
const mostMessages = 200

/** Seconds after which a message is seen again whatever becomes of this process. */
const hidden = 60

/** Milliseconds that giving messages back may take after an interruption. */
const givingBack = 5000

/**
 * Looks through the messages of a queue until one fits or the wait is over. Each is hidden from others meanwhile and given
 * back at the end, also after an interruption; only what fits is deleted, and only on demand.
 */
export async function receiveMessages(client: SQSClient, receiving: Receiving, signal: AbortSignal): Promise<Received> {
  const { DeleteMessageCommand, ReceiveMessageCommand } = await import('./sdk-sqs.ts')
  const { QueueUrl, fits, consume } = receiving
  const until = performance.now() + receiving.wait
  const held = new Map<string, Message>()
  const seen: SeenMessage[] = []
  try {
    for (;;) {
      const left = until - performance.now()
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: hidden,
        WaitTimeSeconds: Math.max(0, Math.min(20, Math.floor(left / 1000))),
        MessageAttributeNames: ['All'],
      })
      const { Messages = [] } = await client.send(command, { abortSignal: signal })
      for (const message of Messages) if (message.ReceiptHandle !== undefined) held.set(message.ReceiptHandle, message)
      for (const message of Messages) {
        const one = seenOf(message)
        seen.push(one)
        if (!fits(one)) continue
        const { ReceiptHandle = '' } = message
        if (consume) {
          await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }), { abortSignal: signal })
          held.delete(ReceiptHandle)
        }
        return { found: one, seen }
      }
      if (seen.length >= mostMessages || performance.now() >= until) return { seen }
      // Short polling would ask without a pause.
      if (Messages.length === 0) await wait(Math.min(200, Math.max(0, left)), undefined, { signal })
    }
  } finally {
    await giveBack(client, QueueUrl, [...held.keys()])
  }
}

/** What cannot be given back is seen again by itself a minute later. */
async function giveBack(client: SQSClient, QueueUrl: string, handles: readonly string[]): Promise<void> {
  const { ChangeMessageVisibilityBatchCommand } = await import('./sdk-sqs.ts')
  for (let at = 0; at < handles.length; at += 10) {
    const Entries = handles
      .slice(at, at + 10)
      .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }))
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })
    await client.send(command, { abortSignal: AbortSignal.timeout(givingBack) }).catch(() => undefined)
  }
}

function seenOf({ MessageId = '', Body = '', MessageAttributes = {} }: Message): SeenMessage {
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name.toLowerCase(), StringValue]),
  )
  return { id: MessageId, text: Body, ...parse(Body), attributes }
}

function parse(text: string): { readonly json?: unknown } {
  try {
    return { json: JSON.parse(text) }
  } catch {
    return {}
  }
}

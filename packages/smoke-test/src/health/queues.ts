import type { HealthReason, HealthThing } from './health.ts'
import { count, goneThing, type JudgeWorld, judgedThing, stretch } from './judge-thing.ts'
import { type LookWorld, lookAtEach, type Seen, tryCall, type Unseen } from './look.ts'
import { isUnseen, type Metric, type Metrics } from './metrics.ts'

/** What is seen of an SQS queue. */
export interface QueueFacts {
  readonly url: string
  readonly arn: string
  /** Messages that wait, and that somebody works on. */
  readonly waiting: number
  readonly inFlight: number
  /** Milliseconds; absent where CloudWatch has no value, as for a queue that was idle. */
  readonly oldest?: number
  /** ARN of the queue that takes what could not be worked off. */
  readonly deadLetters?: string
}

/** The name of a queue, which is what its URL ends in. */
export function queueName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1)
}

/** The metric of a queue that no attribute tells. */
export function queueMetric(url: string): Metric {
  const dimensions = { QueueName: queueName(url) }
  return { namespace: 'AWS/SQS', name: 'ApproximateAgeOfOldestMessage', dimensions, stat: 'Maximum' }
}

/** Looks at queues by URL: one call each, besides the metrics. */
export async function readQueues(
  urls: readonly string[],
  metrics: Promise<Metrics>,
  world: LookWorld,
): Promise<readonly Seen<QueueFacts>[]> {
  if (urls.length === 0) return []
  const { GetQueueAttributesCommand, SQSClient } = await import('./sdk-sqs.ts')
  const sqs = world.client(SQSClient)
  const AttributeNames = [
    'QueueArn',
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'RedrivePolicy',
  ] as const
  return await lookAtEach(urls, async (url) => {
    const name = queueName(url)
    const asked = { action: 'sqs:GetQueueAttributes', what: 'how many messages it holds', absent: isNotThere }
    const { value, unseen } = await tryCall(world, asked, (options) =>
      sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...AttributeNames] }), options),
    )
    if (value === undefined) return { name, isGone: unseen === undefined, unseen: unseen === undefined ? [] : [unseen] }
    const held = value.Attributes ?? {}
    const deadLetters = deadLettersOf(held['RedrivePolicy'])
    const ages = (await metrics)(queueMetric(url))
    const [newest] = isUnseen(ages) ? [] : ages
    const waiting = Number(held['ApproximateNumberOfMessages'] ?? 0)
    const facts: QueueFacts = {
      ...{ url, arn: held['QueueArn'] ?? '', waiting },
      inFlight: Number(held['ApproximateNumberOfMessagesNotVisible'] ?? 0),
      ...(newest === undefined ? {} : { oldest: newest.value * 1000 }),
      ...(deadLetters === undefined ? {} : { deadLetters }),
    }
    const blind: readonly Unseen[] = isUnseen(ages) ? [{ ...ages, what: 'the age of its oldest message' }] : []
    return { name, facts, unseen: blind }
  })
}

function deadLettersOf(policy: string | undefined): string | undefined {
  if (policy === undefined || policy === '') return undefined
  try {
    const { deadLetterTargetArn: arn } = JSON.parse(policy) as { readonly deadLetterTargetArn?: unknown }
    return typeof arn === 'string' ? arn : undefined
  } catch {
    return undefined
  }
}

function isNotThere(error: unknown): boolean {
  return error instanceof Error && /NonExistentQueue|QueueDoesNotExist/.test(error.name)
}

/** As people name queues that nothing says are one: `votes-dlq`, `dead-letters`. */
const namedDead = /(^|[-_])(dlq|dead-?letters?(-queue)?)([-_.]|$)/i

/**
 * Judges queues. A dead-letter queue (one that another queue or a function names as such, or that is called one) holds
 * nothing when all is well; any other must not leave messages waiting.
 *
 * @param lost ARNs that functions give what they could not work off
 */
export function judgeQueues(
  seen: readonly Seen<QueueFacts>[],
  lost: readonly string[],
  world: JudgeWorld,
): readonly HealthThing[] {
  const dead = new Set([...lost, ...seen.flatMap(({ facts }) => facts?.deadLetters ?? [])])
  return seen.map((one) => {
    if (one.isGone === true) return goneThing('queues', 'queue', one, world)
    const { facts } = one
    if (facts === undefined) return judgedThing('queues', one, 'what it holds is unknown', [])
    // What waits in a dead-letter queue is old by nature.
    if (dead.has(facts.arn) || namedDead.test(one.name)) {
      const told = facts.waiting === 0 ? 'dead letters: none' : `dead letters: ${facts.waiting}`
      return judgedThing('queues', { name: one.name, unseen: [] }, told, deadReasons(one.name, facts, world))
    }
    const isEmpty = facts.waiting + facts.inFlight === 0
    const age = isEmpty || facts.oldest === undefined ? '' : `, the oldest for ${stretch(facts.oldest)}`
    const told = isEmpty ? 'empty' : `${facts.waiting} waiting, ${facts.inFlight} in flight${age}`
    // An empty queue has no oldest message, whatever CloudWatch remembers of it.
    const unseen = isEmpty ? [] : one.unseen
    return judgedThing('queues', { name: one.name, unseen }, told, isEmpty ? [] : waitReasons(one, facts, world))
  })
}

function deadReasons(name: string, { url, waiting }: QueueFacts, { limits, aws }: JudgeWorld): readonly HealthReason[] {
  if (waiting === 0) return []
  return [
    {
      rule: 'health/queue-dead-letters',
      level: waiting >= limits.dead ? 'red' : 'yellow',
      message: `dead-letter queue ${name} holds ${count(waiting, 'message')} that could not be worked off (broken from ${limits.dead})`,
      value: waiting,
      threshold: limits.dead,
      fix: aws(`sqs receive-message --queue-url ${url} --visibility-timeout 0 --max-number-of-messages 10`),
    },
  ]
}

function waitReasons(one: Seen<QueueFacts>, facts: QueueFacts, { limits, aws }: JudgeWorld): readonly HealthReason[] {
  const { name } = one
  const { oldest, waiting, url } = facts
  const fix = aws(`sqs get-queue-attributes --queue-url ${url} --attribute-names All`)
  const reasons: HealthReason[] = []
  if (oldest !== undefined && oldest >= limits.age.yellow) {
    const isRed = oldest >= limits.age.red
    reasons.push({
      rule: 'health/queue-age',
      level: isRed ? 'red' : 'yellow',
      message: `the oldest message of queue ${name} waits for ${stretch(oldest)} (broken from ${stretch(limits.age.red)}); ${waiting} wait`,
      value: oldest,
      threshold: isRed ? limits.age.red : limits.age.yellow,
      fix,
    })
  }
  if (oldest === undefined && one.unseen.length === 0 && waiting > 0) {
    reasons.push({
      rule: 'health/queue-age-unknown',
      level: 'yellow',
      message: `${count(waiting, 'message')} wait in queue ${name}, and CloudWatch does not yet say for how long`,
      value: waiting,
      fix: 'look again in a few minutes: CloudWatch wakes up to a queue that was idle within 15',
    })
  }
  if (waiting >= limits.depth) {
    reasons.push({
      rule: 'health/queue-depth',
      level: 'yellow',
      message: `${waiting} messages wait in queue ${name} (degraded from ${limits.depth})`,
      value: waiting,
      threshold: limits.depth,
      fix,
    })
  }
  return reasons
}

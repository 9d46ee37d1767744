import { isKnownMap, isUnknown, type ResolvedMap, type ResolvedValue } from '../unknown.ts'
import { isMap, type TemplatePath, type TemplateValue } from '../value.ts'
import { timeoutOf } from './lambda-rules.ts'
import type { Remark, Rule, RuleInput } from './rule.ts'
import { below, numberOf, sitesOf, targetOf, textOf, writtenAtPath } from './site.ts'

type Kind = 'queue' | 'stream' | 'other'

/** A mapping of events to a function, however it is written. */
interface Mapping {
  readonly kind: Kind
  readonly settings: ResolvedMap
  readonly path: TemplatePath
  /** Property of the settings as the template places it. */
  readonly at: (key: string) => TemplatePath
  /** Logical ids of the source and the function, where both are in the template. */
  readonly source: string | undefined
  readonly functionId: string | undefined
}

/** Event source mappings that Lambda refuses. */
export const eventSource: Rule = {
  id: 'template/event-source',
  category: 'correctness',
  severity: 'error',
  summary:
    'An event source mapping has the settings of its kind, and a queue stays invisible for at least as long as its function may run.',
  source:
    'https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
  *check(input) {
    for (const mapping of mappingsOf(input)) {
      if (mapping.kind === 'queue') yield* queueRemarks(mapping, input)
      if (mapping.kind === 'stream') yield* streamRemarks(mapping)
    }
  },
}

function* mappingsOf(input: RuleInput): Generator<Mapping> {
  for (const { properties, at, logicalId } of sitesOf(input, 'AWS::Lambda::EventSourceMapping')) {
    const written = input.template.resources[logicalId]?.properties ?? {}
    const source = targetOf(writtenAtPath(input, at('EventSourceArn')))
    yield {
      kind: kindOf(input, source, properties['EventSourceArn']),
      settings: properties,
      path: at(),
      at: (key) => at(key),
      source,
      functionId: targetOf(written['FunctionName']),
    }
  }
  for (const { properties, at, logicalId } of sitesOf(input, 'AWS::Serverless::Function')) {
    const events = properties['Events']
    for (const [name, event] of Object.entries(isKnownMap(events) ? events : {})) {
      const type = textOf(below(event, 'Type'))
      const settings = below(event, 'Properties')
      const key = type === 'SQS' ? 'Queue' : type === 'Kinesis' || type === 'DynamoDB' ? 'Stream' : undefined
      if (key === undefined || !isKnownMap(settings)) continue
      yield {
        kind: key === 'Queue' ? 'queue' : 'stream',
        settings,
        path: at('Events', name),
        at: (one) => at('Events', name, 'Properties', one),
        source: targetOf(writtenAtPath(input, at('Events', name, 'Properties', key))),
        functionId: logicalId,
      }
    }
  }
}

function kindOf({ template }: RuleInput, source: string | undefined, arn: ResolvedValue | undefined): Kind {
  const type = source === undefined ? undefined : template.resources[source]?.type
  const service = type?.split('::')[1] ?? textOf(arn)?.split(':')[2]
  if (service === 'SQS' || service === 'sqs') return 'queue'
  return ['Kinesis', 'kinesis', 'DynamoDB', 'dynamodb'].includes(service ?? '') ? 'stream' : 'other'
}

/** Settings that Lambda refuses for a queue. Source: Lambda API reference, `CreateEventSourceMapping`. */
const streamSettings: readonly string[] = [
  'BisectBatchOnFunctionError',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'ParallelizationFactor',
  'StartingPosition',
  'StartingPositionTimestamp',
  'TumblingWindowInSeconds',
]

function* queueRemarks({ settings, at, path, source, functionId }: Mapping, input: RuleInput): Generator<Remark> {
  const queue = source === undefined ? undefined : input.resolved.resources[source]?.properties
  const isFifo = queue === undefined ? undefined : textOf(queue['FifoQueue'] ?? false) === 'true'
  for (const key of streamSettings) {
    if (settings[key] === undefined) continue
    yield { path: at(key), message: `${key} is for streams: a queue takes none`, fix: `remove ${key}` }
  }
  const size = settings['BatchSize'] === undefined ? 10 : numberOf(settings['BatchSize'])
  const written = settings['MaximumBatchingWindowInSeconds']
  const window = written === undefined ? 0 : numberOf(written)
  if (size !== undefined && isFifo === true && size > 10) {
    yield {
      path: at('BatchSize'),
      message: 'a FIFO queue gives at most 10 messages at once',
      fix: 'write "BatchSize: 10"',
    }
  } else if (size !== undefined && size > 10 && window === 0) {
    const message = `a batch of more than 10 messages (${size}) needs a batching window`
    yield { path: at('BatchSize'), message, fix: 'add "MaximumBatchingWindowInSeconds: 1"' }
  }
  if (isFifo === true && window !== undefined && window > 0) {
    const message = 'a FIFO queue takes no batching window'
    yield { path: at('MaximumBatchingWindowInSeconds'), message, fix: 'remove it' }
  }
  const runs = functionId === undefined ? undefined : input.resolved.resources[functionId]
  if (queue === undefined || runs === undefined) return
  const visible = queue['VisibilityTimeout'] === undefined ? 30 : numberOf(queue['VisibilityTimeout'])
  const timeout = timeoutOf(runs)
  if (visible === undefined || timeout === undefined || visible >= timeout) return
  const isWritten = queue['VisibilityTimeout'] !== undefined
  yield {
    path: isWritten ? ['Resources', String(source), 'Properties', 'VisibilityTimeout'] : path,
    message: `messages of ${source} are visible again after ${visible} s, but ${functionId} may run ${timeout} s`,
    fix: `set "VisibilityTimeout: ${timeout * 6}" on ${source}: at least the function's timeout, better six times`,
  }
}

function* streamRemarks({ settings, at, path }: Mapping): Generator<Remark> {
  const position = textOf(settings['StartingPosition'])
  if (settings['StartingPosition'] === undefined) {
    yield { path, message: 'a stream needs a starting position', fix: 'add "StartingPosition: LATEST"' }
  } else if (position === 'AT_TIMESTAMP' && settings['StartingPositionTimestamp'] === undefined) {
    const message = 'AT_TIMESTAMP needs StartingPositionTimestamp'
    yield { path: at('StartingPosition'), message, fix: 'add it, or write "StartingPosition: LATEST"' }
  }
  const size = numberOf(settings['BatchSize'])
  if (size !== undefined && size > 10_000) {
    yield { path: at('BatchSize'), message: `a batch has at most 10,000 records, not ${size}`, fix: 'write less' }
  }
}

/** Kinds of events that SAM takes. Source: AWS SAM developer guide, "EventSource". */
const samEvents: Readonly<Record<string, readonly string[]>> = {
  'AWS::Serverless::Function': [
    ...[
      'AlexaSkill',
      'Api',
      'CloudWatchEvent',
      'CloudWatchLogs',
      'Cognito',
      'DocumentDB',
      'DynamoDB',
      'EventBridgeRule',
    ],
    ...['HttpApi', 'IoTRule', 'Kinesis', 'MQ', 'MSK', 'S3', 'Schedule', 'ScheduleV2', 'SelfManagedKafka', 'SNS', 'SQS'],
  ],
  'AWS::Serverless::StateMachine': ['Api', 'CloudWatchEvent', 'EventBridgeRule', 'Schedule', 'ScheduleV2'],
}

/** Events that SAM does not have. */
export const samEvent: Rule = {
  id: 'template/sam-event',
  category: 'correctness',
  severity: 'error',
  summary: 'An event of a SAM function or state machine has a type that SAM takes.',
  source:
    'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html',
  *check(input) {
    for (const { type, properties, at, logicalId } of sitesOf(input, ...Object.keys(samEvents))) {
      const events = properties['Events']
      if (isUnknown(events) || !isKnownMap(events)) continue
      const kinds = samEvents[type] ?? []
      for (const name of Object.keys(events)) {
        const kind = textOf(below(events, name, 'Type'))
        const written: TemplateValue | undefined = writtenAtPath(input, at('Events', name))
        if (kind === undefined && isMap(written) && written['Type'] === undefined) {
          yield {
            path: at('Events', name),
            message: `event ${name} of ${logicalId} has no type`,
            fix: 'add "Type: Api"',
          }
        } else if (kind !== undefined && !kinds.includes(kind)) {
          const message = `"${kind}" is no type of event for ${logicalId}`
          yield { path: at('Events', name, 'Type'), message, fix: `write one of: ${kinds.join(', ')}` }
        }
      }
    }
  },
}

/** What the published schemas of AWS SAM get wrong, against what SAM itself reads. */
import { isMap, type Json, type JsonMap } from './distil-shape.ts'

interface Correction {
  readonly type: string
  /** Keys that lead to the `properties` that lack one, or have a wrong one. */
  readonly at: readonly string[]
  readonly properties: JsonMap
}

const machine = 'AWS::Serverless::StateMachine'
const lambda = 'AWS::Serverless::Function'
const failure = ['properties', 'DestinationConfig', 'properties', 'OnFailure', 'properties']
const destination: JsonMap = { Type: { type: 'string', enum: ['SQS', 'SNS'] } }
const rule: JsonMap = Object.fromEntries(
  ['RuleName', 'DeadLetterConfig', 'RetryPolicy', 'State', 'Target', 'InputTransformer'].map((name) => [name, {}]),
)

/**
 * Source: `property_types` of the events, and their readers, in
 * github.com/aws/serverless-application-model/tree/develop/samtranslator/model (eventsources, stepfunctions, api).
 */
const corrections: readonly Correction[] = [
  event(lambda, 'CloudWatchEventProperties', rule),
  event(lambda, 'CognitoEventProperties', { Trigger: { type: ['string', 'array'] } }),
  event(lambda, 'EventBridgeRuleEventProperties', { State: {} }),
  event(lambda, 'EventsScheduleProperties', { RuleName: {} }),
  event(lambda, 'SNSEventProperties', { RedrivePolicy: {} }),
  event(machine, 'CloudWatchEventProperties', rule),
  { type: lambda, at: ['definitions', 'DynamoDBEventProperties', ...failure], properties: destination },
  { type: lambda, at: ['definitions', 'KinesisEventProperties', ...failure], properties: destination },
  event(lambda, 'AWS::Lambda::EventSourceMapping.OnFailure', destination),
  { type: 'AWS::Serverless::WebSocketApi', at: ['properties'], properties: { FailOnWarnings: {} } },
]

function event(type: string, name: string, properties: JsonMap): Correction {
  return { type, at: ['definitions', name, 'properties'], properties }
}

/** A published schema as it should be. */
export function corrected(schema: JsonMap): JsonMap {
  const own = corrections.filter(({ type }) => type === schema['typeName'])
  return own.reduce<JsonMap>((made, { at, properties }) => within(made, at, properties), schema)
}

function within(value: Json | undefined, keys: readonly string[], properties: JsonMap): JsonMap {
  if (!isMap(value)) throw new Error(`a correction finds nothing to mend for ${Object.keys(properties)}`)
  const [key, ...rest] = keys
  return key === undefined ? { ...value, ...properties } : { ...value, [key]: within(value[key], rest, properties) }
}

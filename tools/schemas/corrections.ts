/** What published schemas leave out, each with what shows it. */
import { isMap, type Json, type JsonMap } from './distil-shape.ts'

interface Correction {
  readonly type: string
  /** Keys that lead to the `properties` that lack one. */
  readonly at: readonly string[]
  readonly add: JsonMap
  readonly source: string
}

const failure = ['properties', 'DestinationConfig', 'properties', 'OnFailure', 'properties']

const corrections: readonly Correction[] = [
  ['KinesisEventProperties', ...failure],
  ['DynamoDBEventProperties', ...failure],
  ['AWS::Lambda::EventSourceMapping.OnFailure', 'properties'],
].map((keys) => ({
  type: 'AWS::Serverless::Function',
  at: ['definitions', ...keys],
  add: { Type: { type: 'string' } },
  source:
    'https://github.com/aws/serverless-application-model/blob/develop/samtranslator/model/eventsources/pull.py (destination types of OnFailure)',
}))

/** A published schema with what it leaves out. */
export function corrected(schema: JsonMap): JsonMap {
  const own = corrections.filter(({ type }) => type === schema['typeName'])
  return own.reduce<JsonMap>((made, { at, add }) => within(made, at, add), schema)
}

function within(value: Json | undefined, [key, ...rest]: readonly string[], add: JsonMap): JsonMap {
  if (!isMap(value)) throw new Error(`a correction finds nothing at ${key}`)
  return key === undefined ? { ...value, ...add } : { ...value, [key]: within(value[key], rest, add) }
}

import type { CurrentRelease, Release } from '@project-utils/contract'
import {
  check,
  corrupt,
  decodeRecord,
  isList,
  isObject,
  isText,
  isWhole,
  type JsonObject,
  optional,
} from './json-record.ts'

/**
 * Reads a release.
 *
 * @throws ProjectError `RECORDS_CORRUPT`, `RECORDS_NEWER`
 */
export function decodeRelease(body: Uint8Array, key: string): Release {
  return asRelease(decodeRecord(body, key), key)
}

/**
 * Reads what `releases/current.json` says.
 *
 * @throws ProjectError `RECORDS_CORRUPT`, `RECORDS_NEWER`
 */
export function decodeCurrent(body: Uint8Array, key: string): CurrentRelease {
  const value = decodeRecord(body, key)
  const { latest, good } = value
  if (!isObject(latest)) throw corrupt(key, 'its field "latest" is missing or of the wrong kind')
  check(latest, latestShape, key)
  if (good !== null && !isObject(good)) throw corrupt(key, 'its field "good" is missing or of the wrong kind')
  if (isObject(good)) asRelease(good, key)
  return value as JsonObject & CurrentRelease
}

function asRelease(value: JsonObject, key: string): Release {
  check(value, releaseShape, key)
  return value as JsonObject & Release
}

const outcomes = ['started', 'succeeded', 'failed', 'rolled-back', 'interrupted']
const isOutcome = (value: unknown): boolean => isText(value) && outcomes.includes(value)
const isMap = (value: unknown): boolean => isObject(value) && Object.values(value).every(isObject)
const isListOfObjects = (value: unknown): boolean => isList(value) && value.every(isObject)

const latestShape = { id: isText, seq: isWhole, run: isText, outcome: isOutcome }

const releaseShape = {
  ...latestShape,
  v: (value: unknown) => value === 1,
  startedAt: isText,
  endedAt: optional(isText),
  actor: isText,
  toolVersion: isText,
  fingerprint: isText,
  stacks: isMap,
  functions: isMap,
  layers: optional(isMap),
  site: optional(isObject),
  checks: isListOfObjects,
  steps: isListOfObjects,
}

import { canonicalJson, ProjectError } from '@project-utils/contract'

const decoder = new TextDecoder('utf-8', { fatal: true })

export type JsonObject = Readonly<Record<string, unknown>>

/** A value as the bytes of a record: canonical JSON. */
export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value))
}

/**
 * Reads a record's bytes: a JSON object of format version 1.
 *
 * @throws ProjectError `RECORDS_CORRUPT`, `RECORDS_NEWER`
 */
export function decodeRecord(body: Uint8Array | string, key: string): JsonObject {
  const value = decodeJson(body, key)
  if (!isObject(value)) throw corrupt(key, 'it is no JSON object')
  const version = value['v']
  if (version === 1) return value
  if (typeof version !== 'number') throw corrupt(key, 'it has no format version "v"')
  throw new ProjectError(
    'RECORDS_NEWER',
    `${key} has format version ${version}; this version of project-utils knows 1`,
    {
      hint: 'update project-utils: npm install --save-dev project-utils@latest',
    },
  )
}

/** The record is damaged, and how. */
export function corrupt(key: string, why: string, cause?: unknown): ProjectError {
  return new ProjectError('RECORDS_CORRUPT', `the record ${key} cannot be read: ${why}`, {
    cause,
    hint: `the bucket keeps older versions: aws s3api list-object-versions --bucket <bucket> --prefix ${key}`,
  })
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What must be true of each field; used with `check`. */
export type Shape = Readonly<Record<string, (value: unknown) => boolean>>

export const isText = (value: unknown): value is string => typeof value === 'string'
export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)
export const optional =
  (test: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || test(value)

/**
 * Confirms that an object has the shape.
 *
 * @throws ProjectError `RECORDS_CORRUPT` naming the first field that has not
 */
export function check(value: JsonObject, shape: Shape, key: string): void {
  for (const [name, test] of Object.entries(shape)) {
    if (!test(value[name])) throw corrupt(key, `its field "${name}" is missing or of the wrong kind`)
  }
}

function decodeJson(body: Uint8Array | string, key: string): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : decoder.decode(body))
  } catch (error) {
    throw corrupt(key, 'it is no JSON', error)
  }
}

import type { AuditEntry, Scope, Sha256 } from '@project-utils/contract'
import { check, corrupt, decodeRecord, isList, isObject, isText, isWhole, type JsonObject } from './json-record.ts'

/** One link of the audit chain. */
export interface AuditRecord extends Pick<Scope, 'project' | 'environment' | 'account' | 'region'> {
  readonly v: 1
  /** Counts from 1 without gaps. */
  readonly seq: number
  /** UTC, ISO 8601. */
  readonly at: string
  readonly run: string
  /** Hash of the bytes of the entry before; null in the first. */
  readonly previous: Sha256 | null
  readonly entry: AuditEntry
}

/**
 * Reads a link of the audit chain.
 *
 * @throws ProjectError `RECORDS_CORRUPT`, `RECORDS_NEWER`
 */
export function decodeAudit(body: Uint8Array, key: string): AuditRecord {
  const value = decodeRecord(body, key)
  check(value, shape, key)
  const { entry } = value
  if (!isObject(entry)) throw corrupt(key, 'its field "entry" is missing or of the wrong kind')
  check(entry, entryShape, key)
  return value as JsonObject & AuditRecord
}

const shape = {
  seq: isWhole,
  at: isText,
  run: isText,
  project: isText,
  environment: isText,
  account: isText,
  region: isText,
  previous: (value: unknown) => value === null || isText(value),
}

const entryShape = {
  kind: (value: unknown) => value === 'intent' || value === 'outcome',
  command: isText,
  actor: isText,
  fingerprint: isText,
  steps: isList,
}

import type { Holder } from '@project-utils/contract'
import { check, decodeRecord, encodeJson, isText, isWhole, type JsonObject, optional } from './json-record.ts'
import type { Found } from './store.ts'

/** Seconds for which a lock lasts after it was last written, by the server's clock. */
const lockLife = 60

/** A lock as it lies in the bucket. */
export interface LockRecord extends Holder {
  readonly v: 1
  /** Unique to one acquisition: tells ours from another of the same run. */
  readonly token: string
  /** When it was taken, by the holder's clock; for people. */
  readonly since: string
  /** Grows with each renewal, so that no two versions have the same bytes and thereby the same ETag. */
  readonly beat: number
}

export function encodeLock(record: LockRecord): Uint8Array {
  return encodeJson(record)
}

/**
 * Reads a lock. One that cannot be understood is held all the same, by somebody unknown, until its time is up.
 */
export function decodeLock(found: Found, key: string): LockRecord {
  try {
    const value = decodeRecord(found.body, key)
    check(value, shape, key)
    return value as JsonObject & LockRecord
  } catch {
    const unknown = { run: 'unknown', actor: 'unknown', command: 'unknown', host: 'unknown', pid: 0 }
    return { v: 1, ...unknown, token: '', since: found.modified.toISOString(), beat: 0 }
  }
}

/** When a lock ends unless it is renewed: its last write plus its life, both by the server's clock. */
export function lockEnd(found: Found): Date {
  return new Date(found.modified.getTime() + lockLife * 1000)
}

/** Whether a lock's time is up by the server's clock; its headers count whole seconds, so one more is waited for. */
export function hasEnded(found: Found): boolean {
  return found.date !== undefined && found.date.getTime() > lockEnd(found).getTime() + 1000
}

const shape = {
  run: isText,
  actor: isText,
  command: isText,
  host: isText,
  pid: isWhole,
  link: optional(isText),
  branch: optional(isText),
  boot: optional(isText),
  processStart: optional(isText),
  token: isText,
  since: isText,
  beat: isWhole,
}

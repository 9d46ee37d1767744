import {
  type AuditEntry,
  type AuditPort,
  isProjectError,
  ProjectError,
  type Scope,
  targetId,
} from '@project-utils/contract'
import { sha256 } from '@project-utils/run'
import { type AuditRecord, decodeAudit } from './audit-record.ts'
import { inParallel } from './in-parallel.ts'
import { corrupt, encodeJson } from './json-record.ts'
import { auditPrefix, padded } from './keys.ts'
import { type Numbering, newestNumber } from './newest-number.ts'
import { noBucket } from './s3-store.ts'
import { putSettled, unsettled } from './settle.ts'
import { type Found, isFound, type Store } from './store.ts'

/** Whether the audit chain holds, and where it breaks first. */
export interface AuditProof {
  /** How many entries were read. */
  readonly entries: number
  readonly broken?: { readonly seq: number; readonly key: string; readonly why: string }
}

/**
 * The audit trail: entries numbered without gaps, each holding the hash of the one before. A number can be written once,
 * so the chain cannot fork. It proves that nothing was changed or taken out of its middle; entries cut off its end leave
 * no trace in it, only in the bucket's versions.
 */
export interface Audit extends AuditPort {
  /**
   * Appends an entry.
   *
   * @throws ProjectError `RECORDS_NO_BUCKET`, `RECORDS_UNSETTLED`, or why S3 refused
   */
  write(scope: Scope, entry: AuditEntry, run: string): Promise<void>
  /** The newest entries, newest first. */
  list(limit: number): Promise<readonly AuditRecord[]>
  /** Reads the whole chain and checks every link. */
  verify(): Promise<AuditProof>
}

const attempts = 20

export function openAudit(store: Store, target: Scope, now: () => Date): Audit {
  const numberingOf = (scope: Pick<Scope, 'project' | 'environment'>): Numbering => {
    const prefix = auditPrefix(scope)
    return {
      prefix,
      keyOf: (number) => `${prefix}${padded(number)}.json`,
      numberOf: (key) => Number(key.slice(prefix.length, -'.json'.length)),
    }
  }
  /** The last entry this process wrote or saw, by prefix. */
  const lastSeen = new Map<string, { readonly seq: number; readonly body: Uint8Array }>()
  const own = numberingOf(target)

  async function newest(numbering: Numbering): Promise<{ seq: number; body: Uint8Array | undefined }> {
    const seen = lastSeen.get(numbering.prefix)
    const seq = await newestNumber(store, numbering, seen?.seq)
    if (seq === 0) return { seq, body: undefined }
    if (seq === seen?.seq) return seen
    const key = numbering.keyOf(seq)
    const found = await store.get(key)
    if (!isFound(found)) throw corrupt(key, 'it was listed, but is not there')
    return { seq, body: found.body }
  }

  async function append(scope: Scope, entry: AuditEntry, run: string): Promise<void> {
    const numbering = numberingOf(scope)
    const { project, environment, account, region } = scope
    const at = now().toISOString()
    // Most often nobody wrote since our own last entry; where somebody did, the number is taken and the newest is looked for.
    const seen = lastSeen.get(numbering.prefix)
    let last: { readonly seq: number; readonly body: Uint8Array | undefined } = seen ?? (await newest(numbering))
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const seq = last.seq + 1
      const previous = last.body === undefined ? null : sha256(last.body)
      const record: AuditRecord = { v: 1, seq, at, run, project, environment, account, region, previous, entry }
      const body = encodeJson(record)
      const settled = await putSettled(store, numbering.keyOf(seq), body, 'absent')
      if ('etag' in settled) {
        lastSeen.set(numbering.prefix, { seq, body })
        return
      }
      // Another writer was first: its entry is the one before ours now.
      const isStale = settled.other === undefined || (attempt === 0 && seen !== undefined)
      last = isStale ? await newest(numbering) : { seq, body: settled.other.body }
    }
    throw unsettled(store, numbering.keyOf(last.seq + 1))
  }

  async function read(number: number): Promise<Found | undefined> {
    const found = await store.get(own.keyOf(number))
    if (found === 'no-bucket') throw noBucket(store.bucket)
    return isFound(found) ? found : undefined
  }

  return {
    async write(scope, entry, run) {
      if (targetId(scope) !== targetId(target)) {
        const message = `the audit trail of ${targetId(scope)} is not kept in ${store.bucket}`
        throw new ProjectError('RECORDS_OTHER_TARGET', message)
      }
      await append(scope, entry, run)
    },

    async list(limit) {
      const last = await newestNumber(store, own)
      const numbers = Array.from({ length: Math.max(0, Math.min(limit, last)) }, (_, index) => last - index)
      const found = await inParallel(numbers, 16, async (number) => ({ number, found: await read(number) }))
      return found.flatMap(({ number, found }) =>
        found === undefined ? [] : [decodeAudit(found.body, own.keyOf(number))],
      )
    },

    async verify() {
      const last = await newestNumber(store, own)
      let before: Uint8Array | undefined
      for (let first = 1; first <= last; first += 64) {
        const numbers = Array.from({ length: Math.min(64, last - first + 1) }, (_, index) => first + index)
        const links = await inParallel(numbers, 16, read)
        for (const [index, link] of links.entries()) {
          const seq = first + index
          const why = flaw(link, before, seq, own.keyOf(seq))
          if (why !== undefined) return { entries: last, broken: { seq, key: own.keyOf(seq), why } }
          before = link?.body
        }
      }
      return { entries: last }
    },
  }
}

function flaw(link: Found | undefined, before: Uint8Array | undefined, seq: number, key: string): string | undefined {
  if (link === undefined) return 'the entry is missing'
  try {
    const record = decodeAudit(link.body, key)
    if (record.seq !== seq) return `it says it is number ${record.seq}`
    const previous = before === undefined ? null : sha256(before)
    return record.previous === previous ? undefined : 'the entry before it was changed after it was written'
  } catch (error) {
    if (isProjectError(error)) return error.message
    throw error
  }
}

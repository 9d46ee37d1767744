import type { Scope, Sha256 } from '@project-utils/contract'
import { inParallel } from './in-parallel.ts'
import { blobKey, blobPrefix } from './keys.ts'
import { decodeMetadata, encodeMetadata, type Metadata } from './metadata.ts'
import { noBucket } from './s3-store.ts'
import { unsettled } from './settle.ts'
import { type Body, isFound, type Store } from './store.ts'

/** A project's immutable bytes, by hash; shared by its environments. */
export interface Blobs {
  /** The key of a blob in the bucket, whether it is there or not. */
  key(sha: Sha256): string
  /** Those of the hashes that are not there, each once, in the order given; all of them where the bucket is missing. */
  missing(shas: readonly Sha256[]): Promise<readonly Sha256[]>
  /**
   * Writes a blob unless it is there. The hash may be that of a content manifest: S3 checks the bytes by a checksum of
   * their own. A file is sent piece by piece, so that memory does not grow with it.
   *
   * @throws ProjectError `RECORDS_NO_BUCKET`, `RECORDS_UNSETTLED`, `RECORDS_NAME`, or why S3 refused
   */
  put(sha: Sha256, body: Body, meta?: Metadata): Promise<'written' | 'present'>
  /** What is said about a blob, without its bytes; undefined where it is not there, or there is no bucket. */
  describe(sha: Sha256): Promise<Metadata | undefined>
  /** Reads a blob; undefined where it is not there. */
  get(sha: Sha256): Promise<{ readonly body: Uint8Array; readonly meta: Metadata } | undefined>
}

/** So few are asked for one by one: a page of a thousand keys takes longer than that. */
const few = 3
/** So many that a page does not answer are asked for one by one rather than read page after page. */
const afterPage = 64
const atOnce = 16
const attempts = 4

export function openBlobs(store: Store, scope: Pick<Scope, 'project'>): Blobs {
  const absentOf = async (shas: readonly Sha256[]): Promise<readonly Sha256[]> => {
    const present = await inParallel(shas, atOnce, (sha) => store.exists(blobKey(scope, sha)))
    return shas.filter((_sha, index) => present[index] === false)
  }

  return {
    key: (sha) => blobKey(scope, sha),

    async missing(shas) {
      const wanted = [...new Set(shas)]
      for (const sha of wanted) blobKey(scope, sha)
      if (wanted.length <= few) return absentOf(wanted)
      const prefix = blobPrefix(scope)
      const present = new Set<string>()
      let open: readonly Sha256[] = wanted
      for await (const { keys } of store.list(prefix)) {
        for (const key of keys) present.add(key.slice(prefix.length))
        // Keys come in order, so a page answers for every hash up to its last one.
        const last = keys.at(-1)?.slice(prefix.length) ?? ''
        open = wanted.filter((sha) => sha > last)
        if (open.length <= afterPage) break
      }
      const beyond = new Set(present.size === 0 ? open : await absentOf(open))
      return wanted.filter((sha) => (open.includes(sha) ? beyond.has(sha) : !present.has(sha)))
    },

    async put(sha, body, meta = {}) {
      const key = blobKey(scope, sha)
      const options = { metadata: encodeMetadata(meta), contentType: 'application/octet-stream' }
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const written = await store.put(key, body, 'absent', options)
        if (typeof written === 'object') return 'written'
        if (written === 'refused' || (await store.exists(key))) return 'present'
      }
      throw unsettled(store, key)
    },

    async describe(sha) {
      const kept = await store.metadata(blobKey(scope, sha))
      return kept === undefined ? undefined : decodeMetadata(kept)
    },

    async get(sha) {
      const found = await store.get(blobKey(scope, sha))
      if (found === 'no-bucket') throw noBucket(store.bucket)
      return isFound(found) ? { body: found.body, meta: decodeMetadata(found.metadata) } : undefined
    },
  }
}

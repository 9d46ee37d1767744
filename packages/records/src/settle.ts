import { ProjectError } from '@project-utils/contract'
import { noBucket } from './s3-store.ts'
import { type Condition, type Found, isFound, type PutOptions, type Store } from './store.ts'

/** A conditional write, settled: ours stands, or what stands there instead (undefined: nothing). */
export type Settled = { readonly etag: string } | { readonly other: Found | undefined }

const attempts = 4

/**
 * Writes under a condition and settles every doubtful answer by reading: what is there is ours if it has our bytes, so
 * bodies must be unique to their writer. A write without an answer is tried again as long as nothing else stands there.
 *
 * @throws ProjectError `RECORDS_NO_BUCKET`, `RECORDS_UNSETTLED`, or why S3 refused
 */
export async function putSettled(
  store: Store,
  key: string,
  body: Uint8Array,
  condition: Condition,
  options?: PutOptions,
): Promise<Settled> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const written = await store.put(key, body, condition, options)
    if (typeof written === 'object') return written
    const found = await store.get(key)
    if (found === 'no-bucket') throw noBucket(store.bucket)
    if (isFound(found) && Buffer.compare(found.body, body) === 0) return { etag: found.etag }
    if (written === 'refused' || !mayStillHold(found, condition)) return { other: isFound(found) ? found : undefined }
  }
  throw unsettled(store, key)
}

export function unsettled(store: Store, key: string): ProjectError {
  return new ProjectError('RECORDS_UNSETTLED', `no clear answer to writing ${store.bucket}/${key}`, {
    hint: 'check the network, then run the command again: it reads what is there first',
  })
}

function mayStillHold(found: Found | 'no-key', condition: Condition): boolean {
  if (condition === 'absent') return found === 'no-key'
  return isFound(found) && found.etag === condition.etag
}

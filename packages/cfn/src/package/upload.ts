import type { Context, Sha256, Step } from '@project-utils/contract'
import type { Blobs } from '@project-utils/records'
import type { PackagedBlob } from './blob.ts'

/** So many are sent at the same time. */
const atOnce = 8

/** Those of the blobs that the bucket does not hold; asked for all at once. */
export async function missingBlobs(
  blobs: readonly PackagedBlob[],
  store: Pick<Blobs, 'missing'>,
): Promise<readonly PackagedBlob[]> {
  if (blobs.length === 0) return []
  const missing = new Set<Sha256>(await store.missing(blobs.map(({ sha256 }) => sha256)))
  return blobs.filter(({ sha256 }) => missing.has(sha256))
}

/**
 * Writes a blob, whose bytes the bucket checks by their own hash; one that is there already is left alone.
 *
 * @throws ProjectError those of `Blobs.put`
 */
export async function uploadBlob(blob: PackagedBlob, store: Pick<Blobs, 'put'>): Promise<'written' | 'present'> {
  const { sha256, content, size, checksum, kind } = blob
  const body = 'file' in content ? { file: content.file, size, checksum } : content.bytes
  return await store.put(sha256, body, kind === 'zip' ? { codesha256: checksum } : {})
}

/**
 * Writes blobs, several at the same time. What was written stays when another one fails: the next run goes on from there.
 *
 * @throws ProjectError those of `Blobs.put`
 */
export async function uploadBlobs(
  blobs: readonly PackagedBlob[],
  store: Pick<Blobs, 'put'>,
  { signal }: Pick<Context, 'signal'>,
): Promise<void> {
  const queue = blobs.values()
  const worker = async (): Promise<void> => {
    for (const blob of queue) {
      signal.throwIfAborted()
      await uploadBlob(blob, store)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, blobs.length) }, worker))
}

/** The steps of a plan that write blobs. */
export function blobSteps(blobs: readonly PackagedBlob[]): readonly Step[] {
  return blobs.map(({ sha256, source, size, kind, usedAt }) => ({
    id: `blob.${sha256.slice(0, 12)}`,
    kind: 'blob',
    title: `Upload ${source}`,
    why: 'the bucket does not hold this content yet',
    needs: [],
    action: 'create' as const,
    // Nobody is served from it before a stack points to it.
    undo: 'automatic' as const,
    risks: [],
    changes: [
      {
        subject: source,
        action: 'create' as const,
        after: `${kind}, ${size} bytes, ${sha256.slice(0, 12)}`,
        reason: `named at ${usedAt.join(', ')}`,
      },
    ],
    input: { sha256 },
  }))
}

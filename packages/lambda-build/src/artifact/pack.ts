import { createHash } from 'node:crypto'
import type { CodeSha256, Manifest } from '@project-utils/contract'
import { writeWhole } from '../cache/atomic.ts'
import { type ArtifactFile, contentOf } from './artifact-file.ts'
import { manifestOf } from './manifest.ts'
import { zipFiles } from './zip.ts'

/** A zip in the cache. */
export interface Packed {
  readonly manifest: Manifest
  /** Absolute path: `{folder}/{hash of the manifest}.zip`. */
  readonly zip: string
  readonly bytes: number
  readonly codeSha256: CodeSha256
}

/**
 * Packs files into a zip under the hash of their manifest; each file is read once.
 *
 * @throws ProjectError `LAMBDA_PATH_INVALID`, `LAMBDA_TOO_LARGE`, `LAMBDA_CACHE_UNWRITABLE`
 */
export async function packFiles(files: readonly ArtifactFile[], folder: string): Promise<Packed> {
  const read = files.map((file) => ({ ...file, content: contentOf(file) }))
  const manifest = manifestOf(read)
  const bytes = zipFiles(read)
  const zip = `${folder}/${manifest.sha256}.zip`
  await writeWhole(zip, bytes)
  const codeSha256 = createHash('sha256').update(bytes).digest('base64')
  return { manifest, zip, bytes: bytes.byteLength, codeSha256 }
}

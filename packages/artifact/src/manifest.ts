import { createHash, hash } from 'node:crypto'
import type { Manifest, ManifestEntry } from '@project-utils/contract'
import { type ArtifactFile, contentOf, sizeOf, sortFiles } from './artifact-file.ts'

/**
 * The content manifest of an artifact. Its hash covers path, execute bit and content of every file, in bytewise order
 * of the paths, and nothing else: no dates, modes, compression or machine, so it is the same everywhere.
 *
 * @throws ProjectError `ARTIFACT_PATH_INVALID`
 */
export function manifestOf(files: readonly ArtifactFile[]): Manifest {
  const entries = sortFiles(files).map(
    (file): ManifestEntry => ({
      path: file.path,
      size: sizeOf(file),
      sha256: hash('sha256', contentOf(file), 'hex'),
      ...(file.executable === true ? { executable: true } : {}),
    }),
  )
  return manifestFrom(entries)
}

/** The manifest of files whose hashes are known, in the order of `sortFiles`. */
export function manifestFrom(entries: readonly ManifestEntry[]): Manifest {
  const all = createHash('sha256')
  // A path cannot hold NUL, so no two lists of entries give the same text.
  for (const { path, executable, sha256 } of entries)
    all.update(`${path}\0${executable === true ? 'x' : '-'}\0${sha256}\n`)
  return { sha256: all.digest('hex'), entries }
}

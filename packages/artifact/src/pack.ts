import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, statSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type CodeSha256, isProjectError, type Manifest, type Sha256 } from '@project-utils/contract'
import { type ArtifactFile, sortFiles } from './artifact-file.ts'
import { unwritable } from './atomic.ts'
import { type Draft, openDraft } from './draft.ts'
import { manifestFrom } from './manifest.ts'
import { pieceSize, readPieces } from './read-pieces.ts'
import { openZip, type Turns } from './zip-writer.ts'

/** A zip in the cache. */
export interface Packed {
  readonly manifest: Manifest
  /** Absolute path: `{folder}/{hash of the manifest}.zip`. */
  readonly zip: string
  readonly bytes: number
  readonly codeSha256: CodeSha256
  /** The hash of each file that lay on the disk, by its absolute path, so that nobody reads it again. */
  read(): ReadonlyMap<string, Sha256>
}

/**
 * Packs files into a zip under the hash of their manifest. Its bytes depend on paths, contents and execute bits alone:
 * the same for every order of `files`, clock, time zone, umask and machine, as long as the Node version (its zlib) is
 * the same. Files are 0644 or 0755, so that Lambda can read them. Each is read once, piece by piece: memory grows with
 * the number of files, not with their size.
 *
 * @param folder made where it is not there
 * @param allow called once all is packed, with `read`, and waited for before the zip gets its name; where it fails there is
 *   no zip, and its error is thrown
 * @throws ProjectError `ARTIFACT_PATH_INVALID`, `ARTIFACT_FILE_UNREADABLE`, `ARTIFACT_CACHE_UNWRITABLE`; what the signal gives
 * @example const { zip } = await packFiles([{ path: 'index.js', content: Buffer.from('exports.handler = …') }], cache)
 */
export async function packFiles(
  files: readonly ArtifactFile[],
  folder: string,
  signal?: AbortSignal,
  allow?: (read: Packed['read']) => Promise<unknown>,
): Promise<Packed> {
  const sorted = sortFiles(files)
  let draft: Draft | undefined
  try {
    mkdirSync(folder, { recursive: true })
    draft = openDraft(`${folder}/artifact.zip`)
    const { manifest, read } = await writeZip(sorted, draft, signal)
    const bytes = draft.size()
    const codeSha256 = draft.close()
    await allow?.(read)
    const zip = `${folder}/${manifest.sha256}.zip`
    if (isThere(zip, bytes, codeSha256)) draft.discard()
    else renameSync(draft.path, zip)
    return { manifest, zip, bytes, codeSha256, read }
  } catch (error) {
    draft?.discard()
    if (isProjectError(error) || signal?.aborted === true) throw error
    throw unwritable(folder, error)
  }
}

async function writeZip(
  files: readonly ArtifactFile[],
  draft: Draft,
  signal: AbortSignal | undefined,
): Promise<Pick<Packed, 'manifest' | 'read'>> {
  const zip = openZip(draft, files, openTurns(signal))
  for (let left = files.length; left > 0; left -= 1) {
    const adding = zip.addNext()
    if (adding !== undefined) await adding
  }
  const manifest = manifestFrom(await zip.end())
  const read = (): ReadonlyMap<string, Sha256> => {
    const hashes = new Map<string, Sha256>()
    for (const [index, { content }] of files.entries()) {
      if (!(content instanceof Uint8Array)) hashes.set(content.file, manifest.entries[index]?.sha256 ?? '')
    }
    return hashes
  }
  return { manifest, read }
}

function openTurns(signal: AbortSignal | undefined): Turns {
  let began = performance.now()
  return {
    isDue: (milliseconds) => performance.now() - began >= milliseconds,
    async next() {
      await nextTurn()
      signal?.throwIfAborted()
      began = performance.now()
    },
  }
}

/** Whether an earlier build left the very same bytes; others are damaged or of another Node version, and are replaced. */
function isThere(zip: string, bytes: number, codeSha256: CodeSha256): boolean {
  if (statSync(zip, { throwIfNoEntry: false })?.size !== bytes) return false
  const content = { file: zip, size: bytes }
  const hash = createHash('sha256')
  for (const piece of readPieces({ path: zip, content }, Buffer.allocUnsafe(pieceSize + 1))) hash.update(piece)
  return hash.digest('base64') === codeSha256
}

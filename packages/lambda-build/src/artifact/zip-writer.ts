import { createHash, hash } from 'node:crypto'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import type { ManifestEntry, Sha256 } from '@project-utils/contract'
import { type ArtifactFile, sizeOf } from './artifact-file.ts'
import type { Draft } from './draft.ts'
import { changedMeanwhile, pieceSize, readPieces, readWhole } from './read-pieces.ts'
import { directoryHeader, endRecords, localHeader, type ZipEntry } from './zip-records.ts'

/** Writes a zip into a draft, file by file. */
export interface ZipWriter {
  /** Adds a file; resolves once all of it was read. */
  add(file: ArtifactFile): Promise<ManifestEntry>
  /** Writes the directory; gives the files that were added, in their order. */
  end(): readonly ManifestEntry[]
}

/** Called between pieces of work of some milliseconds, to let the program do other things, or to throw. */
export type Pause = () => Promise<void>

/** Level and memory decide a zip's bytes, and so never change on their own. Level 9 takes half as long again for 0.6 %. */
const settings = { level: 6, memLevel: 8, strategy: constants.Z_DEFAULT_STRATEGY } as const
const windowSize = 32 * 1024

/**
 * Opens a zip whose bytes depend on paths, contents and execute bits alone, as long as the Node version (its zlib) is
 * the same. Each file is read once, a large one piece by piece.
 */
export function openZip(draft: Draft, count: number, pause: Pause): ZipWriter {
  const buffer = Buffer.allocUnsafe(pieceSize + 1)
  const entries: ManifestEntry[] = []
  // Three numbers per file instead of its header: memory holds no more of a file than the manifest does.
  const numbers = new Float64Array(3 * count)

  const add = async (file: ArtifactFile): Promise<ManifestEntry> => {
    const offset = draft.size()
    const size = sizeOf(file)
    const { sha256, ...sums } = size > pieceSize ? await addLarge(file, offset) : addSmall(file, offset)
    const entry = { path: file.path, size, sha256, ...(file.executable === true ? { executable: true } : {}) }
    numbers.set([offset, sums.crc32, sums.packed], 3 * entries.length)
    entries.push(entry)
    return entry
  }

  const addSmall = (file: ArtifactFile, offset: number): Added => {
    const content = readWhole(file, buffer)
    const deflated = deflate(content)
    const data = deflated.byteLength < content.byteLength ? deflated : content
    const added = { sha256: hash('sha256', content, 'hex'), crc32: crc32(content), packed: data.byteLength }
    draft.append(localHeader(zipEntry(file, content.byteLength, offset, added)))
    draft.append(data)
    return added
  }

  /** The checksum stands before the bytes it is of: its place is kept free until they are read. */
  const addLarge = async (file: ArtifactFile, offset: number): Promise<Added> => {
    const size = sizeOf(file)
    const read = createHash('sha256')
    let sum = 0
    let left = size
    let window: Buffer | undefined
    draft.hold()
    draft.append(localHeader(zipEntry(file, size, offset, { crc32: 0, packed: 0 })))
    const start = draft.size()
    for (const content of readPieces(file, buffer)) {
      read.update(content)
      sum = crc32(content, sum)
      left -= content.byteLength
      draft.append(deflate(content, { isLast: left === 0, window }))
      window = Buffer.from(content.subarray(-windowSize))
      await pause()
    }
    const added = { sha256: read.digest('hex'), crc32: sum, packed: Math.min(draft.size() - start, size) }
    if (added.packed === size) await storeInstead(file, start, added.sha256)
    draft.patch(localHeader(zipEntry(file, size, offset, added)), offset)
    draft.release()
    return added
  }

  /** Only what is large and does not shrink is read twice, and must be the same. */
  const storeInstead = async (file: ArtifactFile, start: number, sha256: string): Promise<void> => {
    const read = createHash('sha256')
    draft.cut(start)
    for (const content of readPieces(file, buffer)) {
      read.update(content)
      draft.append(content)
      await pause()
    }
    if (read.digest('hex') !== sha256) throw changedMeanwhile(file)
  }

  const end = (): readonly ManifestEntry[] => {
    const start = draft.size()
    for (const [index, entry] of entries.entries()) {
      const [offset = 0, sum = 0, packed = 0] = numbers.subarray(3 * index, 3 * index + 3)
      draft.append(directoryHeader(zipEntry(entry, entry.size, offset, { crc32: sum, packed })))
    }
    draft.append(endRecords(entries.length, draft.size() - start, start))
    return entries
  }

  return { add, end }
}

interface Sums {
  readonly crc32: number
  readonly packed: number
}

interface Added extends Sums {
  readonly sha256: Sha256
}

function zipEntry(file: Pick<ArtifactFile, 'path' | 'executable'>, size: number, offset: number, sums: Sums): ZipEntry {
  return { path: file.path, executable: file.executable === true, size, offset, crc32: sums.crc32, packed: sums.packed }
}

interface PieceSettings {
  readonly isLast: boolean
  /** What came right before. */
  readonly window: Buffer | undefined
}

/**
 * Deflates a piece. All but the last end at a whole byte, and refer back into the one before, so that together they are
 * one stream, at the price of some bytes per piece.
 */
function deflate(piece: Uint8Array, { isLast, window }: PieceSettings = { isLast: true, window: undefined }): Buffer {
  return deflateRawSync(piece, {
    ...settings,
    // With room for the whole output zlib never grows its buffer, which is most of the cost of small files.
    chunkSize: piece.byteLength + 64,
    finishFlush: isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
    ...(window === undefined ? {} : { dictionary: window }),
  })
}

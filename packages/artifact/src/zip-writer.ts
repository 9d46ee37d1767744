import { createHash, hash } from 'node:crypto'
import { constants, crc32, deflateRaw, deflateRawSync, type ZlibOptions } from 'node:zlib'
import type { ManifestEntry, Sha256 } from '@project-utils/contract'
import { type ArtifactFile, sizeOf } from './artifact-file.ts'
import type { Draft } from './draft.ts'
import { changedMeanwhile, pieceSize, readPieces, readWhole } from './read-pieces.ts'
import { directoryHeader, endRecords, localHeader, type ZipEntry } from './zip-records.ts'

/** Writes a zip into a draft, file by file. */
export interface ZipWriter {
  /** Adds a file and tells what was read of it: at once, or, where it takes longer, later. One file at a time. */
  add(file: ArtifactFile): ManifestEntry | Promise<ManifestEntry>
  /** Writes the directory; gives the files that were added, in their order. */
  end(): Promise<readonly ManifestEntry[]>
}

/** Lets the program do other things now and then. */
export interface Turns {
  /** Whether so many milliseconds of work were done in one go. */
  isDue(milliseconds: number): boolean
  /** Ends when it is the work's turn again; may throw instead, to end it. */
  next(): Promise<void>
}

/** Level and memory decide a zip's bytes, and so never change on their own. Level 9 takes half as long again for 0.6 %. */
const settings = { level: 6, memLevel: 8, strategy: constants.Z_DEFAULT_STRATEGY } as const
const windowSize = 32 * 1024
/** Milliseconds of work in one go, while no other thread has anything to tell. */
const longTurn = 20

/** Files from this size on are worth handing to another thread, so many at a time; the others wait for their turn. */
const pooled = 32 * 1024
const mostInPool = 2
const mostWaiting = 8 * 1024 * 1024

/** A file that was read and is not written yet, since one before it is still being deflated. */
interface Waiting {
  readonly entry: ManifestEntry
  readonly crc32: number
  readonly content: Buffer
  /** Absent while another thread is at it. */
  data?: Uint8Array
  readonly done?: Promise<void>
}

/**
 * Opens a zip whose bytes depend on paths, contents and execute bits alone, as long as the Node version (its zlib) is
 * the same. Each file is read once, a large one piece by piece. A second thread deflates beside this one.
 */
export function openZip(draft: Draft, count: number, turns: Turns): ZipWriter {
  const buffer = Buffer.allocUnsafe(pieceSize + 1)
  const entries: ManifestEntry[] = []
  // Three numbers per file instead of its header: memory holds no more of a file than the manifest does.
  const numbers = new Float64Array(3 * count)
  const queue: Waiting[] = []
  let written = 0
  let inPool = 0
  let waiting = 0

  const note = (offset: number, sums: Sums): void => numbers.set([offset, sums.crc32, sums.packed], 3 * written++)

  const add = (file: ArtifactFile): ManifestEntry | Promise<ManifestEntry> => {
    if (sizeOf(file) > pieceSize) return addLarge(file)
    const entry = addSmall(file)
    const isBusy = waiting > mostWaiting || turns.isDue(inPool > 0 ? 1 : longTurn)
    return isBusy ? takeTurn().then(() => entry) : entry
  }

  /** Lets results of the other thread come in, and waits for them where too much waits already. */
  const takeTurn = async (): Promise<void> => {
    await turns.next()
    settle()
    while (waiting > mostWaiting) await settleFirst()
  }

  const settle = (): void => {
    for (let first = queue[0]; first?.data !== undefined; first = queue[0]) {
      queue.shift()
      waiting -= first.content.byteLength
      write(first.entry, first.crc32, first.data)
    }
  }

  const settleFirst = async (): Promise<void> => {
    await queue[0]?.done
    settle()
  }

  const write = (entry: ManifestEntry, sum: number, data: Uint8Array): void => {
    const offset = draft.size()
    const sums = { crc32: sum, packed: data.byteLength }
    draft.append(localHeader(zipEntry(entry, entry.size, offset, sums)))
    draft.append(data)
    note(offset, sums)
  }

  const addSmall = (file: ArtifactFile): ManifestEntry => {
    const content = readWhole(file, buffer)
    const entry = entryOf(file, hash('sha256', content, 'hex'))
    const sum = crc32(content)
    entries.push(entry)
    if (content.byteLength >= pooled && inPool < mostInPool) defer(entry, sum, Buffer.from(content))
    else if (queue.length === 0) write(entry, sum, smaller(deflate(content), content))
    else {
      const kept = Buffer.from(content)
      queue.push({ entry, crc32: sum, content: kept, data: smaller(deflate(content), kept) })
      waiting += kept.byteLength
    }
    return entry
  }

  const defer = (entry: ManifestEntry, sum: number, content: Buffer): void => {
    inPool += 1
    waiting += content.byteLength
    const done = deflateAside(content).then((deflated) => {
      inPool -= 1
      place.data = smaller(deflated, content)
    })
    const place: Waiting = { entry, crc32: sum, content, done }
    queue.push(place)
  }

  /** The checksum stands before the bytes it is of: its place is kept free until they are read. */
  const addLarge = async (file: ArtifactFile): Promise<ManifestEntry> => {
    while (queue.length > 0) await settleFirst()
    const size = sizeOf(file)
    const offset = draft.size()
    const read = createHash('sha256')
    let sum = 0
    let left = size
    let window: Buffer | undefined
    let ahead: Promise<Buffer> | undefined
    draft.hold()
    draft.append(localHeader(zipEntry(file, size, offset, { crc32: 0, packed: 0 })))
    const start = draft.size()
    for (const content of readPieces(file, buffer)) {
      read.update(content)
      sum = crc32(content, sum)
      left -= content.byteLength
      const how = { isLast: left === 0, window }
      window = Buffer.from(content.subarray(-windowSize))
      // One piece on the other thread, the next one here meanwhile.
      if (ahead === undefined) ahead = deflateAside(Buffer.from(content), how)
      else {
        const data = deflate(content, how)
        draft.append(await ahead)
        draft.append(data)
        ahead = undefined
      }
      if (turns.isDue(longTurn)) await turns.next()
    }
    if (ahead !== undefined) draft.append(await ahead)
    const entry = entryOf(file, read.digest('hex'))
    const sums = { crc32: sum, packed: Math.min(draft.size() - start, size) }
    if (sums.packed === size) await storeInstead(file, start, entry.sha256)
    draft.patch(localHeader(zipEntry(file, size, offset, sums)), offset)
    draft.release()
    entries.push(entry)
    note(offset, sums)
    return entry
  }

  /** Only what is large and does not shrink is read twice, and must be the same. */
  const storeInstead = async (file: ArtifactFile, start: number, sha256: string): Promise<void> => {
    const read = createHash('sha256')
    draft.cut(start)
    for (const content of readPieces(file, buffer)) {
      read.update(content)
      draft.append(content)
      if (turns.isDue(longTurn)) await turns.next()
    }
    if (read.digest('hex') !== sha256) throw changedMeanwhile(file)
  }

  const end = async (): Promise<readonly ManifestEntry[]> => {
    while (queue.length > 0) await settleFirst()
    const start = draft.size()
    const number = (at: number): number => numbers[at] ?? 0
    let at = 0
    for (const entry of entries) {
      const sums = { crc32: number(at + 1), packed: number(at + 2) }
      draft.append(directoryHeader(zipEntry(entry, entry.size, number(at), sums)))
      at += 3
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

function entryOf(file: ArtifactFile, sha256: Sha256): ManifestEntry {
  return { path: file.path, size: sizeOf(file), sha256, ...(file.executable === true ? { executable: true } : {}) }
}

function smaller(deflated: Uint8Array, content: Uint8Array): Uint8Array {
  return deflated.byteLength < content.byteLength ? deflated : content
}

function zipEntry(file: Pick<ArtifactFile, 'path' | 'executable'>, size: number, offset: number, sums: Sums): ZipEntry {
  return { path: file.path, executable: file.executable === true, size, offset, crc32: sums.crc32, packed: sums.packed }
}

interface PieceSettings {
  readonly isLast: boolean
  /** What came right before. */
  readonly window: Buffer | undefined
}

const whole: PieceSettings = { isLast: true, window: undefined }

/**
 * Deflates a piece. All but the last end at a whole byte, and refer back into the one before, so that together they are
 * one stream, at the price of some bytes per piece.
 */
function deflate(piece: Uint8Array, how: PieceSettings = whole): Buffer {
  return deflateRawSync(piece, settingsOf(piece, how))
}

/** The same on another thread. */
function deflateAside(piece: Buffer, how: PieceSettings = whole): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  deflateRaw(piece, settingsOf(piece, how), (error, deflated) => (error === null ? resolve(deflated) : reject(error)))
  return promise
}

function settingsOf(piece: Uint8Array, { isLast, window }: PieceSettings): ZlibOptions {
  return {
    ...settings,
    // With room for the whole output zlib never grows its buffer, which is most of the cost of small files.
    chunkSize: piece.byteLength + 64,
    finishFlush: isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
    ...(window === undefined ? {} : { dictionary: window }),
  }
}

import { createHash, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { ManifestEntry, Sha256 } from '@project-utils/contract'
import { type ArtifactFile, sizeOf } from './artifact-file.ts'
import { deflate, deflateAside, levelFor, type PieceSettings, wholeFile, windowSize } from './deflate.ts'
import type { Draft } from './draft.ts'
import { changedMeanwhile, pieceSize, readPieces, readWhole } from './read-pieces.ts'
import { directoryHeader, endRecords, localHeader, type ZipEntry } from './zip-records.ts'

/** Writes a zip into a draft, file by file. */
export interface ZipWriter {
  /** Adds the next file: at once, or, where it takes longer, until the promise is fulfilled. */
  addNext(): void | Promise<void>
  /** Writes the directory; gives what was read of the files, in their order. */
  end(): Promise<readonly ManifestEntry[]>
}

/** Lets the program do other things now and then. */
export interface Turns {
  /** Whether so many milliseconds of work were done in one go. */
  isDue(milliseconds: number): boolean
  /** Ends when it is the work's turn again; may throw instead, to end it. */
  next(): Promise<void>
}

/** Bytes of a SHA-256. */
const hashSize = 32
/** Milliseconds of work in one go, while no other thread has anything to tell. */
const longTurn = 20

/** Files from this size on are worth handing to another thread, so many at a time; the others wait for their turn. */
const pooled = 32 * 1024
const mostInPool = 2
const mostWaiting = 8 * 1024 * 1024

/** A file that was read and is not written yet, since it or one before it is still being deflated. */
interface Waiting {
  readonly file: ArtifactFile
  readonly crc32: number
  readonly pieces: readonly Piece[]
}

/** A piece of a file. */
interface Piece {
  readonly content: Buffer
  /** Absent while another thread is at it. */
  deflated?: Uint8Array
  readonly done?: Promise<void>
}

/**
 * Opens a zip whose bytes depend on paths, contents and execute bits alone, as long as the Node version (its zlib) is
 * the same. Each file is read once, a large one piece by piece. A second thread deflates beside this one.
 */
export function openZip(draft: Draft, files: readonly ArtifactFile[], turns: Turns): ZipWriter {
  const buffer = Buffer.allocUnsafe(pieceSize + 1)
  // Numbers and bytes of each file instead of its header and its entry: a heap with many more objects takes more memory
  // than these hold, and gives none of it back.
  const numbers = new Float64Array(3 * files.length)
  const hashes = Buffer.allocUnsafe(hashSize * files.length)
  const queue: Waiting[] = []
  let added = 0
  let written = 0
  let inPool = 0
  let waiting = 0

  const noteHash = (hash: string): void => void hashes.write(hash, hashSize * added++, 'hex')
  const note = (offset: number, sums: Sums): void => numbers.set([offset, sums.crc32, sums.packed], 3 * written++)

  const addNext = (): void | Promise<void> => {
    const file = files[added]
    if (file === undefined) return undefined
    if (sizeOf(file) > mostWaiting) return addLarge(file)
    if (sizeOf(file) > pieceSize) return addPieces(file)
    addSmall(file)
    return waiting > mostWaiting || turns.isDue(inPool > 0 ? 1 : longTurn) ? takeTurn() : undefined
  }

  /** Lets results of the other thread come in, and waits for them where too much waits already. */
  const takeTurn = async (): Promise<void> => {
    await turns.next()
    settle()
    while (waiting > mostWaiting) await settleFirst()
  }

  const settle = (): void => {
    for (let first = queue[0]; first?.pieces.every(isDeflated); first = queue[0]) {
      queue.shift()
      waiting -= sizeOf(first.file)
      write(first)
    }
  }

  const settleFirst = async (): Promise<void> => {
    await Promise.all(queue[0]?.pieces.map(({ done }) => done) ?? [])
    settle()
  }

  const write = ({ file, crc32, pieces }: Waiting): void => {
    const deflated = pieces.map((piece) => piece.deflated ?? piece.content)
    const length = deflated.reduce((sum, { byteLength }) => sum + byteLength, 0)
    const size = sizeOf(file)
    const data = length < size ? deflated : pieces.map(({ content }) => content)
    append(file, { crc32, packed: Math.min(length, size) }, data)
    for (const { deflated: made, content } of pieces) for (const each of [made, content]) release(each)
  }

  const append = (file: ArtifactFile, sums: Sums, data: readonly Uint8Array[]): void => {
    const offset = draft.size()
    draft.append(localHeader(zipEntry(file, offset, sums)))
    for (const each of data) draft.append(each)
    note(offset, sums)
  }

  const addSmall = (file: ArtifactFile): void => {
    const content = readWhole(file, buffer)
    noteHash(hash('sha256', content, 'hex'))
    const sum = crc32(content)
    if (queue.length === 0 && !isWorthATurn(content)) {
      const deflated = deflate(content)
      const data = deflated.byteLength < content.byteLength ? deflated : content
      append(file, { crc32: sum, packed: data.byteLength }, [data])
      release(deflated)
    } else {
      waiting += content.byteLength
      queue.push({ file, crc32: sum, pieces: [pieceOf(content)] })
    }
  }

  /** A file of some megabytes: its pieces are deflated here and there, and what follows need not wait for the last. */
  const addPieces = async (file: ArtifactFile): Promise<void> => {
    const read = createHash('sha256')
    let sum = 0
    let left = sizeOf(file)
    let window: Buffer | undefined
    let level: number | undefined
    const pieces: Piece[] = []
    for (const content of readPieces(file, buffer)) {
      read.update(content)
      sum = crc32(content, sum)
      left -= content.byteLength
      waiting += content.byteLength
      level ??= levelFor(content)
      const piece = pieceOf(content, { isLast: left === 0, window, level })
      pieces.push(piece)
      window = piece.content.subarray(-windowSize)
      if (turns.isDue(1)) await takeTurn()
    }
    noteHash(read.digest('hex'))
    queue.push({ file, crc32: sum, pieces })
  }

  const isWorthATurn = ({ byteLength }: Uint8Array): boolean => byteLength >= pooled && inPool < mostInPool

  /** Has a piece deflated by the other thread, where that has room for it. */
  const pieceOf = (bytes: Uint8Array, how: PieceSettings = wholeFile(bytes)): Piece => {
    const content = Buffer.from(bytes)
    if (!isWorthATurn(content)) return { content, deflated: deflate(content, how) }
    inPool += 1
    const piece: Piece = {
      content,
      done: deflateAside(content, how).then((deflated) => {
        inPool -= 1
        piece.deflated = deflated
      }),
    }
    return piece
  }

  /** The checksum stands before the bytes it is of: its place is kept free until they are read. */
  const addLarge = async (file: ArtifactFile): Promise<void> => {
    while (queue.length > 0) await settleFirst()
    const size = sizeOf(file)
    const offset = draft.size()
    const read = createHash('sha256')
    let sum = 0
    let left = size
    let window: Buffer | undefined
    let level: number | undefined
    let ahead: Promise<Buffer> | undefined
    draft.hold()
    draft.append(localHeader(zipEntry(file, offset, { crc32: 0, packed: 0 })))
    const start = draft.size()
    for (const content of readPieces(file, buffer)) {
      read.update(content)
      sum = crc32(content, sum)
      left -= content.byteLength
      level ??= levelFor(content)
      const how = { isLast: left === 0, window, level }
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
    const digest = read.digest('hex')
    const sums = { crc32: sum, packed: Math.min(draft.size() - start, size) }
    if (sums.packed === size) await storeInstead(file, start, digest)
    draft.patch(localHeader(zipEntry(file, offset, sums)), offset)
    draft.release()
    noteHash(digest)
    note(offset, sums)
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
    for (const [index, file] of files.entries()) {
      const sums = { crc32: number(3 * index + 1), packed: number(3 * index + 2) }
      draft.append(directoryHeader(zipEntry(file, number(3 * index), sums)))
    }
    draft.append(endRecords(files.length, draft.size() - start, start))
    return files.map((file, index) => entryOf(file, hashes.toString('hex', hashSize * index, hashSize * (index + 1))))
  }

  return { addNext, end }
}

interface Sums {
  readonly crc32: number
  readonly packed: number
}

function entryOf(file: ArtifactFile, sha256: Sha256): ManifestEntry {
  return { path: file.path, size: sizeOf(file), sha256, ...(file.executable === true ? { executable: true } : {}) }
}

/**
 * Gives back at once what was copied out of: left to the garbage collector, some 60 MB of it would gather. What shares
 * Node's pool with others is so small that it may stay.
 */
function release(bytes: Uint8Array | undefined): void {
  const shared = bytes?.buffer
  if (shared instanceof ArrayBuffer && shared.byteLength > Buffer.poolSize) shared.transfer(0)
}

function isDeflated({ deflated }: Piece): boolean {
  return deflated !== undefined
}

function zipEntry(file: ArtifactFile, offset: number, sums: Sums): ZipEntry {
  const { path, executable } = file
  return { path, executable: executable === true, size: sizeOf(file), offset, crc32: sums.crc32, packed: sums.packed }
}

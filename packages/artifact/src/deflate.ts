import { constants, deflateRaw, deflateRawSync, type ZlibOptions } from 'node:zlib'

/** Levels and memory decide a zip's bytes, and so never change on their own. Level 9 takes half as long again for 0.6 %. */
const settings = { memLevel: 8, strategy: constants.Z_DEFAULT_STRATEGY } as const
const usualLevel = 6
/** In machine code level 6 finds some 0.5 % more, for a third more time. */
const machineCodeLevel = 5

/** As far back as a stream may refer, in bytes. */
export const windowSize: number = 32 * 1024

/** How a piece of a file is deflated. */
export interface PieceSettings {
  readonly isLast: boolean
  /** What came right before. */
  readonly window: Buffer | undefined
  /** The same for all pieces of a file: see `levelFor`. */
  readonly level: number
}

/** The level for a file that begins with these bytes: libraries and programs for Linux (ELF) have one of their own. */
export function levelFor(start: Uint8Array): number {
  const [first, ...name] = start.subarray(0, 4)
  return first === 0x7f && String.fromCharCode(...name) === 'ELF' ? machineCodeLevel : usualLevel
}

/**
 * Deflates a piece, a whole file by default. All but the last end at a whole byte, and refer back into the one before, so
 * that together they are one stream, at the price of some bytes per piece.
 */
export function deflate(piece: Uint8Array, how: PieceSettings = wholeFile(piece)): Buffer {
  return deflateRawSync(piece, settingsOf(piece, how))
}

/** The same on another thread. */
export function deflateAside(piece: Buffer, how: PieceSettings): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  deflateRaw(piece, settingsOf(piece, how), (error, deflated) => (error === null ? resolve(deflated) : reject(error)))
  return promise
}

/** For a file that is one piece. */
export function wholeFile(content: Uint8Array): PieceSettings {
  return { isLast: true, window: undefined, level: levelFor(content) }
}

function settingsOf(piece: Uint8Array, { isLast, window, level }: PieceSettings): ZlibOptions {
  return {
    ...settings,
    level,
    // With room for the whole output zlib never grows its buffer, which is most of the cost of small files.
    chunkSize: piece.byteLength + 64,
    finishFlush: isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
    ...(window === undefined ? {} : { dictionary: window }),
  }
}

import { closeSync, openSync, readSync } from 'node:fs'
import { ProjectError } from '@project-utils/contract'
import type { ArtifactFile, FileOnDisk } from './artifact-file.ts'

/** Files up to this size are read whole, larger ones in pieces of it. Part of what decides a zip's bytes. */
export const pieceSize: number = 1024 * 1024

/**
 * Reads a file of at most `pieceSize`. The bytes are valid until the buffer is used again.
 *
 * @param buffer of `pieceSize` and one byte more
 * @throws ProjectError `ARTIFACT_FILE_UNREADABLE`, also where the file has another size by now
 */
export function readWhole(file: ArtifactFile, buffer: Buffer): Uint8Array {
  const [content = new Uint8Array()] = readPieces(file, buffer)
  return content
}

/**
 * Reads a file piece by piece, each of `pieceSize` but the last; an empty file is one empty piece. A piece is valid
 * until the next is asked for.
 *
 * @param buffer of `pieceSize` and one byte more
 * @throws ProjectError `ARTIFACT_FILE_UNREADABLE`, also where the file has another size by now
 */
export function* readPieces(file: ArtifactFile, buffer: Buffer): Generator<Uint8Array, void> {
  const { content } = file
  if (content instanceof Uint8Array) {
    for (let at = 0; at === 0 || at < content.byteLength; at += pieceSize) yield content.subarray(at, at + pieceSize)
    return
  }
  const { size } = content
  const source = open(content)
  try {
    for (let at = 0; at === 0 || at < size; at += pieceSize) {
      const wanted = Math.min(size - at, pieceSize)
      const isLast = at + wanted === size
      // One byte more than is left, so that a file that has grown is seen.
      const read = fill(source, buffer, isLast ? wanted + 1 : wanted, content)
      if (read !== wanted) throw changedMeanwhile(file)
      yield buffer.subarray(0, read)
    }
  } finally {
    closeSync(source)
  }
}

/** The error for a file that is no longer what it was. */
export function changedMeanwhile({ path, content }: ArtifactFile): ProjectError {
  const name = content instanceof Uint8Array ? path : content.file
  return new ProjectError('ARTIFACT_FILE_UNREADABLE', `${name} was changed while it was packed`, {
    hint: 'build again once nothing writes to it',
  })
}

/** The error for a file or folder that cannot be read. */
export function unreadable(
  path: string,
  reason: string,
  cause?: unknown,
  hint = 'make it readable, or leave it out with a line in .lambdaignore',
): ProjectError {
  return new ProjectError('ARTIFACT_FILE_UNREADABLE', `${path} could not be read: ${reason}`, { hint, cause })
}

/** What the system says of a failure, such as `permission denied`. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return message.replace(`${code}: `, '').replace(/, \w+( '.*)?$/s, '')
}

function open({ file }: FileOnDisk): number {
  try {
    return openSync(file, 'r')
  } catch (error) {
    throw unreadable(file, reasonOf(error), error)
  }
}

function fill(source: number, buffer: Buffer, length: number, { file }: FileOnDisk): number {
  let filled = 0
  try {
    while (filled < length) {
      const read = readSync(source, buffer, filled, length - filled, null)
      if (read === 0) break
      filled += read
    }
  } catch (error) {
    throw unreadable(file, reasonOf(error), error)
  }
  return filled
}

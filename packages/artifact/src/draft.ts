import { createHash } from 'node:crypto'
import { closeSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import type { CodeSha256 } from '@project-utils/contract'
import { draftOf } from './atomic.ts'

/** A file of the cache that is being written from front to back; its hash is known when it is done. */
export interface Draft {
  readonly path: string
  /** Bytes written so far. */
  size(): number
  append(bytes: Uint8Array): void
  /** Cuts off all from this size on, which must lie behind a `hold`. */
  cut(size: number): void
  /** From here on bytes may be written over and cut off, until `release`. */
  hold(): void
  /** Writes over bytes behind the `hold`. */
  patch(bytes: Uint8Array, at: number): void
  release(): void
  /** Lambda's hash of all that was written. Closes the file. */
  close(): CodeSha256
  /** Removes the file, open or not. */
  discard(): void
}

const batchSize = 1024 * 1024

/** Opens a new draft beside the file it is to become. Writes go out a megabyte at a time. */
export function openDraft(becomes: string): Draft {
  const path = draftOf(becomes)
  const file = openSync(path, 'wx+')
  const batch = Buffer.allocUnsafe(batchSize)
  const hash = createHash('sha256')
  let isOpen = true
  let written = 0
  let filled = 0
  let held: number | undefined

  const put = (bytes: Uint8Array): void => {
    writeFully(file, bytes, written)
    written += bytes.byteLength
    if (held === undefined) hash.update(bytes)
  }
  const flush = (): void => {
    if (filled > 0) put(batch.subarray(0, filled))
    filled = 0
  }
  const close = (): void => {
    if (isOpen) closeSync(file)
    isOpen = false
  }

  return {
    path,
    size: () => written + filled,
    append(bytes) {
      if (bytes.byteLength > batchSize - filled) flush()
      if (bytes.byteLength > batchSize) return put(bytes)
      batch.set(bytes, filled)
      filled += bytes.byteLength
    },
    hold() {
      flush()
      held = written
    },
    cut(size) {
      flush()
      ftruncateSync(file, size)
      written = size
    },
    patch(bytes, at) {
      flush()
      writeFully(file, bytes, at)
    },
    release() {
      flush()
      for (let at = held ?? written; at < written; ) {
        const read = readSync(file, batch, 0, Math.min(batchSize, written - at), at)
        hash.update(batch.subarray(0, read))
        at += read
      }
      held = undefined
    },
    close() {
      flush()
      close()
      return hash.digest('base64')
    },
    discard() {
      close()
      rmSync(path, { force: true })
    },
  }
}

function writeFully(file: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.byteLength; ) {
    done += writeSync(file, bytes, done, bytes.byteLength - done, at + done)
  }
}

import { closeSync, openSync, readSync } from 'node:fs'
import type { ArtifactFile } from '@project-utils/artifact'

/** Reads bytes at an offset; fewer where the content ends. */
export type ReadAt = (offset: number, length: number) => Buffer

/** Hands a way to read parts of a file, on the disk or in memory, and never the whole of it. */
export function withBytes<T>({ content }: Pick<ArtifactFile, 'content'>, use: (read: ReadAt) => T): T {
  if (content instanceof Uint8Array) {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
    return use((offset, length) => bytes.subarray(offset, offset + length))
  }
  const file = openSync(content.file, 'r')
  try {
    return use((offset, length) => {
      const bytes = Buffer.alloc(length)
      return bytes.subarray(0, readSync(file, bytes, 0, length, offset))
    })
  } finally {
    closeSync(file)
  }
}

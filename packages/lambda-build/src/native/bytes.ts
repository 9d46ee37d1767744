import { closeSync, openSync, readSync } from 'node:fs'
import type { ArtifactFile } from '@project-utils/artifact'

/** Headers are read some bytes at a time, and most of them lie close together. */
const blockSize = 4096
const mostBlocks = 64

/** Reads bytes at an offset; fewer where the content ends. */
export type ReadAt = (offset: number, length: number) => Buffer

/** Hands a way to read parts of a file, on the disk or in memory, and never the whole of it. */
export function withBytes<T>({ content }: Pick<ArtifactFile, 'content'>, use: (read: ReadAt) => T): T {
  if (content instanceof Uint8Array) {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
    return use((offset, length) => bytes.subarray(offset, offset + length))
  }
  const file = openSync(content.file, 'r')
  const readFile = (offset: number, length: number): Buffer => {
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, readSync(file, bytes, 0, length, offset))
  }
  const blocks = new Map<number, Buffer>()
  const block = (start: number): Buffer => {
    const known = blocks.get(start)
    if (known !== undefined) return known
    if (blocks.size === mostBlocks) blocks.clear()
    const bytes = readFile(start, blockSize)
    blocks.set(start, bytes)
    return bytes
  }
  try {
    return use((offset, length) => {
      const inside = offset % blockSize
      if (inside + length > blockSize) return readFile(offset, length)
      return block(offset - inside).subarray(inside, inside + length)
    })
  } finally {
    closeSync(file)
  }
}

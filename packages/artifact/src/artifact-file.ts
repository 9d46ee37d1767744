import { readFileSync } from 'node:fs'
import { ProjectError } from '@project-utils/contract'

/** One file of an artifact: `/`-separated path inside it, content, whether it may be executed (default: no). */
export interface ArtifactFile {
  readonly path: string
  readonly content: Uint8Array | FileOnDisk
  readonly executable?: boolean
}

/** Content that stays on the disk until it is packed, so that memory does not grow with the artifact. */
export interface FileOnDisk {
  /** Absolute path. */
  readonly file: string
  /** Bytes. */
  readonly size: number
}

/** Bytes of a file, without reading it. */
export function sizeOf({ content }: ArtifactFile): number {
  return content instanceof Uint8Array ? content.byteLength : content.size
}

/** The content of a file, read from the disk where it still lies there. */
export function contentOf({ content }: ArtifactFile): Uint8Array {
  return content instanceof Uint8Array ? content : readFileSync(content.file)
}

/**
 * Files in the one order of an artifact: bytewise by UTF-8 path, paths in Unicode NFC.
 *
 * @throws ProjectError `ARTIFACT_PATH_INVALID` for a path twice, an absolute one, or one with `.`, `..` or empty parts
 */
export function sortFiles(files: readonly ArtifactFile[]): readonly ArtifactFile[] {
  const sorted = files.map((file) => {
    const path = file.path.normalize('NFC')
    return path === file.path ? file : { ...file, path }
  })
  // JavaScript compares UTF-16, whose order is that of UTF-8 below the surrogates.
  if (sorted.some(({ path }) => /[\ud800-\uffff]/.test(path))) {
    const bytes = new Map(sorted.map(({ path }) => [path, Buffer.from(path)]))
    const none = Buffer.alloc(0)
    sorted.sort((a, b) => Buffer.compare(bytes.get(a.path) ?? none, bytes.get(b.path) ?? none))
  } else sorted.sort((a, b) => (a.path < b.path ? -1 : 1))
  let before: string | undefined
  for (const { path } of sorted) {
    if (!isInside(path)) throw invalid(`${JSON.stringify(path)} is no path inside an artifact`)
    if (path === before) throw invalid(`the artifact would hold ${JSON.stringify(path)} twice`)
    before = path
  }
  return sorted
}

function isInside(path: string): boolean {
  return (
    path.isWellFormed() &&
    !/[\0\\]/.test(path) &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  )
}

function invalid(message: string): ProjectError {
  return new ProjectError('ARTIFACT_PATH_INVALID', message, { hint: 'rename the file in the source' })
}

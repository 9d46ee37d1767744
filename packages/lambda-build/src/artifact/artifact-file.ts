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
 * @throws ProjectError `LAMBDA_PATH_INVALID` for a path twice, an absolute one, or one with `.`, `..` or empty parts
 */
export function sortFiles(files: readonly ArtifactFile[]): readonly ArtifactFile[] {
  const sorted = files
    .map((file) => ({ bytes: Buffer.from(file.path.normalize('NFC')), file }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ bytes, file }): ArtifactFile => ({ ...file, path: bytes.toString() }))
  let before: string | undefined
  for (const { path } of sorted) {
    if (!isInside(path)) throw invalid(`"${path}" is no path inside an artifact`)
    if (path === before) throw invalid(`the artifact would hold "${path}" twice`)
    before = path
  }
  return sorted
}

function isInside(path: string): boolean {
  return !/[\0\\]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

function invalid(message: string): ProjectError {
  return new ProjectError('LAMBDA_PATH_INVALID', message, { hint: 'rename the file in the source' })
}

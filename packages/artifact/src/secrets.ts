import { closeSync, openSync, readSync } from 'node:fs'
import { sep } from 'node:path'
import type { ArtifactFile } from './artifact-file.ts'
import { reasonOf, unreadable } from './read-pieces.ts'
import { type SecretRule, secretRules } from './secret-files.ts'

/** What is read of a file to judge it. */
const head = 64 * 1024

/**
 * What a file looks like that may hold a secret, in words such as `a private key`; undefined where it looks like none.
 *
 * @throws ProjectError `ARTIFACT_FILE_UNREADABLE`
 */
export function secretIn(file: ArtifactFile): string | undefined {
  const { path, content } = file
  // A link brings a secret in under another name.
  const names = content instanceof Uint8Array ? [path] : [path, portable(content.file)]
  return secretRules.find((each) => applies(each, names, file))?.what
}

function applies({ path, content }: SecretRule, names: readonly string[], file: ArtifactFile): boolean {
  return names.some((name) => path.test(name)) && (content === undefined || content.test(readHead(file)))
}

function portable(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/')
}

/** Keys in DER, the binary form, have no text to find: what cannot be read as text counts as none. */
function readHead({ content }: ArtifactFile): string {
  if (content instanceof Uint8Array) return Buffer.from(content.subarray(0, head)).toString('latin1')
  const buffer = Buffer.alloc(Math.min(head, content.size))
  let file: number | undefined
  try {
    file = openSync(content.file, 'r')
    return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.byteLength, 0))
  } catch (error) {
    throw unreadable(content.file, reasonOf(error), error)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

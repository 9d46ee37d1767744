import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ProjectError } from '@project-utils/contract'
import { reasonOf } from './read-pieces.ts'

const attempts = 3

/**
 * Writes a file of the cache whole or not at all: readers, parallel writers and a crash never leave a part of it under
 * its name.
 *
 * @throws ProjectError `ARTIFACT_CACHE_UNWRITABLE`
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const draft = draftOf(path)
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(draft, content)
      return await rename(draft, path)
    } catch (cause) {
      await rm(draft, { force: true }).catch(() => undefined)
      // Somebody may remove the whole cache between two calls.
      if (attempt === attempts || !isAbsence(cause)) throw unwritable(path, cause)
    }
  }
}

/** A name beside a path that no other run takes, for what will be renamed to it once it is whole. */
export function draftOf(path: string): string {
  return `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** The error for a cache that cannot be written to, of which `path` is a part. */
export function unwritable(path: string, cause: unknown): ProjectError {
  const { code = '' } = cause as NodeJS.ErrnoException
  const reason = cause instanceof Error ? reasonOf(cause) : String(cause)
  const hint = hints.find(([codes]) => codes.includes(code))?.[1] ?? 'make room on the disk, and let it be written to'
  return new ProjectError('ARTIFACT_CACHE_UNWRITABLE', `${path} could not be written: ${reason}`, { hint, cause })
}

const hints: readonly (readonly [codes: readonly string[], hint: string])[] = [
  [['ENOSPC', 'EDQUOT'], 'make room on the disk'],
  [['EACCES', 'EPERM'], 'let this user write to it: it may belong to another one'],
  [['EROFS'], 'let it be written to: the file system is read-only'],
  [['ENOTDIR', 'EEXIST'], 'remove the file that lies where the folder is to be'],
]

import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { writeWhole } from '@project-utils/artifact'
import { ProjectError, type Sha256 } from '@project-utils/contract'
import type { ImageBuild } from '@project-utils/project'
import { hashJson, sha256 } from '@project-utils/run'
import { contextEntries } from './context-files.ts'

/** Raised when the same context is built differently. */
const formatVersion = 1

/** What a file was when it was hashed; times in milliseconds. */
interface Seen {
  readonly size: number
  readonly modified: number
  readonly changed: number
  readonly inode: number
  readonly sha256: Sha256
}

interface Kept {
  readonly v: 1
  /** When the hashes were taken, milliseconds since 1970. */
  readonly taken: number
  readonly files: Readonly<Record<string, Seen>>
}

/**
 * The identity of an image: everything its build sees, and how it is built. Files that were not touched since the last
 * look are not read again. What lies behind a base image's tag is not in it.
 *
 * @throws ProjectError `LAMBDA_IMAGE_CONTEXT`
 */
export async function imageIdentity(
  image: ImageBuild,
  platform: string,
  cache: string,
  signal: AbortSignal,
): Promise<Sha256> {
  const { directory, dockerfile, target } = image
  const record = join(cache, 'images', `${sha256(directory).slice(0, 32)}.json`)
  const before = readKept(record)
  const taken = Date.now()
  const files: Record<string, Seen> = {}
  const context: unknown[] = []
  for (const { path, kind, executable, target: leads } of contextEntries(image)) {
    signal.throwIfAborted()
    if (kind === 'file') files[path] = await look(join(directory, path), before?.files[path], before?.taken ?? 0)
    context.push([path, kind, executable, files[path]?.sha256 ?? leads ?? ''])
  }
  // A cache that cannot be written now still answers rightly now.
  await writeWhole(record, JSON.stringify({ v: 1, taken, files } satisfies Kept)).catch(() => undefined)
  return hashJson({
    format: formatVersion,
    context,
    dockerfile: dockerfile.split(sep).join('/'),
    target: target ?? null,
    arguments: image.arguments,
    platform,
  })
}

/** The same rule as for other sources: a look within two seconds of the last change is not trusted. */
async function look(file: string, before: Seen | undefined, taken: number): Promise<Seen> {
  try {
    const { size, mtimeMs: modified, ctimeMs: changed, ino: inode } = statSync(file)
    const same =
      before !== undefined &&
      before.size === size &&
      before.modified === modified &&
      before.changed === changed &&
      before.inode === inode &&
      changed < taken - 2000
    if (same) return before
    const hash = createHash('sha256')
    await pipeline(createReadStream(file), hash)
    return { size, modified, changed, inode, sha256: hash.digest('hex') }
  } catch (cause) {
    throw new ProjectError('LAMBDA_IMAGE_CONTEXT', `${file} could not be read`, {
      hint: 'let it be read, or name it in .dockerignore',
      cause,
    })
  }
}

function readKept(file: string): Kept | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept
    return kept.v === 1 && typeof kept.files === 'object' ? kept : undefined
  } catch {
    return undefined
  }
}

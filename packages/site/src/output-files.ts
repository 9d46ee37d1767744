import { statSync } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { ErrorCode, Problem } from '@project-utils/contract'
import { type FoundFile, foundFile } from './file-hash.ts'

/** What a folder holds for publishing: the files, what was left out and why, and what forbids publishing it. */
export interface OutputFiles {
  readonly files: readonly FoundFile[]
  readonly leftOut: readonly { readonly key: string; readonly why: string }[]
  readonly problems: readonly Problem[]
}

interface Walk {
  /** Real path of the published folder. */
  readonly root: string
  readonly files: FoundFile[]
  readonly leftOut: { readonly key: string; readonly why: string }[]
  readonly problems: Problem[]
}

const maxKeyBytes = 1024

/**
 * Lists the folder to publish. Source maps, precompressed twins, hidden files and the build tool's own records are left
 * out; `.env*`, `.git`, `node_modules`, links that lead out, things that are no files, names that cannot be keys and
 * names that differ only in case become problems.
 */
export async function listOutput(directory: string): Promise<OutputFiles> {
  const root = await realpath(directory)
  const walk: Walk = { root, files: [], leftOut: [], problems: [] }
  await walkFolder(root, '', [root], walk)
  const keys = new Set(walk.files.map((file) => file.key))
  const isTwin = (key: string): boolean => /\.(br|gz)$/.test(key) && keys.has(key.replace(/\.(br|gz)$/, ''))
  for (const { key } of walk.files.filter((file) => isTwin(file.key))) {
    walk.leftOut.push({ key, why: 'CloudFront compresses by itself' })
  }
  const files = walk.files.filter((file) => !isTwin(file.key))
  refuseCollisions(files, walk)
  return { files, leftOut: walk.leftOut, problems: walk.problems }
}

async function walkFolder(folder: string, prefix: string, above: readonly string[], walk: Walk): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = entry
    const key = `${prefix}${name}`
    const path = join(folder, name)
    const unusable = whyUnusable(name, key)
    if (unusable !== undefined) refuse(walk, 'SITE_NAME_UNUSABLE', path, `${JSON.stringify(key)} ${unusable}`)
    else if (isForbidden(name)) refuse(walk, 'SITE_FILE_REFUSED', path, `${key} must never be public`)
    else if (name.startsWith('.') && name !== '.well-known') walk.leftOut.push({ key, why: 'hidden file' })
    else await take(path, key, entry.isSymbolicLink(), above, walk)
  }
}

async function take(path: string, key: string, isLink: boolean, above: readonly string[], walk: Walk): Promise<void> {
  const real = isLink ? await realpath(path).catch(() => undefined) : path
  const broken = real === undefined ? 'leads nowhere' : isLink ? whyLinkRefused(real, above, walk.root) : undefined
  if (real === undefined || broken !== undefined) return refuse(walk, 'SITE_LINK_OUTSIDE', path, `${key} ${broken}`)
  // Synchronously: for thousands of files ten times faster than one promise each, and short for each folder.
  const found = statSync(real, { bigint: true })
  if (found.isDirectory()) return walkFolder(real, `${key}/`, [...above, real], walk)
  if (!found.isFile()) return refuse(walk, 'SITE_FILE_REFUSED', path, `${key} is no regular file`)
  if (key.endsWith('.map')) walk.leftOut.push({ key, why: 'source map' })
  else walk.files.push(foundFile(key, real, found))
}

function whyLinkRefused(real: string, above: readonly string[], root: string): string | undefined {
  if (real !== root && !real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) return 'leads out of the folder'
  if (above.includes(real)) return 'leads in a circle'
  if (relative(root, real).split(sep).some(isForbidden)) return 'leads to something that must never be public'
  return undefined
}

function isForbidden(name: string): boolean {
  const lower = name.toLowerCase()
  return lower === '.git' || lower === 'node_modules' || lower.startsWith('.env')
}

function whyUnusable(name: string, key: string): string | undefined {
  // Node reads bytes that are no UTF-8 as U+FFFD; such a file could not even be opened by its name.
  if (name.includes('\uFFFD')) return 'is no valid UTF-8'
  if (/\p{Cc}/u.test(name)) return 'holds a control character'
  if (name.includes('\\')) return 'holds a backslash'
  return new TextEncoder().encode(key).length > maxKeyBytes ? `is longer than ${maxKeyBytes} bytes` : undefined
}

function refuseCollisions(files: readonly FoundFile[], walk: Walk): void {
  const seen = new Map<string, FoundFile>()
  for (const file of files) {
    const folded = file.key.normalize('NFC').toLowerCase()
    const other = seen.get(folded)
    if (other === undefined) seen.set(folded, file)
    else {
      const message = `${other.key} and ${file.key} are one file on a disk that ignores case`
      refuse(walk, 'SITE_KEY_COLLISION', file.path, message)
    }
  }
}

function refuse(walk: Walk, code: ErrorCode, file: string, message: string): void {
  walk.problems.push({ code, message, where: { file } })
}

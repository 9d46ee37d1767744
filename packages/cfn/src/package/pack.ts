import { createHash } from 'node:crypto'
import { closeSync, createReadStream, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, isAbsolute, join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { packFiles, reasonOf, secretIn, sizeOf, type Tree, unreadable, walkTree } from '@project-utils/artifact'
import { ProjectError } from '@project-utils/contract'
import type { PackagedBlob } from './blob.ts'
import type { Content } from './local-properties.ts'

/** A file or folder as it goes to the bucket. */
export type Packed = Omit<PackagedBlob, 'usedAt'>

/** Where packing reads and writes. */
export interface PackOptions {
  /** The project's folder, absolute: nothing outside of it is packed. */
  readonly root: string
  /** Folder for zips; it may vanish at any time and may be shared by parallel runs. */
  readonly cache: string
  readonly signal: AbortSignal
}

const megabyte = 1024 * 1024
/** All files of a function and its layers together, unpacked. Source: "Lambda quotas", AWS Lambda developer guide. */
const codeLimit = 250 * megabyte
/** An object that is sent in one piece. Source: "Uploading objects", Amazon S3 user guide. */
const objectLimit = 5 * 1024 * megabyte

/**
 * Packs what lies at an absolute path. A folder becomes a zip under the hash of its content manifest; so does a single file
 * of code, unless it is a zip already. Any other file stays as it is, under the hash of its bytes.
 *
 * @throws ProjectError `CFN_PATH_MISSING`, `CFN_PATH_OUTSIDE`, `CFN_PATH_KIND`, `CFN_PACKAGE_EMPTY`, `CFN_PACKAGE_TOO_LARGE`,
 *   `CFN_SECRET_FOUND`, `ARTIFACT_*`
 */
export async function packPath(
  path: string,
  content: Exclude<Content, 'template'>,
  options: PackOptions,
): Promise<Packed> {
  const { real, stat } = look(path, options.root)
  if (stat.isDirectory()) {
    if (content !== 'file') return await zip(await filesOf(real, content, options), path, content, options)
    throw kind(path, 'a folder, where a file is needed')
  }
  if (!stat.isFile()) throw kind(path, 'neither a file nor a folder')
  if (content !== 'code' || isZip(real)) return await asItIs(real, path, stat.size, content, options)
  const executable = (stat.mode & 0o100) === 0 ? {} : { executable: true }
  const files = [{ path: basename(path), content: { file: real, size: stat.size }, ...executable }]
  return await zip(files, path, content, options)
}

/**
 * Where a path really leads, if that is inside of the project.
 *
 * @throws ProjectError `CFN_PATH_MISSING`, `CFN_PATH_OUTSIDE`, `ARTIFACT_FILE_UNREADABLE`
 */
export function look(path: string, root: string): { readonly real: string; readonly stat: Stats } {
  try {
    const real = realpathSync(path)
    if (!isWithin(real, realpathSync(root))) throw outside(path, real, root)
    return { real, stat: statSync(real) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (error instanceof ProjectError) throw error
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw unreadable(path, reasonOf(error), error, 'let this user read it')
    throw new ProjectError('CFN_PATH_MISSING', `${path} is not there`, {
      hint: 'paths in a template are relative to the folder of the template',
      cause: error,
    })
  }
}

/** A path as it is told: relative to the project's folder. */
export function relativePath(path: string, root: string): string {
  return relative(root, path).split(sep).join('/') || '.'
}

async function filesOf(folder: string, content: Content, { root }: PackOptions): Promise<Tree['files']> {
  const within = realpathSync(root)
  // Sources for others are whole; of code only what runs is wanted.
  const whole = { exclude: ['/.git/'], lambdaignore: false, leftBehind: true }
  const { files } = await walkTree(folder, content === 'code' ? { exclude: [], within } : { ...whole, within })
  return files
}

async function zip(files: Tree['files'], path: string, content: Content, options: PackOptions): Promise<Packed> {
  const source = relativePath(path, options.root)
  if (files.length === 0) {
    throw new ProjectError('CFN_PACKAGE_EMPTY', `${path} holds no file to pack`, {
      hint: 'put the code there, or see what .lambdaignore leaves out',
    })
  }
  if (content === 'code') refuseSecrets(files, path)
  const size = files.reduce((sum, file) => sum + sizeOf(file), 0)
  if (content === 'code' && size > codeLimit) {
    const heaviest = files.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, 3)
    const list = heaviest.map((file) => `${file.path} ${megabytes(sizeOf(file))}`).join(', ')
    throw tooLarge(`${path} has ${megabytes(size)} unpacked, ${megabytes(codeLimit)} are allowed; heaviest: ${list}`)
  }
  const folder = join(options.cache, 'artifacts')
  const packed = await packFiles(files, folder, options.signal)
  const { manifest, bytes, codeSha256 } = packed
  return {
    sha256: manifest.sha256,
    source,
    kind: 'zip',
    size: bytes,
    checksum: codeSha256,
    content: { file: packed.zip },
  }
}

/** What installed packages hold was published with them. */
function refuseSecrets(files: Tree['files'], path: string): void {
  const own = files.filter((file) => !/(^|\/)(node_modules|[^/]+\.dist-info)\//.test(file.path))
  const found = own.flatMap((file) => {
    const what = secretIn(file)
    return what === undefined ? [] : [`${file.path} (${what})`]
  })
  if (found.length === 0) return
  const message = `${path} would be packed with what looks like secrets: ${found.join(', ')}`
  const hint =
    'leave it out with a line in .lambdaignore; or, if it is none, build the function from the configuration and name it under allow'
  throw new ProjectError('CFN_SECRET_FOUND', message, { hint })
}

async function asItIs(
  real: string,
  path: string,
  size: number,
  content: Content,
  options: PackOptions,
): Promise<Packed> {
  const limit = content === 'code' ? codeLimit : objectLimit
  if (size > limit) throw tooLarge(`${path} has ${megabytes(size)}, ${megabytes(limit)} are allowed`)
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(real), hash, { signal: options.signal })
  } catch (error) {
    options.signal.throwIfAborted()
    throw unreadable(path, reasonOf(error), error, 'let this user read it')
  }
  const digest: Buffer = hash.digest()
  const source = relativePath(path, options.root)
  const kindOf = content === 'code' ? 'zip' : 'file'
  return {
    sha256: digest.toString('hex'),
    source,
    kind: kindOf,
    size,
    checksum: digest.toString('base64'),
    content: { file: real },
  }
}

/** By its first record: that of a file, or that of an empty zip. Jars are zips. */
function isZip(path: string): boolean {
  const start = Buffer.alloc(4)
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    readSync(file, start, 0, 4, 0)
  } catch (error) {
    throw unreadable(path, reasonOf(error), error, 'let this user read it')
  } finally {
    if (file !== undefined) closeSync(file)
  }
  return ['PK\u0003\u0004', 'PK\u0005\u0006'].includes(start.toString('latin1'))
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function outside(path: string, real: string, root: string): ProjectError {
  const leads = real === path ? '' : `leads to ${real}, which `
  return new ProjectError('CFN_PATH_OUTSIDE', `${path} ${leads}lies outside of the project, ${root}`, {
    hint: "move it there, or set `source` in the project's configuration to a folder that holds both",
  })
}

function kind(path: string, what: string): ProjectError {
  return new ProjectError('CFN_PATH_KIND', `${path} is ${what}`, { hint: 'name the file itself' })
}

function tooLarge(message: string): ProjectError {
  return new ProjectError('CFN_PACKAGE_TOO_LARGE', message, { hint: 'leave files out with lines in .lambdaignore' })
}

function megabytes(bytes: number): string {
  return `${(bytes / megabyte).toFixed(1)} MB`
}

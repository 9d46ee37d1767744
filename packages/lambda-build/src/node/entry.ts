import { realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '@project-utils/contract'
import type { FunctionJob } from '../build/job.ts'
import { portablePath } from '../paths/portable.ts'

/** The file that a bundle starts from, and the folders whose content decided that it is this one. */
export interface Entry {
  /** Absolute, real. */
  readonly file: string
  readonly folders: readonly string[]
}

const extensions = ['ts', 'mts', 'cts', 'tsx', 'js', 'mjs', 'cjs', 'jsx']

/**
 * The file that holds the handler: the `entry` where one is written, else the one source in `directory` that the handler
 * names, as `src/api.*` or `src/api/index.*` for `src/api.handler`.
 */
export function findEntry(job: FunctionJob): Entry | { readonly problem: Problem } {
  const { entry, directory = '' } = job.build
  if (entry !== undefined) return { file: entry, folders: [] }
  const { file, text } = job.handler
  const candidates = [file, `${file}/index`].flatMap((path) => extensions.map((extension) => `${path}.${extension}`))
  const found = candidates.filter((path) => isFile(join(directory, path)))
  const [only] = found
  if (only !== undefined && found.length === 1) {
    return { file: realpathSync(join(directory, only)), folders: [directory, join(directory, file)].filter(isFolder) }
  }
  const list = `{${extensions.join(',')}}`
  const looked = `${file}.${list} and ${file}/index.${list}`
  const message =
    only === undefined
      ? `functions.${job.id}: no source in ${directory} holds the handler ${text}; looked for ${looked}`
      : `functions.${job.id}: the handler ${text} may be in any of ${found.join(', ')} in ${directory}`
  return {
    problem: {
      code: only === undefined ? 'LAMBDA_ENTRY_MISSING' : 'LAMBDA_ENTRY_AMBIGUOUS',
      message,
      hint: `set functions.${job.id}.entry to the file that exports the handler`,
      where: job.where,
    },
  }
}

/** The folder as it is written in settings that shall be the same on every machine. */
export function relativePath(root: string, path: string): string {
  return portablePath(root, path)
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

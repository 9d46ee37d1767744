import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Tree, walkTree } from '@project-utils/artifact'
import { portablePath } from '../paths/portable.ts'

/** How a folder and those packed beside it are read. */
export interface FolderOptions {
  /** The project's folder, which links may not leave. */
  readonly root: string
  /** The build cache, which is no source wherever it lies. */
  readonly cache: string
  /** Patterns of files that are packed although something else leaves them out. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Folders that are packed beside it, each under its own name. */
  readonly shared: readonly string[]
  /** Patterns of what is left out besides. */
  readonly never: readonly string[]
}

/**
 * The files of a folder and of those shared with it, without what `.lambdaignore` or `exclude` leave out.
 *
 * @throws ProjectError those of `walkTree`
 */
export async function readFolder(folder: string, options: FolderOptions): Promise<Tree> {
  const { include, shared, root: within } = options
  const trees = [await walkTree(folder, { exclude: excluded(folder, options), within })]
  if (include.length > 0) {
    const back = include.filter((pattern) => !pattern.startsWith('!')).flatMap(bringBack)
    trees.push(await walkTree(folder, { include, exclude: [...back, ...options.exclude], within }))
  }
  for (const each of shared)
    trees.push(await walkTree(each, { exclude: excluded(each, options), at: basename(each), within }))
  const files = new Map(trees.flatMap((tree) => tree.files.map((file) => [file.path, file] as const)))
  return { files: [...files.values()], inputs: [...new Set(trees.flatMap(({ inputs }) => inputs))] }
}

/** The patterns of a folder's `.lambdaignore`, then those that are given. */
export function excludedBy(folder: string, exclude: readonly string[]): readonly string[] {
  const file = join(folder, '.lambdaignore')
  return [...(existsSync(file) ? readFileSync(file, 'utf8').split(/\r?\n/) : []), ...exclude]
}

function excluded(folder: string, { cache, exclude, never }: FolderOptions): readonly string[] {
  const path = portablePath(folder, cache)
  return [...never, ...(path === '' || path.startsWith('..') ? [] : [`/${path}/`]), ...exclude]
}

/** A file in a folder that is left out comes back only with the folders above it. */
function bringBack(pattern: string): readonly string[] {
  const parts = pattern.replace(/^(\.?\/)+/, '').split('/')
  const folders = parts.slice(0, -1).map((_, index) => `!/${parts.slice(0, index + 1).join('/')}/`)
  return [...folders, `!/${parts.join('/')}`]
}

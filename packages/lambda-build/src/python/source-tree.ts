import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { type Tree, walkTree } from '@project-utils/artifact'

/** Which files of a folder are sources. */
interface SourcePatterns {
  /** The project's folder, which links may not leave. */
  readonly within: string
  readonly exclude: readonly string[]
  /** What is packed although it would be left out as what only an installer reads. */
  readonly include: readonly string[]
  /** Folders that are no sources, absolute: the cache, and wheels that are installed. */
  readonly skipped: readonly string[]
}

/** Environments, what builds leave, and what only an installer reads. A pattern of the project's own with `!` brings them back. */
const installers = [
  ...['venv', '*.egg-info', 'node_modules'],
  ...['/requirements*.txt', '/constraints*.txt', 'uv.lock', 'poetry.lock', 'pdm.lock', 'Pipfile', 'Pipfile.lock'],
]

/**
 * The sources of a folder.
 *
 * @param at where they are packed: a path in the artifact; empty for its root
 * @throws ProjectError what `walkTree` throws
 */
export async function readSourceTree(folder: string, patterns: SourcePatterns, at: string): Promise<Tree> {
  const { exclude, include, skipped, within } = patterns
  const inside = skipped.map((path) => relative(folder, path)).filter((path) => path !== '' && !path.startsWith('..'))
  const own = [...inside, ...environmentsIn(folder)].map((path) => `/${literal(path)}`)
  const tree = await walkTree(folder, { exclude: [...installers, ...own, ...exclude], at, within })
  if (include.length === 0) return tree
  const more = await walkTree(folder, { exclude: [...own, ...exclude], include, at, within })
  const known = new Set(tree.files.map(({ path }) => path))
  const files = [...tree.files, ...more.files.filter(({ path }) => !known.has(path))]
  return { files, inputs: [...new Set([...tree.inputs, ...more.inputs])] }
}

/** A folder or a single module under its own name, as shared code is packed. */
export async function readShared(path: string, patterns: SourcePatterns, at: string): Promise<Tree> {
  const place = `${at === '' ? '' : `${at}/`}${basename(path)}`
  const { size, isFile } = look(path)
  if (isFile) return { files: [{ path: place, content: { file: path, size } }], inputs: [path] }
  return await readSourceTree(path, { ...patterns, include: [] }, place)
}

function look(path: string): { readonly size: number; readonly isFile: boolean } {
  const stat = statSync(path)
  return { size: stat.size, isFile: stat.isFile() }
}

/** Virtual environments, whatever their names. */
function environmentsIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'pyvenv.cfg')))
    .map(({ name }) => name)
}

/** A path as a pattern that fits it alone. */
function literal(path: string): string {
  return path
    .split(sep)
    .join('/')
    .replace(/[*?[\]\\! #]/g, '\\$&')
}

import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { ProjectError } from '@project-utils/contract'
import ignore from 'ignore'
import type { ArtifactFile } from '../artifact/artifact-file.ts'

/** What is packed of a folder. */
export interface FolderFiles {
  /** By path inside the folder. */
  readonly files: readonly ArtifactFile[]
  /** Absolute paths of all files and folders that decided it. */
  readonly inputs: readonly string[]
}

/** How a folder is read. */
export interface FolderOptions {
  /** The project's folder, real path: links may lead anywhere in it. */
  readonly root: string
  /** A folder that is no source, wherever it lies. */
  readonly cache: string
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Patterns of what is left out besides. */
  readonly never?: readonly string[]
}

/** What version control, file managers and editors leave. */
const left = ['.git', '.hg', '.svn', '.DS_Store', 'Thumbs.db', '*~', '.lambdaignore']

/**
 * The files of a folder, without what `.lambdaignore` or `exclude` leave out; `include` takes back in. Symbolic links are
 * followed where they stay inside the project.
 *
 * @throws ProjectError `LAMBDA_PATH_INVALID` for a link that leads nowhere, in a circle, or out of the project
 */
export function readFolder(folder: string, options: FolderOptions): FolderFiles {
  const { root, cache, include, never = [] } = options
  const rules = ignore().add([...left, ...never, ...excludedBy(folder, options.exclude)])
  const wanted = ignore().add([...include])
  const files: ArtifactFile[] = []
  const ignoreFile = join(folder, '.lambdaignore')
  const inputs = [folder, ...(existsSync(ignoreFile) ? [ignoreFile] : [])]
  const walk = (at: string, above: readonly string[]): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name)
      if (path === cache) continue
      const inside = relative(folder, path).split(sep).join('/')
      const isLink = entry.isSymbolicLink()
      const stat = isLink ? statSync(path, { throwIfNoEntry: false }) : entry
      const isFolder = stat?.isDirectory() === true
      const tested = isFolder ? `${inside}/` : inside
      if (rules.ignores(tested) && !wanted.ignores(tested) && !(isFolder && leadsTo(inside, include))) continue
      if (stat === undefined) throw wrongLink(path, 'nowhere')
      const target = isLink ? realpathSync(path) : join(above.at(-1) ?? folder, entry.name)
      if (isLink && target !== root && !target.startsWith(root + sep)) throw wrongLink(path, 'out of the project')
      if (isFolder && above.includes(target)) throw wrongLink(path, 'in a circle')
      if (isFolder) {
        inputs.push(path)
        walk(path, [...above, target])
      } else if (stat.isFile()) {
        const { size, mode } = statSync(path)
        inputs.push(path)
        files.push({
          path: inside,
          content: { file: path, size },
          ...((mode & 0o100) === 0 ? {} : { executable: true }),
        })
      }
    }
  }
  walk(folder, [realpathSync(folder)])
  return { files, inputs }
}

/** Folders and files that are packed beside the code, each under its own name. */
export function readShared(paths: readonly string[], options: FolderOptions): FolderFiles {
  const all = paths.map((path): FolderFiles => {
    const stat = statSync(path)
    const name = basename(path)
    if (!stat.isDirectory())
      return { files: [{ path: name, content: { file: path, size: stat.size } }], inputs: [path] }
    const { files, inputs } = readFolder(path, { ...options, include: [] })
    return { files: files.map((file) => ({ ...file, path: `${name}/${file.path}` })), inputs }
  })
  return { files: all.flatMap(({ files }) => files), inputs: all.flatMap(({ inputs }) => inputs) }
}

/** The patterns of a folder's `.lambdaignore`, then those that are given. */
export function excludedBy(folder: string, exclude: readonly string[]): readonly string[] {
  const file = join(folder, '.lambdaignore')
  return [...(existsSync(file) ? readFileSync(file, 'utf8').split(/\r?\n/) : []), ...exclude]
}

/** Whether a pattern names something below a folder that is left out otherwise. */
function leadsTo(folder: string, include: readonly string[]): boolean {
  return include.some((pattern) => pattern.replace(/^\//, '').startsWith(`${folder}/`))
}

function wrongLink(path: string, where: string): ProjectError {
  return new ProjectError('LAMBDA_PATH_INVALID', `${path} is a link that leads ${where}`, {
    hint: 'put a copy in its place, or leave it out with exclude',
  })
}

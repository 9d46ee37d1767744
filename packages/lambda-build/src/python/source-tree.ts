import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import ignore from 'ignore'
import type { ArtifactFile } from '../artifact/artifact-file.ts'

/** What is packed of a folder. */
export interface SourceTree {
  /** By path inside the folder. */
  readonly files: readonly ArtifactFile[]
  /** Absolute paths of all files and folders that decided it. */
  readonly inputs: readonly string[]
}

/** What is never packed: what Python, its tools and editors leave, environments, and what only an installer reads. */
const never = `
.*
!.well-known
__pycache__
*.pyc
*.pyo
*.egg-info
venv
env/pyvenv.cfg
node_modules
/requirements*.txt
/constraints*.txt
/wheels
uv.lock
poetry.lock
Pipfile
Pipfile.lock
pdm.lock
*.py~
`

/**
 * The files of a folder, without what `.lambdaignore` or the patterns leave out. Symbolic links are followed where they stay
 * inside the project, and left out where they lead elsewhere.
 *
 * @param root the project's folder
 * @param skipped folders that are no sources: the cache
 */
export function readSourceTree(
  folder: string,
  patterns: { readonly exclude: readonly string[]; readonly include: readonly string[] },
  root: string,
  skipped: readonly string[],
): SourceTree {
  const file = join(folder, '.lambdaignore')
  const rules = ignore().add(never)
  if (existsSync(file)) rules.add(readFileSync(file, 'utf8'))
  rules.add([...patterns.exclude])
  const wanted = ignore().add([...patterns.include])
  const files: ArtifactFile[] = []
  const inputs = [folder, ...(existsSync(file) ? [file] : [])]
  const real = realpathSync(root)
  const walk = (at: string, above: readonly string[]): void => {
    for (const name of readdirSync(at).toSorted()) {
      const path = join(at, name)
      const stat = statSync(path, { throwIfNoEntry: false })
      if (stat === undefined || skipped.includes(path)) continue
      const inside = relative(folder, path).split(sep).join('/')
      const tested = stat.isDirectory() ? `${inside}/` : inside
      const isWanted =
        patterns.include.length > 0 &&
        (wanted.ignores(tested) || (stat.isDirectory() && mayHold(inside, patterns.include)))
      if (rules.ignores(tested) && !isWanted) continue
      const target = realpathSync(path)
      if (target !== real && !target.startsWith(real + sep) && !target.startsWith(realpathSync(folder) + sep)) continue
      if (stat.isFile()) {
        inputs.push(path)
        files.push({
          path: inside,
          content: { file: path, size: stat.size },
          ...((stat.mode & 0o100) === 0 ? {} : { executable: true }),
        })
      } else if (stat.isDirectory() && !above.includes(target) && !existsSync(join(path, 'pyvenv.cfg'))) {
        inputs.push(path)
        walk(path, [...above, target])
      }
    }
  }
  walk(folder, [realpathSync(folder)])
  return { files, inputs }
}

/** Whether a pattern names something below a folder that is left out otherwise. */
function mayHold(folder: string, include: readonly string[]): boolean {
  return include.some((pattern) => pattern.replace(/^\//, '').startsWith(`${folder}/`))
}

/** Files and folders under their own name, as shared code is packed. */
export function readShared(
  path: string,
  exclude: readonly string[],
  root: string,
  skipped: readonly string[],
): SourceTree {
  const name = basename(path)
  const stat = statSync(path)
  if (stat.isFile()) return { files: [{ path: name, content: { file: path, size: stat.size } }], inputs: [path] }
  const tree = readSourceTree(path, { exclude, include: [] }, root, skipped)
  return { files: tree.files.map((file) => ({ ...file, path: `${name}/${file.path}` })), inputs: tree.inputs }
}

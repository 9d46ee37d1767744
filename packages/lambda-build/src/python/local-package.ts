import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'smol-toml'

/** What a local folder is as a package. */
interface LocalPackage {
  readonly name: string
  /** Files and folders that can be imported, absolute; empty where none was found. */
  readonly modules: readonly string[]
  /** What it requires itself, as requirement lines. */
  readonly dependencies: readonly string[]
  /** Absolute paths of all that decided this. */
  readonly inputs: readonly string[]
}

interface Manifest {
  readonly project?: { readonly name?: string; readonly dependencies?: readonly string[] }
  readonly tool?: {
    readonly poetry?: {
      readonly name?: string
      readonly packages?: readonly { readonly include?: string; readonly from?: string }[]
    }
  }
}

/** Folders of a package's folder that hold no code to import. */
const besides = new Set(['tests', 'test', 'docs', 'doc', 'examples', 'scripts', 'build', 'dist', 'wheels'])

/**
 * Looks at a local package without building it: modules under `src/`, else those that Poetry names, else the folder or
 * file of its name, else all folders that are Python packages.
 */
export function readLocalPackage(folder: string): LocalPackage {
  const file = join(folder, 'pyproject.toml')
  const manifest: Manifest = existsSync(file) ? parse(readFileSync(file, 'utf8')) : {}
  const name = manifest.project?.name ?? manifest.tool?.poetry?.name ?? basename(folder)
  const source = join(folder, 'src')
  const dependencies = manifest.project?.dependencies ?? []
  const inputs = [folder, ...(existsSync(file) ? [file] : []), ...(isFolder(source) ? [source] : [])]
  const named = (manifest.tool?.poetry?.packages ?? []).map(({ include = '', from = '.' }) =>
    join(folder, from, include),
  )
  const modules = [named, modulesIn(source, () => true), namedLike(name, folder), modulesIn(folder, hasInit)]
  return {
    name,
    modules: modules.find((each) => each.length > 0 && each.every(existsSync)) ?? [],
    dependencies,
    inputs,
  }
}

function namedLike(name: string, folder: string): readonly string[] {
  const module = name.replace(/[-.]+/g, '_')
  const found = [module, module.toLowerCase()].flatMap((each) => [join(folder, each), join(folder, `${each}.py`)])
  return found.filter((path) => existsSync(path)).slice(0, 1)
}

function modulesIn(folder: string, isModule: (path: string) => boolean): readonly string[] {
  if (!isFolder(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) => !/^[._]|\.egg-info$/.test(entry.name) && !besides.has(entry.name) && entry.name !== '__pycache__',
    )
    .map((entry) => ({ path: join(folder, entry.name), isFolder: entry.isDirectory() }))
    .filter(({ path, isFolder: inner }) => (inner ? isModule(path) : /\.py$/.test(path) && !path.endsWith('setup.py')))
    .map(({ path }) => path)
    .toSorted()
}

function hasInit(folder: string): boolean {
  return existsSync(join(folder, '__init__.py'))
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

import { lstatSync, readdirSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'
import { ProjectError } from '@project-utils/contract'
import { portablePath } from '../paths/portable.ts'

/** A set of packages in the cache. */
export interface Installed {
  /** Paths relative to where packages are imported from; content on the disk. */
  readonly files: readonly ArtifactFile[]
  /** Such as `idna 3.10`. */
  readonly packages: readonly string[]
}

interface Entry {
  readonly path: string
  readonly size: number
  readonly executable?: true
}

interface Kept {
  readonly entries: readonly Entry[]
  readonly packages: readonly string[]
}

/**
 * What differs from machine to machine, or serves installers alone. Console scripts name the Python of the machine in
 * their first line. `METADATA` and `entry_points.txt` stay, since `importlib.metadata` reads them, and `.pyi`, which
 * packages with lazy imports read when they run.
 */
const left =
  /^\.lock$|^bin\/|(^|\/)__pycache__\/|\.dist-info\/(RECORD(\.jws|\.p7s)?|INSTALLER|REQUESTED|direct_url\.json|uv_cache\.json|uv_build\.json)$/

/**
 * Lists what an installer wrote under `site`, without what does not belong in an artifact.
 *
 * @throws ProjectError `LAMBDA_WHEEL_UNSAFE` for a symbolic link or another thing that is no file
 */
export function listInstalled(place: string): Kept {
  const site = join(place, 'site')
  const entries: Entry[] = []
  const packages: string[] = []
  for (const entry of readdirSync(site, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name)
    const path = portablePath(site, file)
    const [, name, version] = /^([^/]+)-([^/-]+)\.dist-info$/.exec(path) ?? []
    if (name !== undefined) packages.push(`${name} ${version}`)
    if (entry.isDirectory() || left.test(path)) continue
    if (!entry.isFile()) {
      const hint = 'do not use this package; tell those who publish it'
      throw new ProjectError('LAMBDA_WHEEL_UNSAFE', `a wheel holds "${path}", which is no file`, { hint })
    }
    const { size, mode } = lstatSync(file)
    entries.push({ path, size, ...((mode & 0o100) === 0 ? {} : { executable: true }) })
  }
  return { entries: entries.toSorted((a, b) => (a.path < b.path ? -1 : 1)), packages: packages.toSorted() }
}

/** A set that is there whole; undefined where it is not there, or lacks a file. */
export function readInstalled(place: string): Installed | undefined {
  try {
    const { entries, packages }: Kept = JSON.parse(readFileSync(join(place, 'installed.json'), 'utf8'))
    const files = entries.map(({ path, size, ...rest }): ArtifactFile => {
      const file = join(place, 'site', path)
      if (lstatSync(file).size !== size) throw new Error(`${path} was changed`)
      return { path, content: { file, size }, ...rest }
    })
    askedFor(join(place, 'installed.json'))
    return { files, packages }
  } catch {
    return undefined
  }
}

/** Dates the list anew, by which `sweepSets` sees that the set is in use; a cache that is read-only is not swept. */
function askedFor(list: string): void {
  try {
    utimesSync(list, new Date(), new Date())
  } catch {
    // Nothing depends on it.
  }
}

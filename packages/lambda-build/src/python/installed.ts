import { lstatSync, readdirSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'
import { ProjectError } from '@project-utils/contract'

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
  const enter = (at: string): void => {
    for (const entry of readdirSync(join(site, at), { withFileTypes: true })) {
      const path = at + entry.name
      const [, name, version] = /^([^/]+)-([^/-]+)\.dist-info$/.exec(path) ?? []
      if (name !== undefined) packages.push(`${name} ${version}`)
      if (entry.isDirectory()) enter(`${path}/`)
      else if (!left.test(path)) entries.push(entryOf(site, path, entry.isFile()))
    }
  }
  enter('')
  return { entries: entries.toSorted((a, b) => (a.path < b.path ? -1 : 1)), packages: packages.toSorted() }
}

function entryOf(site: string, path: string, isFile: boolean): Entry {
  if (!isFile) {
    const hint = 'do not use this package; tell those who publish it'
    throw new ProjectError('LAMBDA_WHEEL_UNSAFE', `a wheel holds "${path}", which is no file`, { hint })
  }
  const { size, mode } = lstatSync(join(site, path))
  return { path, size, ...((mode & 0o100) === 0 ? {} : { executable: true }) }
}

/** The set that a place has once it was listed, and nobody touched it since. */
export function installedFrom(place: string, { entries, packages }: Kept): Installed {
  const site = join(place, 'site')
  const files = entries.map(
    ({ path, size, ...rest }): ArtifactFile => ({ path, content: { file: join(site, path), size }, ...rest }),
  )
  return { files, packages }
}

/** A set that is there whole; undefined where it is not there, or lacks a file. */
export function readInstalled(place: string): Installed | undefined {
  try {
    const kept: Kept = JSON.parse(readFileSync(join(place, 'installed.json'), 'utf8'))
    for (const { path, size } of kept.entries)
      if (lstatSync(join(place, 'site', path)).size !== size) throw new Error(`${path} was changed`)
    askedFor(join(place, 'installed.json'))
    return installedFrom(place, kept)
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

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Problem } from '@project-utils/contract'
import { parse } from 'smol-toml'
import { evaluateMarker, markerEnvironment, normalName } from './marker.ts'
import { publicIndex } from './public-index.ts'
import { noRequirements, type Requirements, requirementsProblem } from './requirements.ts'
import { requirementName } from './requirements-file.ts'
import type { Target } from './target.ts'
import { satisfies } from './version.ts'

interface Dependency {
  readonly name: string
  readonly version?: string
  readonly source?: Source
  readonly extra?: readonly string[]
  readonly marker?: string
}

interface Source {
  readonly registry?: string
  readonly url?: string
  readonly git?: string
  readonly path?: string
  readonly directory?: string
  readonly editable?: string
  readonly virtual?: string
}

interface File {
  readonly url?: string
  readonly path?: string
  readonly hash?: string
}

interface Package {
  readonly name: string
  readonly version?: string
  readonly source: Source
  readonly dependencies?: readonly Dependency[]
  readonly 'optional-dependencies'?: Readonly<Record<string, readonly Dependency[]>>
  readonly metadata?: { readonly 'requires-dist'?: readonly Dependency[] }
  readonly sdist?: File
  readonly wheels?: readonly File[]
}

interface Lock {
  readonly 'requires-python'?: string
  readonly package?: readonly Package[]
}

interface Manifest {
  readonly project?: { readonly dependencies?: readonly string[] }
}

/**
 * The packages that a `uv.lock` sets for the project in a folder, on one target: its main dependencies and all that they
 * need, markers decided, at the locked versions with their hashes. Other members of the workspace are told as local
 * folders.
 *
 * @param folder the function's folder; of a workspace the member that holds it is taken, else all members
 */
export function readUvLock(file: string, folder: string, target: Target): Requirements {
  const inputs = [file]
  const lock = parse(readFileSync(file, 'utf8')) as Lock
  const packages = lock.package ?? []
  const base = dirname(file)
  const roots = rootsOf(packages, base, folder)
  if (roots.length === 0) {
    const problem = requirementsProblem(file, 'the lock holds no project', 'uv lock')
    return { ...noRequirements, inputs, problems: [problem] }
  }
  const stale = roots.flatMap((root) => staleNames(root, base, inputs))
  const lines = new Map<string, string>()
  const locals = new Set<string>()
  const indexes = new Set<string>()
  const problems: Problem[] = stale.map((name) =>
    requirementsProblem(file, `the lock is stale: pyproject.toml wants ${name}, which it lacks`, 'uv lock'),
  )
  for (const each of reach(roots, packages, target)) {
    const local = folderOf(each)
    if (local !== undefined) {
      if (!roots.includes(each)) locals.add(resolve(base, local))
      continue
    }
    const line = lineOf(each, base)
    if (line === undefined) {
      const from = each.source.git ?? each.source.url ?? each.source.path ?? 'an unknown place'
      const message = `${each.name} comes from ${from}, and is no wheel`
      problems.push(
        requirementsProblem(file, message, `build a wheel of it, and lock that: uv add ./wheels/${each.name}….whl`),
      )
    } else lines.set(each.name, line)
    const { registry } = each.source
    if (registry !== undefined && registry !== publicIndex) indexes.add(registry)
  }
  const options = [...indexes].map((index): [string, string] =>
    /^[a-z]+:\/\//i.test(index) ? ['--extra-index-url', index] : ['--find-links', resolve(base, index)],
  )
  const sorted = [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line)
  const found = { ...noRequirements, lines: sorted, options, locals: [...locals], inputs, problems }
  const versions = lock['requires-python'] ?? ''
  const isForeign = target.interpreter !== undefined && !satisfies(target.version, versions)
  return isForeign ? { ...found, ...withoutFiles(sorted), foreign: versions } : found
}

/** Whether a folder is a member of the workspace that a `uv.lock` locks. */
export function isUvMember(file: string, folder: string): boolean {
  try {
    const lock = parse(readFileSync(file, 'utf8')) as { readonly package?: readonly Package[] }
    return membersOf(lock.package ?? []).some((each) => resolve(dirname(file), folderOf(each) ?? '.') === folder)
  } catch {
    // A lock that cannot be read is to be told of, not passed over.
    return true
  }
}

function membersOf(packages: readonly Package[]): readonly Package[] {
  return packages.filter(({ source }) => (source.editable ?? source.virtual) !== undefined)
}

/** The member whose folder holds the function's, the nearest; else the project itself, else all members. */
function rootsOf(packages: readonly Package[], base: string, folder: string): readonly Package[] {
  const members = membersOf(packages)
  const holding = members
    .map((each) => ({ each, way: relative(resolve(base, folderOf(each) ?? '.'), folder) }))
    .filter(({ way }) => !way.startsWith('..'))
    .sort((a, b) => a.way.length - b.way.length)
  const [nearest] = holding
  return nearest === undefined ? members : [nearest.each]
}

/** What a member's `pyproject.toml` wants and the lock knows nothing of. */
function staleNames(root: Package, base: string, inputs: string[]): readonly string[] {
  const manifest = join(base, folderOf(root) ?? '.', 'pyproject.toml')
  const wanted = root.metadata?.['requires-dist']
  if (!existsSync(manifest)) return []
  inputs.push(manifest)
  const { project }: Manifest = parse(readFileSync(manifest, 'utf8'))
  const locked = new Set([...(wanted ?? []), ...(root.dependencies ?? [])].map(({ name }) => normalName(name)))
  return (project?.dependencies ?? []).map(requirementName).filter((name) => !locked.has(name))
}

function folderOf({ source }: Package): string | undefined {
  return source.editable ?? source.virtual ?? source.directory
}

/** All packages that the roots need on the target, the roots included. */
function reach(roots: readonly Package[], packages: readonly Package[], target: Target): ReadonlySet<Package> {
  const found = new Set<Package>()
  const seen = new Set<string>()
  const visit = (each: Package, extras: readonly string[]): void => {
    found.add(each)
    const key = `${each.name} ${each.version} ${extras.toSorted().join()}`
    if (seen.has(key)) return
    seen.add(key)
    const environment = markerEnvironment(target, extras)
    const optional = extras.flatMap((extra) => each['optional-dependencies']?.[extra] ?? [])
    for (const dependency of [...(each.dependencies ?? []), ...optional]) {
      if (dependency.marker !== undefined && evaluateMarker(dependency.marker, environment) === false) continue
      const next = packages.find((other) => isMeant(other, dependency))
      if (next !== undefined) visit(next, dependency.extra ?? [])
    }
  }
  for (const root of roots) visit(root, [])
  return found
}

function isMeant(each: Package, { name, version, source }: Dependency): boolean {
  if (each.name !== name || (version !== undefined && each.version !== version)) return false
  return source === undefined || JSON.stringify(source) === JSON.stringify(each.source)
}

/**
 * A lock holds neither the files nor the packages that only other versions of Python need: for the local cloud's own, its
 * versions are kept and the rest is resolved.
 */
function withoutFiles(lines: readonly string[]): Pick<Requirements, 'lines' | 'complete'> {
  return { lines: lines.map((line) => line.replaceAll(/ --hash=\S+/g, '')), complete: false }
}

/** Undefined for what is no wheel. */
function lineOf({ name, version, source, wheels = [], sdist }: Package, base: string): string | undefined {
  const [wheel] = wheels
  const hashes = [...wheels, ...(sdist === undefined ? [] : [sdist])].flatMap(({ hash }) => hash ?? [])
  const suffix = hashes.map((hash) => ` --hash=${hash}`).join('')
  if (source.registry !== undefined) return `${name}==${version}${suffix}`
  if (source.url?.endsWith('.whl') === true)
    return `${name} @ ${source.url}${wheel?.hash === undefined ? '' : ` --hash=${wheel.hash}`}`
  if (source.path?.endsWith('.whl') === true) return resolve(base, source.path)
  return undefined
}

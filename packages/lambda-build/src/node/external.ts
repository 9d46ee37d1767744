import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ProjectError } from '@project-utils/contract'
import type { ArtifactFile } from '../artifact/artifact-file.ts'
import { packageFiles } from './package-files.ts'

/** An external package, and a folder from whose files it is imported. */
export interface ExternalRoot {
  readonly name: string
  readonly from: string
}

/** What external packages bring into an artifact, and all files on disk that it came from. */
export interface Externals {
  readonly files: readonly ArtifactFile[]
  readonly sources: readonly string[]
}

interface Dependency {
  readonly name: string
  readonly required: boolean
}

/**
 * Copies external packages and everything they need in production, at the versions installed, into the artifact's
 * `node_modules`: flat where possible, nested where two versions of one package are needed. What a package resolves
 * there is exactly what it resolves where it is installed.
 *
 * @throws ProjectError `LAMBDA_EXTERNAL_MISSING`, `LAMBDA_EXTERNAL_CONFLICT`, `LAMBDA_EXTERNAL_NATIVE`, `LAMBDA_PATH_INVALID`
 */
export function copyExternals(roots: readonly ExternalRoot[]): Externals {
  const placed = placeAll(roots)
  const files: ArtifactFile[] = []
  const sources: string[] = []
  for (const [place, folder] of placed) {
    for (const { source, ...file } of packageFiles(folder, nameOf(place))) {
      files.push({ ...file, path: `${place}/${file.path}` })
      sources.push(source)
    }
  }
  return { files, sources }
}

/** Place inside the artifact → the installed package's folder. */
function placeAll(roots: readonly ExternalRoot[]): ReadonlyMap<string, string> {
  const placed = new Map<string, string>()
  const queue: string[] = []
  const put = (place: string, folder: string): void => {
    placed.set(place, folder)
    queue.push(place)
  }
  for (const { name, from } of roots) {
    const folder = locate(name, from)
    if (folder === undefined) throw missing(name, 'is not installed')
    const place = `node_modules/${name}`
    const there = placed.get(place)
    if (there !== undefined && there !== folder) {
      throw new ProjectError(
        'LAMBDA_EXTERNAL_CONFLICT',
        `external package ${name} is needed from ${there} and ${folder}`,
        {
          hint: `install one version of ${name}, or take it out of external`,
        },
      )
    }
    if (there === undefined) put(place, folder)
  }
  // Breadth first: a package's own folder is complete before anything below it is placed, so nothing placed later can
  // come between a package and what it already resolved.
  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    const folder = placed.get(place) ?? ''
    for (const { name, required } of dependenciesOf(folder)) {
      const target = locate(name, folder)
      if (target === undefined) {
        if (required) throw missing(name, `is needed by ${nameOf(place)} and is not installed`)
        continue
      }
      const seen = lookUp(name, place, placed)
      if (seen === undefined) put(`node_modules/${name}`, target)
      else if (seen !== target) put(`${place}/node_modules/${name}`, target)
    }
  }
  return placed
}

/** What a package at a place in the artifact would get for a name. */
function lookUp(name: string, place: string, placed: ReadonlyMap<string, string>): string | undefined {
  for (let at = place; ; at = at.slice(0, at.lastIndexOf('/node_modules/'))) {
    const found = placed.get(`${at}/node_modules/${name}`)
    if (found !== undefined) return found
    if (!at.includes('/node_modules/')) return placed.get(`node_modules/${name}`)
  }
}

/** The real folder of the package that Node.js would find under a name, seen from a folder. */
function locate(name: string, from: string): string | undefined {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name)
    if (basename(at) !== 'node_modules' && existsSync(join(folder, 'package.json'))) return realpathSync(folder)
    if (dirname(at) === at) return undefined
  }
}

/** What a package needs in production. Peers count where they are required; npm installs those too. */
function dependenciesOf(folder: string): readonly Dependency[] {
  const manifest: PackageManifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const optional = Object.keys(manifest.optionalDependencies ?? {})
  const needed = Object.keys(manifest.dependencies ?? {}).filter((name) => !optional.includes(name))
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter(
    (name) => manifest.peerDependenciesMeta?.[name]?.optional !== true && !needed.includes(name),
  )
  return [
    ...needed.map((name) => ({ name, required: true })),
    ...[...optional, ...peers].map((name) => ({ name, required: false })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1))
}

interface PackageManifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

function missing(name: string, fact: string): ProjectError {
  return new ProjectError('LAMBDA_EXTERNAL_MISSING', `external package ${name} ${fact}`, {
    hint: `npm install ${name}`,
  })
}

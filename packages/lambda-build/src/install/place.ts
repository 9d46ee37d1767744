import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ProjectError } from '@project-utils/contract'
import type { Machine } from '../artifact/machine.ts'
import { dependenciesOf, isMeantFor, type PackageManifest, readManifest } from './manifest.ts'

/** A package to pack, and a folder from whose files it is imported. */
export interface PackageRoot {
  readonly name: string
  readonly from: string
  /** False: left out where it is not there, or is for other machines. Default: true. */
  readonly required?: boolean
}

/** A package with its place in an artifact. */
export interface PlacedPackage {
  readonly name: string
  /** Inside the artifact, such as `node_modules/sharp`. */
  readonly place: string
  /** Where it is installed: its real path. */
  readonly folder: string
  readonly manifest: PackageManifest
  /** Whether the function can do without it, as its users say. */
  readonly optional: boolean
}

/** The packages of an artifact. */
export interface Placement {
  readonly packages: readonly PlacedPackage[]
  /** Optional dependencies that are not there, with the package that would like them. */
  readonly absent: readonly { readonly name: string; readonly by: PlacedPackage }[]
}

/**
 * Places packages and all that they need in production into an artifact's `node_modules`: flat where possible, nested
 * where two versions of one package are needed. What a package resolves there is exactly what it resolves where it is
 * installed. Optional packages that are for other machines are left out.
 *
 * @throws ProjectError `LAMBDA_EXTERNAL_MISSING`, `LAMBDA_EXTERNAL_CONFLICT`
 */
export function placePackages(roots: readonly PackageRoot[], machine: Machine): Placement {
  const placed = new Map<string, PlacedPackage>()
  const absent: Placement['absent'][number][] = []
  const queue: PlacedPackage[] = []
  const put = (place: string, name: string, folder: string, optional: boolean): void => {
    const manifest = readManifest(folder)
    if (optional && !isMeantFor(manifest, machine)) return
    const found = { name, place, folder, manifest, optional }
    placed.set(place, found)
    queue.push(found)
  }
  for (const { name, from, required = true } of roots) {
    const folder = locate(name, from)
    if (folder === undefined) {
      if (required) throw missing(name, 'is not installed')
      continue
    }
    const place = `node_modules/${name}`
    const there = placed.get(place)
    if (there !== undefined && there.folder !== folder) throw conflict(name, there.folder, folder)
    if (there === undefined) put(place, name, folder, !required)
  }
  // Breadth first: a package's own folder is complete before anything below it is placed, so nothing placed later can
  // come between a package and what it already resolved.
  for (let user = queue.shift(); user !== undefined; user = queue.shift()) {
    for (const { name, kind } of dependenciesOf(user.manifest)) {
      const folder = locate(name, user.folder)
      if (folder === undefined) {
        if (kind === 'required' && !user.optional) throw missing(name, `is needed by ${user.name} and is not installed`)
        if (kind === 'optional') absent.push({ name, by: user })
        continue
      }
      const optional = user.optional || kind === 'optional'
      const seen = lookUp(name, user.place, placed)
      if (seen === undefined) put(`node_modules/${name}`, name, folder, optional)
      else if (seen !== folder) put(`${user.place}/node_modules/${name}`, name, folder, optional)
    }
  }
  return { packages: [...placed.values()], absent }
}

/** The folder of what a package at a place in the artifact would get for a name. */
function lookUp(name: string, place: string, placed: ReadonlyMap<string, PlacedPackage>): string | undefined {
  for (let at = place; ; at = at.slice(0, at.lastIndexOf('/node_modules/'))) {
    const found = placed.get(`${at}/node_modules/${name}`)
    if (found !== undefined) return found.folder
    if (!at.includes('/node_modules/')) return placed.get(`node_modules/${name}`)?.folder
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

function conflict(name: string, first: string, second: string): ProjectError {
  return new ProjectError(
    'LAMBDA_EXTERNAL_CONFLICT',
    `external package ${name} is needed from ${first} and ${second}`,
    {
      hint: `install one version of ${name}, or take it out of external`,
    },
  )
}

function missing(name: string, fact: string): ProjectError {
  return new ProjectError('LAMBDA_EXTERNAL_MISSING', `external package ${name} ${fact}`, {
    hint: `npm install ${name}`,
  })
}

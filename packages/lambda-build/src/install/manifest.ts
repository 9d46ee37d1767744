import { join } from 'node:path'
import { readText } from '@project-utils/artifact'
import { ProjectError } from '@project-utils/contract'
import type { Machine } from '../artifact/machine.ts'

/** What counts of a `package.json` when packages are placed. */
export interface PackageManifest {
  readonly name?: string
  readonly version?: string
  readonly packageManager?: string
  readonly workspaces?: readonly string[] | { readonly packages?: readonly string[] }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly gypfile?: boolean
  readonly os?: readonly string[] | string
  readonly cpu?: readonly string[] | string
  readonly libc?: readonly string[] | string
}

/** A package that another one needs. Peers count where they are required; npm installs those too. */
export interface Dependency {
  readonly name: string
  readonly kind: 'required' | 'optional' | 'peer'
}

/**
 * Reads a folder's `package.json`.
 *
 * @throws ProjectError `LAMBDA_FILE_UNREADABLE`, also where it is no JSON object
 */
export function readManifest(folder: string): PackageManifest {
  const file = join(folder, 'package.json')
  const text = readText(file).replace(/^\ufeff/, '')
  try {
    const manifest: unknown = JSON.parse(text)
    if (typeof manifest === 'object' && manifest !== null && !Array.isArray(manifest)) return manifest
  } catch (cause) {
    throw unreadable(file, cause)
  }
  throw unreadable(file)
}

function unreadable(file: string, cause?: unknown): ProjectError {
  const hint = `correct it; npm pkg get name, in its folder, tells where it is wrong`
  return new ProjectError('LAMBDA_FILE_UNREADABLE', `${file} is no JSON object`, { hint, cause })
}

/** What a package needs in production, in order of the names. */
export function dependenciesOf(manifest: PackageManifest): readonly Dependency[] {
  const optional = Object.keys(manifest.optionalDependencies ?? {})
  const required = Object.keys(manifest.dependencies ?? {}).filter((name) => !optional.includes(name))
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter(
    (name) => manifest.peerDependenciesMeta?.[name]?.optional !== true && !required.includes(name),
  )
  return [
    ...required.map((name): Dependency => ({ name, kind: 'required' })),
    ...optional.map((name): Dependency => ({ name, kind: 'optional' })),
    ...peers.map((name): Dependency => ({ name, kind: 'peer' })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** npm's name of a machine's processor. */
export function cpuOf({ architecture }: Machine): 'arm64' | 'x64' {
  return architecture === 'arm64' ? 'arm64' : 'x64'
}

/** Whether a package is meant for a machine, by `os`, `cpu` and `libc` of its manifest. Source: "package.json", npm Docs. */
export function isMeantFor({ os, cpu, libc }: PackageManifest, machine: Machine): boolean {
  const allows = (list: readonly string[] | string | undefined, value: string | undefined): boolean => {
    const all = [list ?? []].flat()
    if (value === undefined || all.length === 0 || all.includes('any')) return true
    if (all.includes(`!${value}`)) return false
    return all.includes(value) || all.every((each) => each.startsWith('!'))
  }
  return allows(os, machine.system) && allows(cpu, cpuOf(machine)) && allows(libc, machine.libc)
}

/** Whether a manifest ties a package to certain machines. */
export function isForSomeMachines({ os, cpu, libc }: PackageManifest): boolean {
  return [os, cpu, libc].some((list) => [list ?? []].flat().length > 0)
}

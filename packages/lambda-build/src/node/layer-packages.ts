import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Finding } from '@project-utils/contract'
import type { LayerBuild } from '@project-utils/project'
import type { FunctionJob } from '../build/job.ts'
import { readManifest } from '../install/manifest.ts'
import type { PackageRoot } from '../install/place.ts'
import { findUpwards } from '../paths/find-upwards.ts'

/** Which packages are packed beside a bundle, and which ones the function's layers are to hold. */
interface LayerPackages {
  readonly roots: readonly PackageRoot[]
  /** What decided it, absolute. */
  readonly inputs: readonly string[]
  readonly findings: readonly Finding[]
}

/**
 * Leaves packages to the layers of a function: those that a layer of the project holds, and, where the function has layers
 * of which nothing is known, those that no `package.json` on the way to what imports them has among its dependencies.
 */
export function leaveToLayers({ id, layers, where }: FunctionJob, roots: readonly PackageRoot[]): LayerPackages {
  if (roots.length === 0 || (layers.own.length === 0 && !layers.hasOthers)) return { roots, inputs: [], findings: [] }
  const inputs = new Set(layers.own.flatMap(({ directory }) => foldersOf(directory)))
  const trusted = new Set<string>()
  const packed = roots.filter(({ name, from }) => {
    if (layers.own.some((layer) => holds(layer, name, inputs))) return false
    if (!layers.hasOthers || isDependency(name, from, inputs)) return true
    trusted.add(name)
    return false
  })
  const findings = [...trusted].map(
    (name): Finding => ({
      rule: 'lambda/layer-package',
      category: 'build',
      severity: 'warning',
      message: `${id}: ${name} is no production dependency here, so a layer of the function has to hold it`,
      fix: `see to it that one does, or npm install ${name}`,
      where,
    }),
  )
  return { roots: packed, inputs: [...inputs], findings }
}

/** Where a layer's folder may have a `package.json` and installed packages. */
function foldersOf(directory: string): readonly string[] {
  return [directory, join(directory, 'nodejs')].filter((folder) => existsSync(folder))
}

function holds({ directory }: LayerBuild, name: string, inputs: Set<string>): boolean {
  const installed = join(directory, 'nodejs', 'node_modules', name, 'package.json')
  if (existsSync(installed)) {
    inputs.add(installed)
    return true
  }
  return foldersOf(directory).some((folder) => needs(join(folder, 'package.json'), name, inputs))
}

function needs(file: string, name: string, inputs: Set<string>): boolean {
  if (!existsSync(file)) return false
  inputs.add(file)
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = readManifest(dirname(file))
  return name in dependencies || name in optionalDependencies || name in peerDependencies
}

function isDependency(name: string, from: string, inputs: Set<string>): boolean {
  for (let file = findUpwards(from, ['package.json']); file !== undefined; ) {
    if (needs(file, name, inputs)) return true
    const above = dirname(dirname(file))
    file = above === dirname(file) ? undefined : findUpwards(above, ['package.json'])
  }
  return false
}
